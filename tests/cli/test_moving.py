"""`okx-margin add`, `reduce`, `bot add`, `bot reduce`: what is shown, what is sent, what is said of it."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from okx_margin_cli.app import run
from okx_margin_mock import Fault
from okx_margin_mock.exact import plain

from .conftest import ADJUSTMENT, CommandLine, Ran

BOT = "/api/v5/tradingBot/signal/margin-balance"


def margin(
    okx_margin: CommandLine, inst: str = "BTC-USDT-SWAP", side: str = "short", key: str | None = None
) -> str:
    return plain(okx_margin.mock.exchange.margin(inst, side, key=key))


def sent(okx_margin: CommandLine) -> int:
    return len([each for each in okx_margin.mock.exchange.received if each.path in (ADJUSTMENT, BOT)])


def test_adding_previews_sends_once_and_tells_what_was_done(okx_margin: CommandLine) -> None:
    ran = okx_margin("add", "btc-usdt-swap", "short", "50")
    assert ran.code == 0
    assert ran.out == "Done: added 50 USDT to BTC-USDT-SWAP short. Real leverage: 7.5.\n"
    for line in (
        "Demo trading (http://127.0.0.1",
        "Add 50 USDT to BTC-USDT-SWAP short.",
        "67197.60",
        "67695.36",
    ):
        assert line in ran.err
    assert (margin(okx_margin), sent(okx_margin)) == ("800", 1)


def test_the_estimate_is_what_the_exchange_shows_afterwards(okx_margin: CommandLine) -> None:
    for key, inst, side, type_, amt in (
        (None, "BTC-USDT-SWAP", "short", "add", "50"),
        (None, "BTC-USD-SWAP", "long", "reduce", "0.004"),
        ("net", "BTC-USDT", "net", "add", "0.001"),
    ):
        estimate = okx_margin(type_, inst, side, amt, "--json", key=key).document["data"]["after"]
        shown = okx_margin("positions", "--json", key=key).document["data"]["positions"]
        after = next(each for each in shown if (each["inst_id"], each["pos_side"]) == (inst, side))
        assert Decimal(after["margin"]) == Decimal(estimate["margin"])
        for figure in ("mgn_ratio", "liq_px", "distance_percent", "real_leverage"):
            assert abs(Decimal(after[figure]) - Decimal(estimate[figure])) < Decimal("1e-3"), (inst, figure)


def test_a_document_tells_all_of_it(okx_margin: CommandLine) -> None:
    document = okx_margin("reduce", "BTC-USDT-SWAP", "short", "10", "--json").document
    assert (document["outcome"], document["environment"]) == ("done", "demo")
    data = document["data"]
    assert data["adjustment"] == {
        "inst_id": "BTC-USDT-SWAP",
        "pos_side": "short",
        "type": "reduce",
        "amt": "10",
        "ccy": None,
    }
    assert (data["sent"], data["result"]["amt"], data["most_reducible"]) == (True, "10", "150")
    (entry,) = okx_margin("journal", "--json").document["data"]["entries"]
    assert (entry["id"], entry["outcome"]) == (data["id"], "done")


def test_a_dry_run_sends_nothing(okx_margin: CommandLine) -> None:
    ran = okx_margin("add", "BTC-USDT-SWAP", "short", "50", "--dry-run", "--json")
    assert ran.code == 0
    assert ran.document["data"]["sent"] is False
    assert ran.document["data"]["after"]["margin"] == "800"
    assert "nothing was sent" in ran.err
    assert sent(okx_margin) == 0


def test_max_and_percentages_are_resolved_before_and_never_exceed_what_was_read(
    okx_margin: CommandLine,
) -> None:
    def amount(*arguments: str, key: str | None = None) -> str:
        document = okx_margin(*arguments, "--dry-run", "--json", key=key).document
        return str(document["data"]["adjustment"]["amt"])

    assert amount("reduce", "BTC-USDT-SWAP", "short", "max") == "150"
    assert amount("reduce", "BTC-USDT-SWAP", "short", "50%") == "75"
    assert amount("reduce", "BTC-USDT-SWAP", "short", "33.3333333%") == "49.9999"
    assert amount("reduce", "BTC-USD-SWAP", "long", "33%") == "0.00165"
    assert amount("add", "BTC-USDT-SWAP", "short", "max") == "10000"
    assert amount("add", "BTC-USD-SWAP", "long", "max") == "0.5"
    okx_margin.mock.exchange.state.marks["BTC-USDT-SWAP"] = Decimal("61234.56789")  # a loss of 123.456789
    assert amount("reduce", "BTC-USDT-SWAP", "short", "max") == "26.5432"
    ran = okx_margin("reduce", "BTC-USDT-SWAP", "short", "max")
    assert (ran.code, margin(okx_margin)) == (0, "723.4568")
    assert sent(okx_margin) == 1


def test_what_is_left_is_explained_where_nothing_or_too_much_is_asked_for(okx_margin: CommandLine) -> None:
    nothing = okx_margin("reduce", "ETH-USDT-SWAP", "long", "50%")
    assert (nothing.code, nothing.out) == (1, "")
    assert "the margin 300 less the initial margin at entry 300" in nothing.err
    assert sent(okx_margin) == 0
    more = okx_margin("reduce", "BTC-USDT-SWAP", "short", "200", "--json")
    assert more.document["error"]["code"] == "59301"
    assert more.document["outcome"] == "refused"
    assert any("At most 150 USDT" in remark for remark in more.document["data"]["remarks"])
    zh = okx_margin("reduce", "BTC-USDT-SWAP", "short", "200", "--lang", "zh")
    assert (zh.code, zh.out) == (1, "")
    assert "已拒绝，未发生变动：59301" in zh.err
    assert margin(okx_margin) == "750"


def test_wrong_usage_is_told_before_anything_is_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warnings.showwarning", None)  # put back afterwards
    for arguments in (
        ("add", "BTC-USDT-SWAP", "short"),
        ("add", "BTC-USDT-SWAP", "up", "1"),
        ("add", "BTC-USDT-SWAP", "short", "1e3"),
        ("add", "BTC-USDT-SWAP", "short", "0"),
        ("add", "BTC-USDT-SWAP", "short", "1,000"),
        ("add", "BTC-USDT-SWAP", "short", "--", "-5"),
        ("add", "BTC-USDT-SWAP", "short", "-5"),
        ("reduce", "BTC-USDT-SWAP", "short", "0010"),
        ("positions", "BTC-USDT-SWAP"),
        ("bot", "add", "123456"),
        ("bot", "move", "123456", "1"),
        ("add", "BTC-USDT-SWAP", "short", "1", "--secret-key", "x"),
        ("positions", "--watch", "0"),
    ):
        for language in ("zh", "en"):
            assert run(["--lang", language, *arguments]) == 2, arguments
            out, err = capsys.readouterr()
            assert (out, err.count("\n")) == ("", 1), err
            assert err.isascii() == (language == "en"), err
        assert run(["--json", *arguments]) == 2
        out, err = capsys.readouterr()
        assert Ran(2, out, err).document["outcome"] == "usage"


def test_an_amount_that_means_nothing_is_not_sent(okx_margin: CommandLine) -> None:
    for arguments in (("add", "BTC-USDT-SWAP", "short", "50%"), ("bot", "add", "123456", "max")):
        assert okx_margin(*arguments).code == 2
    assert okx_margin("reduce", "BTC-USDT-SWAP", "short", "101%").code == 2
    assert okx_margin("add", "", "short", "1", "--json").document["outcome"] == "usage"
    assert sent(okx_margin) == 0


def test_a_position_that_cannot_be_read_can_be_saved_all_the_same(okx_margin: CommandLine) -> None:
    okx_margin.mock.exchange.inject(Fault.server_error(502), endpoint="/api/v5/account/positions", times=9)
    ran = okx_margin("add", "BTC-USDT-SWAP", "short", "50")
    assert (ran.code, margin(okx_margin)) == (0, "800")
    assert "cannot be read" in ran.err
    assert okx_margin("reduce", "BTC-USDT-SWAP", "short", "max").code == 1


def test_a_position_that_is_not_there_is_said_and_left_to_the_exchange(okx_margin: CommandLine) -> None:
    ran = okx_margin("add", "BTC-USDT-SWAP", "net", "5")
    assert ran.code == 1
    assert "Of BTC-USDT-SWAP there is: short (USDT)" in ran.err


def test_a_margin_pairs_currency_is_taken_from_the_position(okx_margin: CommandLine) -> None:
    document = okx_margin("add", "BTC-USDT", "net", "0.001", "--json", key="net").document
    assert document["data"]["adjustment"]["ccy"] == "BTC"
    assert margin(okx_margin, "BTC-USDT", "net", "net") == "0.021"
    given = okx_margin("reduce", "BTC-USDT", "net", "0.001", "--ccy", "btc", "--json", key="net")
    assert given.document["data"]["adjustment"]["ccy"] == "BTC"


def test_a_bots_margin(okx_margin: CommandLine) -> None:
    def invested() -> Decimal:
        return okx_margin.mock.exchange.bot("123456").invest_amt

    before = invested()
    added = okx_margin("bot", "add", "123456", "10", "--reinvest", "--json").document
    assert added["command"] == "bot add"
    assert added["data"]["adjustment"]["allow_reinvest"] is True
    assert added["data"]["now"]["invest_amt"] == "1000"
    assert invested() - before == 10
    taken = okx_margin("bot", "reduce", "123456", "5")
    assert (taken.code, taken.out) == (0, "Done: took 5 back from signal bot 123456.\n")
    percent = okx_margin("bot", "add", "123456", "5%")
    assert percent.code == 0
    assert "does not document" in percent.err
    gone = okx_margin("bot", "add", "123459", "5")
    assert (gone.code, gone.out) == (1, "")


def test_without_a_journal_and_where_it_cannot_be_written(okx_margin: CommandLine, tmp_path: Path) -> None:
    assert okx_margin("--no-journal", "add", "BTC-USDT-SWAP", "short", "1").code == 0
    assert okx_margin("journal", "--json").document["data"]["entries"] == []
    assert okx_margin("--no-journal", "journal").code == 2
    nowhere = okx_margin(
        "--journal", str(tmp_path / "no" / "such" / "folder.db"), "add", "BTC-USDT-SWAP", "short", "1"
    )
    assert nowhere.code == 1
    assert "--no-journal" in nowhere.err
    (tmp_path / "state").rename(tmp_path / "moved")
    (tmp_path / "state").write_text("a file where the folder should be", encoding="utf-8")
    blocked = okx_margin("add", "BTC-USDT-SWAP", "short", "1")
    assert blocked.code == 1
    assert "--no-journal" in blocked.err
    for command in ("journal", "resolve"):  # which have nothing to do without one
        unusable = okx_margin("--journal", str(tmp_path), command)
        assert unusable.code == 1
        assert "name another with --journal" in unusable.err
    named = okx_margin("journal", "--json", OKX_MARGIN_JOURNAL=str(tmp_path / "mine.db"))
    assert named.document["data"]["journal"] == str(tmp_path / "mine.db")
    password = okx_margin("--journal", "postgresql://me:hunter2@localhost/x", "journal")
    assert password.code == 2
    assert "hunter2" not in password.err
    assert margin(okx_margin) == "751"


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_live_asks_for_the_name_again(okx_margin: CommandLine) -> None:
    from .terminal import Terminal

    for typed, code in (("BTC-USDT-SWAP\n", 0), ("yes\n", 1), ("\n", 1), ("\x04", 1)):
        before = margin(okx_margin)
        with Terminal(okx_margin, "add", "BTC-USDT-SWAP", "short", "5", key="live") as asked:
            asked.until("Type BTC-USDT-SWAP to send it")
            assert margin(okx_margin) == before
            asked.types(typed)
            assert asked.ends() == code, typed
        assert "LIVE trading, real money" in asked.seen
        assert Decimal(margin(okx_margin)) - Decimal(before) == (5 if code == 0 else 0)
    with Terminal(okx_margin, "bot", "reduce", "123456", "5", "--lang", "zh", key="live") as asked:
        asked.until("输入 123456 后发送")
        asked.types("123456\n")
        assert asked.ends() == 0


def test_live_without_a_terminal_sends_only_with_yes(okx_margin: CommandLine) -> None:
    ran = okx_margin("add", "BTC-USDT-SWAP", "short", "5", key="live")
    assert (ran.code, sent(okx_margin)) == (2, 0)
    assert "--yes" in ran.err
    assert okx_margin("add", "BTC-USDT-SWAP", "short", "5", "--yes", key="live").code == 0
    assert okx_margin("add", "BTC-USDT-SWAP", "short", "5", "--dry-run", key="live").code == 0
    assert margin(okx_margin) == "755"
