"""`okx-margin positions`, `bots`, `balance`: figures, order, and tables as wide as there is room."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pytest

from okx_margin_client import OkxMargin
from okx_margin_mock import Fault

from .conftest import CommandLine


def test_positions_show_how_near_liquidation_is_and_what_could_be_taken_back(okx_margin: CommandLine) -> None:
    shown = okx_margin("positions", "--json").document["data"]["positions"]
    assert [each["inst_id"] for each in shown] == [
        "BTC-USDT-SWAP",
        "BTC-USD-SWAP",
        "BTC-USDT-270625",
        "ETH-USDT-SWAP",
    ]
    first = shown[0]
    assert (first["margin"], first["ccy"], first["pos_side"]) == ("750", "USDT", "short")
    assert first["real_leverage"] == "8"  # 6000 over 750
    assert first["most_reducible"] == "150"  # above the initial margin of 600
    assert first["distance_percent"] == "11.9960"  # (67197.6007… - 60000) / 60000
    assert [each["most_reducible"] for each in shown[1:]] == ["0.005", "78", "0"]
    assert shown == sorted(shown, key=lambda each: Decimal(each["distance_percent"]))


def test_net_mode_and_margin_pairs_show_their_direction(okx_margin: CommandLine) -> None:
    shown = okx_margin("positions", "--json", key="net").document["data"]["positions"]
    by_inst = {each["inst_id"]: each for each in shown}
    assert (by_inst["BTC-USDT-SWAP"]["pos_side"], by_inst["BTC-USDT-SWAP"]["direction"]) == ("net", "short")
    pair = by_inst["BTC-USDT"]
    assert (pair["direction"], pair["ccy"]) == ("long", "BTC")
    assert pair["real_leverage"] == "2.5"  # 0.05 BTC owed, over 0.02
    assert Decimal(pair["most_reducible"]) <= Decimal("0.01")
    assert "net (short)" in okx_margin("positions", key="net").out


def test_a_table_needs_nothing_but_the_positions(okx_margin: CommandLine) -> None:
    okx_margin.mock.exchange.inject(Fault.server_error(502), endpoint="/api/v5/public/instruments", times=100)
    ran = okx_margin("positions", "--journal", "/nowhere/at/all.db", "--json")
    shown = ran.document["data"]["positions"]
    assert shown[0]["margin"] == "750"
    assert {each["most_reducible"] for each in shown} == {None}


def test_what_cannot_be_read_is_refused_and_nothing_is_on_stdout(okx_margin: CommandLine) -> None:
    okx_margin.mock.exchange.inject(Fault.disconnect("after"), endpoint="/api/v5/account/positions", times=9)
    ran = okx_margin("positions")
    assert (ran.code, ran.out) == (1, "")
    assert "127.0.0.1" in ran.err
    assert okx_margin("positions", "--json").document["outcome"] == "refused"


def test_bots_and_balance(okx_margin: CommandLine) -> None:
    ran = okx_margin("bots", "123456", "123457", "--json")
    assert [each["invest_amt"] for each in ran.document["data"]["bots"]] == ["1000", "500"]
    assert "123456  running" in okx_margin("bots", "123456").out
    missing = okx_margin("bots", "123456", "9", "--json")
    assert (missing.code, missing.document["error"]["code"]) == (1, "51293")
    assert [each["algo_id"] for each in missing.document["data"]["bots"]] == ["123456"]
    balance = okx_margin("balance", "--json").document["data"]["balance"]
    assert [(each["ccy"], each["avail_bal"]) for each in balance] == [("USDT", "10000"), ("BTC", "0.5")]
    assert "可用余额" in okx_margin("balance", "--lang", "zh").out


def test_a_pipe_gets_rows_whole_and_no_colour(okx_margin: CommandLine) -> None:
    out = okx_margin("positions", COLUMNS="40").out
    assert "\x1b" not in out
    assert len([line for line in out.splitlines() if line.startswith("BTC-USDT-SWAP")]) == 1


def test_what_the_stream_cannot_show_does_not_end_a_command(okx_margin: CommandLine) -> None:
    for encoding in ("cp1252", "cp936"):
        variables = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
        ran = subprocess.run(
            [sys.executable, "-m", "okx_margin_cli", "positions", "--lang", "zh"],
            env={**okx_margin.environment(), **variables},
            capture_output=True,
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (0, b""), encoding
        assert ("保证金" in ran.stdout.decode(encoding)) is (encoding == "cp936")
    document = okx_margin("code", "59301", "--json", PYTHONIOENCODING="ascii", PYTHONUTF8="0").document
    assert "仓位" in document["data"]["codes"][0]["meaning_zh"]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_a_narrow_terminal_gets_lines_of_its_own_for_each_position(okx_margin: CommandLine) -> None:
    from .terminal import Terminal

    for language, name, columns in (
        ("en", "Mgn ratio", 60),
        ("zh", "维持保证金率", 60),
        ("en", "Mark price", 40),
    ):
        with Terminal(okx_margin, "positions", "--lang", language, columns=columns) as narrow:
            assert narrow.ends() == 0
        assert max(map(len, narrow.seen.splitlines())) <= columns
        assert narrow.seen.count(name) == 4
    okx_margin.mock.exchange.state.marks["BTC-USDT-SWAP"] = Decimal(66510)
    with Terminal(okx_margin, "positions", columns=120) as wide:
        assert wide.ends() == 0
    assert wide.seen.count("Mgn ratio") == wide.seen.count("Mark price") == 1
    assert "\x1b[1;31m" in wide.raw  # 1 % from liquidation
    with Terminal(okx_margin, "positions", columns=80, NO_COLOR="1") as plain:
        assert plain.ends() == 0
    assert plain.seen.count("Mgn ratio") == 1
    assert "Mark price" not in plain.seen
    assert "\x1b[1;31m" not in plain.raw


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_watch_reads_again_until_ctrl_c_and_outlives_a_reading_that_fails(okx_margin: CommandLine) -> None:
    from .terminal import Terminal

    with Terminal(okx_margin, "positions", "--watch", "1") as watching:
        watching.until("750 USDT")
        with OkxMargin(okx_margin.mock.auth()) as okx:
            okx.account.adjust_margin(inst_id="BTC-USDT-SWAP", pos_side="short", type_="add", amt="11")
        watching.until("761 USDT")
        okx_margin.mock.exchange.inject(Fault.server_error(502), endpoint="/api/v5/account/positions")
        watching.until("HTTP 502")
        watching.types("\x03")
        assert watching.ends() == 130
    assert "Traceback" not in watching.seen
    assert "\x1b[?25h" in watching.raw.rpartition("\x1b[?25l")[2]  # the cursor is back


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT is sent as POSIX does")
def test_watch_in_a_pipe_gives_a_document_a_reading_and_ends_with_its_reader(okx_margin: CommandLine) -> None:
    process = okx_margin.start("positions", "--watch", "1", "--json")
    assert process.stdout is not None
    assert process.stdout.readline().startswith('{"command": "positions"')
    assert process.stdout.readline().startswith('{"command": "positions"')
    process.stdout.close()
    assert process.wait(timeout=10) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()
