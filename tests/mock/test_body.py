"""What is wrong with a body is refused with the code for it, and python-okx's extra field is not."""

from decimal import Decimal

import pytest

from okx_margin_mock import MockSettings

from .conftest import BOT, POSITION, SHORT, Caller

_A = '{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":"1"'


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "50000"),
        (b" \n", "50000"),
        (b"{", "50002"),
        (b"nonsense", "50002"),
        (b"[]", "50002"),
        (b'"text"', "50002"),
        (b"null", "50002"),
        (b"1", "50002"),
        (b"\xff\xfe", "50002"),
        (b"\xef\xbb\xbf{}", "50002"),
        (b'{"amt":NaN}', "50002"),
        (b'{"amt":Infinity}', "50002"),
        (b'{"amt":"1","amt":"2"}', "50002"),
        (b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "50002"),
        ((_A + ',"x":{"y":1,"y":2}}').encode(), "50002"),
    ],
)
def test_what_is_not_a_json_object_is_400(call: Caller, body: bytes, code: str) -> None:
    response = call(POSITION, body)
    assert (response.status_code, response.json()["code"], response.json()["data"]) == (400, code, [])


@pytest.mark.parametrize(
    "extra",
    [
        ',"loanTrans":""}',
        ',"x":1e999999999999999999999}',
        ',"x":null}',
        ',"x":[{"y":1}]}',
        ',"x":' + "9" * 5000 + "}",
    ],
)
def test_fields_that_the_spec_does_not_know_are_ignored(call: Caller, extra: str) -> None:
    assert call(POSITION, (_A + extra).encode()).json()["code"] == "0"


def test_the_last_of_two_equal_keys_wins_where_the_setting_says_so(call: Caller) -> None:
    call.mock.exchange.settings = MockSettings(codes={"duplicate_key": "0"})
    assert call(POSITION, (_A + ',"amt":"2"}').encode()).json()["data"][0]["amt"] == "2"


@pytest.mark.parametrize("name", ["instId", "posSide", "type", "amt"])
@pytest.mark.parametrize("empty", ["absent", "", None])
def test_a_required_parameter_that_is_missing_or_empty_is_named(
    call: Caller, name: str, empty: str | None
) -> None:
    call.mock.exchange.settings = MockSettings.strict()
    body = {key: value for key, value in SHORT.items() if key != name}
    if empty != "absent":
        body[name] = empty  # type: ignore[assignment]  # as JSON null
    response = call(POSITION, body)
    assert (response.status_code, response.json()["code"]) == (400, "50014")
    assert name in response.json()["msg"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("posSide", "both"),
        ("posSide", "SHORT"),
        ("type", "take"),
        ("instId", 1),
        ("amt", 1),
        ("amt", 1.5),
        ("amt", True),
        ("amt", ["1"]),
        ("amt", "0"),
        ("amt", "0.00"),
        ("amt", "-1"),
        ("amt", "+1"),
        ("amt", "1e3"),
        ("amt", "1E-7"),
        ("amt", "NaN"),
        ("amt", "Infinity"),
        ("amt", "1,5"),
        ("amt", " 1"),
        ("amt", "1\n"),
        ("amt", "٣"),
        ("amt", "\ud800"),
        ("amt", "0x10"),
        ("amt", "1_000"),
        ("amt", "."),
        ("amt", "9" * 100_000),
    ],
)
def test_what_the_schema_forbids_is_named(call: Caller, name: str, value: object) -> None:
    call.mock.exchange.settings = MockSettings.strict()
    response = call(POSITION, SHORT | {name: value})
    assert (response.status_code, response.json()["code"]) == (400, "51000"), response.text
    assert name in response.json()["msg"]
    assert call.mock.exchange.margin("BTC-USDT-SWAP", "short") == 750


def test_a_bot_needs_amt_or_percent(call: Caller) -> None:
    for body in ({}, {"amt": ""}, {"amt": None, "percent": ""}):
        response = call(BOT, {"algoId": "123456", "type": "add", **body})
        assert (response.status_code, response.json()["code"]) == (400, "50015")
        assert "amt or percent" in response.json()["msg"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("allowReinvest", "true"),
        ("allowReinvest", 1),
        ("percent", "five"),
        ("percent", "0"),
        ("algoId", 123456),
    ],
)
def test_what_the_schema_forbids_of_a_bot_is_named(call: Caller, name: str, value: object) -> None:
    call.mock.exchange.settings = MockSettings.strict()
    body = {"algoId": "123456", "type": "add", "amt": "1"} | {name: value}
    response = call(BOT, body)
    assert (response.status_code, response.json()["code"]) == (400, "51000")
    assert name in response.json()["msg"]


@pytest.mark.parametrize(
    ("written", "amt"),
    [("0.0001", "0.0001"), ("1e-7", "0.0000001"), ("1E+1", "10"), ("2", "2"), ("1.50", "1.50")],
)
def test_a_json_number_is_taken_as_the_exchange_takes_it(call: Caller, written: str, amt: str) -> None:
    """ccxt's own fixture for this call sends a number, and so do others."""
    body = '{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":' + written + "}"
    assert call(POSITION, body.encode()).json()["data"][0]["amt"] == amt
    assert call.mock.exchange.margin("BTC-USDT-SWAP", "short") == 750 + Decimal(amt)


@pytest.mark.parametrize(
    "written", ["0", "-1", "1e-9999", "1e99999999999999999999", "true", "[1]", '{"a":1}']
)
def test_a_json_number_that_is_no_amount_is_refused(call: Caller, written: str) -> None:
    body = '{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":' + written + "}"
    response = call(POSITION, body.encode())
    assert (response.status_code, response.json()["code"]) == (400, "51000")
    assert response.json()["msg"] == "Parameter amt error"


def test_a_bot_takes_a_number_and_a_boolean_in_quotes(call: Caller) -> None:
    body = {"algoId": 123456, "type": "add", "amt": "1", "allowReinvest": "true"}
    assert call.data(BOT, body) == [{"algoId": "123456"}]
    assert call.mock.exchange.bot("123456").invest_amt == 1001


def test_without_a_side_net_is_meant(call: Caller) -> None:
    body = {"instId": "BTC-USDT-SWAP", "type": "add", "amt": "1"}
    assert call.data(POSITION, body, label="net")[0]["posSide"] == "net"
    assert call.refused(POSITION, body) == ("51000", 400)  # long_short_mode
    assert call(POSITION, body).json()["msg"] == "Parameter posSide error"


def test_a_body_of_megabytes_is_413(call: Caller) -> None:
    assert call(POSITION, b" " * 3_000_000).status_code == 413
