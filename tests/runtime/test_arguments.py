"""What an argument may be: what is refused names the argument and the value, in English and in Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

import pytest

from okx_margin_runtime import arguments
from okx_margin_runtime.errors import InvalidInputError, NotSentError

PLAIN = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


class Metal(StrEnum):
    IRON = "iron"
    LEAD = "lead"


Mine: Any = Enum("Mine", {"IRON": "iron", "SEVEN": "7"}, type=str)
"""As many write enums: `str` of a member is "Mine.IRON"."""


def decimal(name: str, value: Any) -> str:
    return arguments.decimal(name, value, PLAIN, 20)


def choice(name: str, value: Any) -> Metal:
    return arguments.choice(name, Metal, value)


def both(name: str, value: Any) -> None:
    arguments.at_least_one(**{name: None, "other": value})


Check = Callable[[str, Any], Any]


def test_what_is_refused_is_named_with_its_value_in_both_languages() -> None:
    cases: list[tuple[Check, Any, str, str]] = [
        (decimal, Decimal(0), "weight is Decimal('0'): ", "weight 为 Decimal('0')："),
        (decimal, Decimal("-1.5"), "weight is Decimal('-1.5'): ", "weight 为 Decimal('-1.5')："),
        (decimal, Decimal("NaN"), "weight is Decimal('NaN'): ", "weight 为 Decimal('NaN')："),
        (decimal, Decimal("-Infinity"), "weight is Decimal('-Infinity'): ", "weight 为 Decimal('-Infinity')："),
        (decimal, -1, "weight is Decimal('-1'): ", "weight 为 Decimal('-1')："),
        (decimal, "1E-7", "weight is '1E-7': ", "weight 为 '1E-7'："),
        (decimal, 0.5, "weight is the float 0.5, ", "weight 的类型是 float 0.5；"),
        (decimal, True, "weight is of type bool, ", "weight 的类型是 bool；"),
        (decimal, None, "weight is of type NoneType, ", "weight 的类型是 NoneType；"),
        (decimal, "1" * 21, "weight has more than 20 characters", "weight 超过 20 个字符"),
        (decimal, 10**20, "weight has more than 20 characters", "weight 超过 20 个字符"),
        (decimal, Decimal("1E-19"), "weight has more than 20 characters", "weight 超过 20 个字符"),
        (decimal, Decimal("1E+999999"), "weight has more than 20 characters", "weight 超过 20 个字符"),
        (arguments.text, "", "weight is '', ", "weight 为 ''："),
        (arguments.text, 5, "weight is 5, ", "weight 为 5："),
        (arguments.text, b"iron", "weight is b'iron', ", "weight 为 b'iron'："),
        (arguments.text, "铁\ud800", "weight has a character that cannot be sent", "weight 含有无法发送的字符"),
        (arguments.whole, -1, "weight is -1, ", "weight 为 -1："),
        (arguments.whole, 10**20, f"weight is {10**20}, ", f"weight 为 {10**20}："),
        (arguments.whole, "9" * 21, f"weight is '{'9' * 21}', ", f"weight 为 '{'9' * 21}'："),
        (arguments.whole, True, "weight is True, ", "weight 为 True："),
        (arguments.whole, 1.0, "weight is 1.0, ", "weight 为 1.0："),
        (arguments.whole, "1 ", "weight is '1 ', ", "weight 为 '1 '："),
        (arguments.whole, "\u0661", "weight is '\u0661', ", "weight 为 '\u0661'："),
        (arguments.whole, None, "weight is None, ", "weight 为 None："),
        (choice, "IRON", "weight is 'IRON': it must be one of 'iron', 'lead'.", "weight 为 'IRON'：只能取 'iron'"),
        (choice, ["iron"], "weight is ['iron']: ", "weight 为 ['iron']："),
        (choice, "x" * 100, f"weight is '{'x' * 79}…: ", f"weight 为 '{'x' * 79}…："),
        (arguments.flag, "true", "weight is 'true', ", "weight 为 'true'："),
        (arguments.flag, 1, "weight is 1, ", "weight 为 1："),
        (both, None, "One of weight and other must be given.", "weight、other 至少填写一个。"),
    ]  # fmt: skip
    for check, value, english, chinese in cases:
        with pytest.raises(InvalidInputError) as raised:
            check("weight", value)
        refused = raised.value
        assert isinstance(refused, NotSentError)
        assert refused.meaning.startswith(english), value
        assert refused.meaning_zh.startswith(chinese), value
        assert str(refused) == f"{refused.meaning} Nothing was sent."
        assert refused.meaning_zh.endswith("请求未发出。")


class Lying(str):
    """A text that says of itself what is not so."""

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return 4

    def isascii(self) -> bool:
        return True


def test_what_a_text_says_of_itself_is_not_asked() -> None:
    for given in (Lying(""), Lying("\ud800")):
        with pytest.raises(InvalidInputError):
            arguments.text("metal", given)
    assert arguments.text("metal", Lying("iron")) == "iron"


def test_what_is_taken_goes_as_it_was_meant() -> None:
    cases: list[tuple[Check, Any, Any]] = [
        (decimal, "0.10", "0.10"),
        (decimal, 12, "12"),
        (decimal, Decimal("1E-18"), "0.000000000000000001"),
        (decimal, Decimal("1.50E+3"), "1500"),
        (decimal, 10**20 - 1, "9" * 20),
        (decimal, Mine.SEVEN, "7"),
        (arguments.text, "铁", "铁"),
        (arguments.text, Mine.IRON, "iron"),
        (arguments.whole, 0, "0"),
        (arguments.whole, 10**20 - 1, "9" * 20),
        (arguments.whole, "007", "007"),
        (arguments.whole, Mine.SEVEN, "7"),
        (choice, "lead", Metal.LEAD),
        (choice, Mine.IRON, Metal.IRON),
        (arguments.flag, False, False),
        (both, "", None),
    ]
    for check, given, sent in cases:
        came = check("weight", given)
        assert (came, type(came)) == (sent, type(sent)), given
