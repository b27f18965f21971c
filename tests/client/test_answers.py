"""What each answer of the exchange becomes: a result, RefusedError or OutcomeUnknownError."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from okx_margin_client import (
    CODES,
    AdjustmentType,
    OkxMargin,
    OkxMarginError,
    Outcome,
    OutcomeUnknownError,
    PosSide,
    RefusedError,
)

from .conftest import Adjust, ScriptedExchange, answer

ITEM = {
    "instId": "BTC-USDT-SWAP",
    "posSide": "short",
    "type": "add",
    "amt": "0.30",
    "leverage": "",
    "ccy": "BTC",
}


def envelope(code: Any = "0", *items: Any, msg: str = "") -> bytes:
    return json.dumps({"code": code, "msg": msg, "data": list(items)}).encode()


def test_a_success_gives_exact_decimals_and_known_enum_members(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    exchange.scripts = [answer(envelope("0", {**ITEM, "leverage": "12.500"}))]
    done = adjust(exchange.auth())
    assert (done.inst_id, done.pos_side, done.type_) == ("BTC-USDT-SWAP", PosSide.SHORT, AdjustmentType.ADD)
    assert (str(done.amt), str(done.leverage), done.ccy) == ("0.30", "12.500", "BTC")
    assert isinstance(done.amt, Decimal)
    assert done.response.status_code == 200


@pytest.mark.parametrize(
    ("item", "leverage", "ccy"),
    [
        (ITEM, None, "BTC"),
        ({k: v for k, v in ITEM.items() if k not in ("leverage", "ccy")}, None, ""),
        ({**ITEM, "leverage": None, "ccy": None}, None, ""),
        ({**ITEM, "leverage": 12.5, "new": {"field": [1]}}, Decimal("12.5"), "BTC"),
        ({**ITEM, "leverage": "n/a", "ccy": ["BTC"]}, None, ""),
    ],
)
def test_a_success_is_read_however_odd_its_fields_are(
    exchange: ScriptedExchange, adjust: Adjust, item: dict[str, Any], leverage: Decimal | None, ccy: str
) -> None:
    exchange.scripts = [answer(envelope("0", item))]
    done = adjust(exchange.auth())
    assert (done.leverage, done.ccy, done.amt) == (leverage, ccy, Decimal("0.30"))


def test_an_unknown_enum_value_in_an_answer_stays_the_string_it_is(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    exchange.scripts = [answer(envelope("0", {**ITEM, "posSide": "both", "type": "transfer"}))]
    done = adjust(exchange.auth())
    assert (done.pos_side, done.type_) == ("both", "transfer")


def test_code_0_is_never_a_failure(
    exchange: ScriptedExchange, adjust: Adjust, subtests: pytest.Subtests
) -> None:
    bodies = [
        b'{"code":"0"}',
        b'{"code":0,"msg":null,"data":null}',
        b'{"data":[],"code":"0"}',
        b'{"code":"0","data":{"instId":"BTC-USDT-SWAP"}}',
        b'{"code":"0","data":[[]]}',
        b'{"code":"0","data":["x"]}',
        b'\xef\xbb\xbf{"code":"0","data":[{"amt":1e400}]}',
        b'{"code":"0","msg":"\xff\xfe","data":[]}',
        b'{"code":"0","data":[{"amt":' + b"9" * 5000 + b"}]}",
    ]
    auth = exchange.auth(pacing=None)
    for body, status in product(bodies, [200, 201, 302, 400, 500, 520]):
        with subtests.test(body=body[:50], status=status):
            exchange.scripts = [answer(body, status)]
            assert adjust(auth).response.content == body


def test_a_number_that_takes_all_memory_to_print_is_none_and_stays_in_the_response(
    exchange: ScriptedExchange, adjust: Adjust
) -> None:
    for amt in ("1E999999999999", "-1E-999999", "0E101"):
        exchange.scripts = [answer(envelope("0", {**ITEM, "amt": amt}))]
        done = adjust(exchange.auth())
        assert done.amt is None
        assert done.response.json()["data"][0]["amt"] == amt


def test_empty_items_of_which_a_megabyte_holds_hundreds_of_thousands_are_read_once(
    exchange: ScriptedExchange,
) -> None:
    exchange.scripts = [answer(b'{"code":"0","data":[{},{"instId":"A"},{},{}]}')]
    with OkxMargin(exchange.auth()) as okx:
        positions = okx.account.positions()
    assert [position.inst_id for position in positions] == ["", "A", "", ""]
    assert positions[0] is positions[2] is positions[3]


@pytest.mark.slow
def test_each_code_of_the_table_has_the_outcome_it_says(
    exchange: ScriptedExchange, adjust: Adjust, subtests: pytest.Subtests
) -> None:
    auth = exchange.auth(resend_after=(), pacing=None)
    for code in [code for code in CODES if code != "0"]:
        with subtests.test(code=code):
            entry = CODES[code]
            exchange.scripts = [answer(envelope(code, msg="exchange's words"), entry.http_statuses[0])]
            expected = RefusedError if entry.outcome is Outcome.REFUSED else OutcomeUnknownError
            with pytest.raises(expected) as raised:
                adjust(auth)
            error = raised.value
            assert (error.code, error.meaning, error.remedy) == (code, entry.meaning, entry.remedy)
            assert (error.msg, error.http_status) == ("exchange's words", entry.http_statuses[0])
            assert entry.meaning in str(error)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, envelope("59999"), OutcomeUnknownError),
        (400, envelope("59999"), RefusedError),
        (500, envelope("59999"), OutcomeUnknownError),
        (500, envelope("51008"), OutcomeUnknownError),
        (200, envelope("51008_1000"), RefusedError),
        (200, envelope(51008), RefusedError),
        (429, b"slow down", OutcomeUnknownError),
        (404, b'{"error":"not found"}', OutcomeUnknownError),
        (520, b"<html>unknown error</html>", OutcomeUnknownError),
        (200, b"<html>blocked</html>", OutcomeUnknownError),
        (200, b'{"code":"0","data":[{"am', OutcomeUnknownError),
        (200, b"", OutcomeUnknownError),
        (204, b"", OutcomeUnknownError),
        (200, b"[" * 100_000, OutcomeUnknownError),
        (200, b'{"code":{"a":1}}', OutcomeUnknownError),
        (200, b'{"code":true}', OutcomeUnknownError),
        (200, b'{"code":null}', OutcomeUnknownError),
        (200, b'"0"', OutcomeUnknownError),
        (200, b'{"code":"0","code":"51008"}', OutcomeUnknownError),
        (200, b'{"code":"0","data":[{"sCode":"51008","sCode":"0"}]}', OutcomeUnknownError),
        (400, b'{"code":"51008","data":[{"sCode":"0","sCode":"51008"}]}', OutcomeUnknownError),
        (200, '{"code":"0"}'.encode("utf-16"), OutcomeUnknownError),
    ],
)
def test_what_is_not_certain_is_unknown(
    exchange: ScriptedExchange, adjust: Adjust, status: int, body: bytes, expected: type[OkxMarginError]
) -> None:
    exchange.scripts = [answer(body, status)]
    with pytest.raises(expected) as raised:
        adjust(exchange.auth())
    assert type(raised.value) is expected
    assert raised.value.response is not None
    assert raised.value.response.content == body


@pytest.mark.parametrize(
    ("code", "items", "expected", "decisive"),
    [
        ("1", [{"sCode": "59301", "sMsg": "too much"}], RefusedError, "59301"),
        ("2", [{"sCode": "51008", "sMsg": "too much"}], RefusedError, "51008"),
        ("1", [{"sCode": 51008, "sMsg": "too much"}], RefusedError, "51008"),
        ("1", [{"sCode": "50026", "sMsg": "too much"}], OutcomeUnknownError, "50026"),
        ("1", [{"sCode": "0", "sMsg": ""}], OutcomeUnknownError, "1"),
        ("0", [{"sCode": "51008", "sMsg": "too much"}], OutcomeUnknownError, "51008"),
        ("50004", [{"sCode": "51008", "sMsg": "too much"}], OutcomeUnknownError, "51008"),
        ("1", [{"sCode": ""}], RefusedError, "1"),
    ],
)
def test_an_items_own_code_decides_and_a_contradiction_is_unknown(
    exchange: ScriptedExchange,
    adjust: Adjust,
    code: str,
    items: list[dict[str, Any]],
    expected: type[OkxMarginError],
    decisive: str,
) -> None:
    exchange.scripts = [answer(envelope(code, *items))]
    with pytest.raises(expected) as raised:
        adjust(exchange.auth())
    assert raised.value.code == decisive
    assert raised.value.msg == items[0].get("sMsg", "")


def test_an_item_that_repeats_success_is_a_success(exchange: ScriptedExchange, adjust: Adjust) -> None:
    exchange.scripts = [answer(envelope("0", {**ITEM, "sCode": "0", "sMsg": ""}))]
    assert adjust(exchange.auth()).amt == Decimal("0.30")


def test_a_body_in_a_broken_content_encoding_is_unknown(exchange: ScriptedExchange, adjust: Adjust) -> None:
    exchange.scripts = [answer(b"no gzip", headers="Content-Encoding: gzip\r\n")]
    with pytest.raises(OutcomeUnknownError):
        adjust(exchange.auth())


def test_an_error_survives_pickling_with_all_it_knows(exchange: ScriptedExchange, adjust: Adjust) -> None:
    import pickle

    exchange.scripts = [answer(envelope("59301", msg="too much"))]
    with pytest.raises(RefusedError) as raised:
        adjust(exchange.auth())
    again = pickle.loads(pickle.dumps(raised.value))
    assert (type(again), str(again), again.code) == (RefusedError, str(raised.value), "59301")
    assert again.response is not None
    assert again.response.content == raised.value.response.content  # type: ignore[union-attr]
