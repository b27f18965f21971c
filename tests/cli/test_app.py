"""What holds for every command: help, languages, exit codes, and which stream says what."""

from __future__ import annotations

import json
import subprocess
import sys

from okx_margin_client import __version__

from .conftest import ROOT, CommandLine


def test_help_lists_the_commands_in_both_languages(okx_margin: CommandLine) -> None:
    for language, words in (("en", "nearest to liquidation first"), ("zh", "最接近强平的在前")):
        ran = okx_margin("--lang", language, "--help")
        assert (ran.code, ran.err) == (0, "")
        assert words in " ".join(ran.out.split())
    assert "逐仓" in okx_margin("--help", LANG="zh_CN.UTF-8").out
    assert (
        "逐仓" not in okx_margin("--help", LANG="zh_CN.UTF-8", PYTHONIOENCODING="ascii", PYTHONUTF8="0").out
    )


def test_options_of_every_command_stand_before_or_after_its_name(okx_margin: CommandLine) -> None:
    assert okx_margin("--json", "positions").document["command"] == "positions"
    assert okx_margin("positions", "--json").document["command"] == "positions"
    assert okx_margin("bot", "--json", "add", "123456", "1", "--dry-run").document["command"] == "bot add"


def test_the_version_is_one_line_and_needs_no_keys(okx_margin: CommandLine) -> None:
    no_keys = {"OKX_API_KEY": "", "OKX_SECRET_KEY": "", "OKX_PASSPHRASE": ""}
    made_from = json.loads((ROOT / "generated/okx_margin_client/provenance.json").read_bytes())["spec"]
    for line in (["--version"], ["--lang", "zh", "--version"]):
        ran = okx_margin(*line, **no_keys)
        assert (ran.code, ran.err, ran.out.count("\n")) == (0, "", 1)
        assert ran.out.startswith(f"okx-margin {__version__}")
        assert made_from.removeprefix("sha256:")[:12] in ran.out
    for line in (["--version", "--json"], ["--json", "--version"]):
        document = okx_margin(*line, **no_keys).document
        assert document["data"] == {"version": __version__, "spec": made_from.removeprefix("sha256:")}
    assert "--version" in okx_margin("--help").out


def test_data_is_on_stdout_and_all_else_on_stderr(okx_margin: CommandLine) -> None:
    ran = okx_margin("positions")
    assert (ran.code, ran.err) == (0, "")
    assert [line.split()[0] for line in ran.out.splitlines() if "USD" in line] == [
        "BTC-USDT-SWAP",
        "BTC-USD-SWAP",
        "BTC-USDT-270625",
        "ETH-USDT-SWAP",
    ]
    wrong = okx_margin("position")
    assert (wrong.code, wrong.out) == (2, "")
    missing = okx_margin("positions", OKX_SECRET_KEY="")
    assert (missing.code, missing.out) == (1, "")
    assert "OKX_SECRET_KEY" in missing.err


def test_without_its_extra_one_line_says_how_to_install_it() -> None:
    hidden = (
        "import sys; sys.modules['rich'] = None\nimport importlib.util as util\n"
        "found = util.find_spec\nutil.find_spec = lambda name: None if name == 'rich' else found(name)\n"
        "from okx_margin_cli.__main__ import main\nsys.exit(main(['positions']))"
    )
    ran = subprocess.run([sys.executable, "-c", hidden], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == 'okx-margin needs its extra: python -m pip install "okx-margin[cli]"\n'
