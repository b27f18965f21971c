"""`--json` for every command, the mock exchange, completion, and what must never be seen."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import Any

import pytest
from click import Context

from okx_margin_cli.app import COMMANDS
from okx_margin_cli.bot import bot

from .conftest import ADJUSTMENT, ROOT, SCHEMA, CommandLine


def commands() -> set[str]:
    return {*COMMANDS} - {"bot"} | {f"bot {name}" for name in ("add", "reduce")}


def test_every_command_has_its_shape() -> None:
    schema: dict[str, Any] = SCHEMA.schema
    SCHEMA.check_schema(schema)
    shaped = list[str]()
    for rule in schema["allOf"]:
        command = rule["if"]["properties"].get("command")
        shaped += command.get("enum") or [command["const"]] if command else []
    assert sorted(shaped) == sorted([*commands(), "--version"])
    assert all(f'"#/$defs/{name}"' in json.dumps(schema) for name in schema["$defs"])
    assert bot.list_commands(Context(bot)) == ["add", "reduce"]


def test_a_document_that_breaks_its_promise_is_found() -> None:
    good: dict[str, Any] = {
        "command": "balance",
        "environment": "demo",
        "host": "http://127.0.0.1:1",
        "outcome": "done",
        "exit_code": 0,
        "data": {"balance": []},
        "error": None,
    }
    assert SCHEMA.is_valid(good)
    figures = dict.fromkeys(("avail_bal", "cash_bal", "eq", "iso_eq", "frozen_bal"), "1")
    assert SCHEMA.is_valid({**good, "data": {"balance": [{"ccy": "USDT", **figures}]}})
    wrongs: tuple[dict[str, Any], ...] = (
        {"exit_code": 1},
        {"outcome": "refused", "exit_code": 1},
        {"data": {"positions": []}},
        {"data": {"balance": [{"ccy": "USDT", **figures, "eq": "1E-7"}]}},
        {"data": {"balance": [{"ccy": "USDT", **figures, "eq": 1.5}]}},
        {"secret_key": "x"},
    )
    for wrong in wrongs:
        assert not SCHEMA.is_valid({**good, **wrong}), wrong


def test_mock_runs_a_command_without_keys_and_leaves_nothing_behind(okx_margin: CommandLine) -> None:
    nothing = {"OKX_API_KEY": "", "OKX_SECRET_KEY": "", "OKX_PASSPHRASE": "", "OKX_BASE_URL": ""}
    for arguments in (("positions",), ("add", "BTC-USDT-SWAP", "short", "5"), ("journal",), ("resolve",)):
        ran = okx_margin("--mock", *arguments, "--json", **nothing)
        assert ran.code == 0, ran.err
        assert ran.document["command"] == arguments[0]
    assert okx_margin("--mock", "--live", "add", "BTC-USDT-SWAP", "short", "5", **nothing).code == 2
    assert not (okx_margin.home / "state").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT is sent as POSIX does")
def test_the_mock_exchange_prints_keys_to_paste_and_ends_with_ctrl_c(okx_margin: CommandLine) -> None:
    serving = okx_margin.start("mock", "--json")
    assert serving.stdout is not None
    document = json.loads(serving.stdout.readline())
    SCHEMA.validate(document)
    variables: dict[str, str] = document["data"]["variables"]
    assert okx_margin("add", "BTC-USDT-SWAP", "short", "5", **variables).code == 0
    assert okx_margin("journal", "--json", **variables).document["data"]["entries"][0]["outcome"] == "done"
    assert okx_margin("journal", "--json").document["data"]["entries"] == []
    taken_port = variables["OKX_BASE_URL"].rpartition(":")[2]
    taken = okx_margin("mock", "--port", taken_port)
    assert (taken.code, taken.out) == (1, "")
    assert "无法监听端口" in okx_margin("mock", "--port", taken_port, "--lang", "zh").err
    serving.send_signal(signal.SIGINT)
    serving.communicate(timeout=20)
    assert serving.returncode == 130
    lines = okx_margin.start("mock")
    assert lines.stdout is not None
    assert lines.stdout.readline().startswith("export OKX_BASE_URL=http://127.0.0.1:")
    lines.send_signal(signal.SIGINT)
    lines.communicate(timeout=20)


def test_completion_prints_a_script_that_completes(okx_margin: CommandLine) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert "_OKX_MARGIN_COMPLETE" in okx_margin("completion", shell).out
    words = {"_OKX_MARGIN_COMPLETE": "bash_complete", "COMP_WORDS": "okx-margin re", "COMP_CWORD": "1"}
    assert okx_margin(**words).out.split() == ["plain,reduce", "plain,resolve"]
    sides = {**words, "COMP_WORDS": "okx-margin add BTC-USDT-SWAP ", "COMP_CWORD": "3"}
    assert okx_margin(**sides).out.split() == ["plain,long", "plain,short", "plain,net"]


def test_no_secret_is_ever_printed(okx_margin: CommandLine) -> None:
    key = okx_margin.mock.key()
    printed = ""
    for arguments in (
        ("positions", "--json"),
        ("add", "BTC-USDT-SWAP", "short", "5", "--json"),
        ("reduce", "BTC-USDT-SWAP", "short", "5000"),
        ("journal", "--json"),
        ("--help",),
    ):
        ran = okx_margin(*arguments, OKX_MARGIN_LOG="debug")
        printed += ran.out + ran.err
    assert "accountPositions" in printed
    for secret in (key.api_key, key.secret_key, key.passphrase):
        assert secret not in printed


def broken(*lines: str) -> tuple[int, dict[str, Any]]:
    """An adjustment where something here is broken: the exit code and the document."""
    code = (
        "import sys\nfrom okx_margin_client import Journal, JournalError\nfrom okx_margin_cli import moving\n"
        "from okx_margin_cli.__main__ import main\n",
        "def broken(error):\n    def fails(*_, **__):\n        raise error\n    return fails\n",
        *(f"{line}\n" for line in lines),
        "sys.exit(main(['--mock', '--json', 'add', 'BTC-USDT-SWAP', 'short', '5']))",
    )
    ran = subprocess.run(
        [sys.executable, "-c", "".join(code)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    document: dict[str, Any] = json.loads(ran.stdout)
    SCHEMA.validate(document)
    return ran.returncode, document


def test_a_mistake_of_ours_is_unknown_and_never_a_refusal() -> None:
    for line in (
        "moving._done = broken(ZeroDivisionError())",
        "from okx_margin_cli.adjustment import Move; Move._entry = broken(ZeroDivisionError())",
        "from okx_margin_cli.adjustment import Move; Move._refused = Move._answer = broken(JournalError('x'))",
    ):
        code, document = broken(line)
        assert (code, document["outcome"]) == (3, "unexpected"), line
        assert "okx-margin" in document["error"]["message"] or document["error"]["kind"] == "JournalError"


def test_a_journal_that_cannot_be_read_afterwards_leaves_it_done() -> None:
    code, document = broken("Journal.entries = broken(JournalError('it is gone'))")
    assert (code, document["outcome"], document["data"]["id"]) == (0, "done", None)


def test_help_loads_neither_tables_nor_the_client() -> None:
    looking = (
        "import sys\nfrom okx_margin_cli.__main__ import main\nassert main(['--help']) == 0\n"
        "heavy = ('rich.table', 'httpx', 'okx_margin_client.models', 'okx_margin_runtime.client', 'asyncio')\n"
        "sys.exit(str([name for name in heavy if name in sys.modules] or '') or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", looking], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_adjustments_go_to_one_endpoint_once() -> None:
    """A reminder for whoever adds a retry here: the library says when a POST may be sent again."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "cli" / "okx_margin_cli").glob("*.py")]
    assert sum(source.count(".adjust_margin(") for source in sources) == 2
    assert all(ADJUSTMENT not in source for source in sources)
