"""What callers may pass, what goes on the wire for it, and what is refused before a byte leaves."""

from __future__ import annotations

import decimal
import json
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest

from okx_margin_client import (
    AdjustmentType,
    InvalidInputError,
    NotSentError,
    OkxMargin,
    PosSide,
    RefusedError,
)

from .conftest import Adjust, ScriptedExchange, answer


def sent(exchange: ScriptedExchange) -> bytes:
    return exchange.received[-1].partition(b"\r\n\r\n")[2]


def test_the_body_is_compact_json_in_the_specs_order(exchange: ScriptedExchange, adjust: Adjust) -> None:
    adjust(exchange.auth())
    assert sent(exchange) == b'{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":"1"}'


def test_enum_members_and_plain_strings_are_the_same(exchange: ScriptedExchange, adjust: Adjust) -> None:
    adjust(exchange.auth(), pos_side=PosSide.SHORT, type_=AdjustmentType.ADD)
    with_members = sent(exchange)
    adjust(exchange.auth())
    assert sent(exchange) == with_members


Mine: Any = Enum("Mine", {"INSTRUMENT": "BTC-USDT-SWAP", "SIDE": "short", "AMOUNT": "1"}, type=str)
"""As many write enums: `str` of a member is "Mine.SIDE", and its hash that of its name."""


def test_a_member_of_the_users_own_enum_means_its_value(exchange: ScriptedExchange, adjust: Adjust) -> None:
    adjust(exchange.auth())
    plain = sent(exchange)
    adjust(exchange.auth(), inst_id=Mine.INSTRUMENT, pos_side=Mine.SIDE, amt=Mine.AMOUNT, ccy=Mine.INSTRUMENT)
    assert sent(exchange) == plain[:-1] + b',"ccy":"BTC-USDT-SWAP"}'


class Unshowable:
    def __repr__(self) -> str:
        raise ZeroDivisionError

    __str__ = __repr__


@pytest.mark.parametrize("given", [Unshowable(), 10**5000, -(10**5000)], ids=["object", "large", "small"])
def test_what_cannot_be_shown_is_refused_with_an_error_that_can(
    exchange: ScriptedExchange, adjust: Adjust, given: Any
) -> None:
    for name in ("inst_id", "pos_side", "amt"):
        with pytest.raises(InvalidInputError) as raised:
            adjust(exchange.auth(), **{name: given})
        assert f" {name}=a {type(given).__name__} whose str raises " in str(raised.value)
    with OkxMargin(exchange.auth()) as okx, pytest.raises(InvalidInputError, match="20 digits at most"):
        okx.account.bills(limit=given)
    assert not exchange.received


def test_the_users_decimal_context_changes_no_amount(exchange: ScriptedExchange, adjust: Adjust) -> None:
    exchange.scripts = [
        answer(b'{"code":"0","data":[{"instId":"BTC-USDT-SWAP","amt":"1234567.000000000000089"}]}')
    ]
    coarse = decimal.Context(prec=2, Emax=3, Emin=-3, traps=[decimal.Inexact, decimal.Rounded])
    for given in (Decimal("1234567.000000000000089"), 1234567):
        with decimal.localcontext(coarse):
            done = adjust(exchange.auth(), amt=given)
        assert json.loads(sent(exchange))["amt"] == str(given)
        assert str(done.amt) == "1234567.000000000000089"


def test_text_that_is_not_ascii_goes_as_utf_8(exchange: ScriptedExchange, adjust: Adjust) -> None:
    exchange.scripts = [answer(b'{"code":"0","data":[]}')]
    adjust(exchange.auth(), inst_id="比特币-USDT")
    assert "比特币-USDT".encode() in sent(exchange)


@pytest.mark.parametrize(
    ("amt", "wire"),
    [
        ("1", "1"),
        ("1.50", "1.50"),
        ("0.0000001", "0.0000001"),
        (Decimal("1.50"), "1.50"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("1E+3"), "1000"),
        (Decimal("12345678901234567890.123456789012345678"), "12345678901234567890.123456789012345678"),
        (Decimal("100") / 8, "12.5"),
    ],
)
def test_every_digit_of_an_amount_is_sent_in_plain_notation(
    exchange: ScriptedExchange, adjust: Adjust, amt: Decimal | str, wire: str
) -> None:
    adjust(exchange.auth(), amt=amt)
    assert json.loads(sent(exchange))["amt"] == wire


@pytest.mark.parametrize(
    "amt",
    [
        0.1,
        0,
        -1,
        10**64,
        True,
        None,
        b"1",
        "",
        "0",
        "0.0",
        "-1",
        "+1",
        "1e3",
        "1E-7",
        "1_000",
        "1,5",
        " 1",
        "1\n",
        ".5",
        "1.",
        "01",
        "NaN",
        "Infinity",
        "１",
        "9" * 65,
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        Decimal(0),
        Decimal("-0.0"),
        Decimal(-1),
        Decimal("1E-99"),
        Decimal("1E+999999"),
    ],
)
def test_an_amount_that_is_no_positive_plain_decimal_is_refused_before_anything_is_sent(
    exchange: ScriptedExchange, adjust: Adjust, amt: Any
) -> None:
    with pytest.raises(InvalidInputError, match="amt"):
        adjust(exchange.auth(), amt=amt)
    assert exchange.received == []


def test_a_float_is_refused_with_what_to_write_instead(exchange: ScriptedExchange, adjust: Adjust) -> None:
    with pytest.raises(InvalidInputError, match=r'amt is the float 0\.1, .* Decimal\("0\.1"\)'):
        adjust(exchange.auth(), amt=0.1)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("inst_id", ""),
        ("inst_id", 5),
        ("inst_id", None),
        ("inst_id", "\ud800"),
        ("pos_side", "Long"),
        ("pos_side", None),
        ("pos_side", ["long"]),
        ("type_", "transfer"),
        ("ccy", ""),
        ("ccy", 1),
    ],
)
def test_any_other_argument_out_of_its_set_is_refused_by_name(
    exchange: ScriptedExchange, adjust: Adjust, argument: str, value: Any
) -> None:
    with pytest.raises(InvalidInputError, match=argument) as raised:
        adjust(exchange.auth(), **{argument: value})
    assert isinstance(raised.value, NotSentError | RefusedError | ValueError)
    assert exchange.received == []


@pytest.mark.parametrize(
    ("arguments", "wire"),
    [
        ({"amt": "10"}, b'{"algoId":"123456","type":"add","amt":"10"}'),
        ({"percent": "5"}, b'{"algoId":"123456","type":"add","percent":"5"}'),
        (
            {"amt": Decimal("10"), "allow_reinvest": True},
            b'{"algoId":"123456","type":"add","amt":"10","allowReinvest":true}',
        ),
        (
            {"amt": "10", "allow_reinvest": False},
            b'{"algoId":"123456","type":"add","amt":"10","allowReinvest":false}',
        ),
    ],
)
def test_a_signal_bot_takes_an_amount_or_a_percentage(
    exchange: ScriptedExchange, arguments: dict[str, Any], wire: bytes
) -> None:
    exchange.scripts = [answer(b'{"code":"0","msg":"","data":[{"algoId":"123456"}]}')]
    with OkxMargin(exchange.auth()) as okx:
        done = okx.signal_bot.adjust_margin(algo_id="123456", type_="add", **arguments)
    assert (done.algo_id, sent(exchange)) == ("123456", wire)


@pytest.mark.parametrize(
    "arguments",
    [{}, {"amt": None, "percent": None}, {"amt": "1", "allow_reinvest": "true"}, {"percent": 5.0}],
)
def test_a_signal_bot_call_that_cannot_be_right_is_refused_before_anything_is_sent(
    exchange: ScriptedExchange, arguments: dict[str, Any]
) -> None:
    with OkxMargin(exchange.auth()) as okx, pytest.raises(InvalidInputError):
        okx.signal_bot.adjust_margin(algo_id="123456", type_="add", **arguments)
    assert exchange.received == []


def test_arguments_go_by_keyword_only(exchange: ScriptedExchange) -> None:
    with OkxMargin(exchange.auth()) as okx, pytest.raises(TypeError):
        okx.account.adjust_margin("BTC-USDT-SWAP", "short", "add", "1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
