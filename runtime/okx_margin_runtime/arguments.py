"""Checks of what callers pass: each gives what goes on the wire, or raises InvalidInputError before that."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from .call import shown
from .errors import InvalidInputError

_WHOLE = re.compile("[0-9]{1,20}")

Choice = TypeVar("Choice", bound=StrEnum)


def decimal(name: str, value: Decimal | str | int, pattern: re.Pattern[str], longest: int) -> str:
    """A positive decimal in plain notation with exactly the digits given, such as "0.10"."""
    given: Any = value
    if isinstance(given, str):
        text = _bare(given)
    elif isinstance(given, Decimal | int) and not isinstance(given, bool):
        text = _plain(name, Decimal(given), longest)
    else:
        article = "the" if isinstance(given, float) else "of type"
        number = f" {_shown(given)}" if isinstance(given, float) else ""
        raise _wrong(
            f"{name} is {article} {type(given).__name__}{number}, but amounts are decimal.Decimal, int or str, so "
            'that every digit is sent as it was meant: write "0.1" or Decimal("0.1").',
            f"{name} 的类型是 {type(given).__name__}{number}；数量只接受 Decimal、int 或 str，"
            "以保证每一位数字都按原样发送，"
            '例如 "0.1" 或 Decimal("0.1")。',
        )
    if len(text) > longest:
        raise _too_long(name, longest)
    if not pattern.fullmatch(text):
        raise _wrong(
            f"{name} is {text!r}: it must be a decimal above zero in plain notation, such as "
            '"10", "0.5" or "0.0000001".',
            f'{name} 为 {text!r}：必须是大于 0 的普通十进制数，例如 "10"、"0.5" 或 "0.0000001"。',
        )
    return text


def _plain(name: str, given: Decimal, longest: int) -> str:
    if not given.is_finite() or given <= 0:
        raise _wrong(
            f"{name} is {_shown(given)}: it must be a number above zero.",
            f"{name} 为 {_shown(given)}：必须是大于 0 的数。",
        )
    exponent = given.as_tuple().exponent
    if not isinstance(exponent, int) or max(abs(exponent), abs(given.adjusted())) > longest:
        raise _too_long(name, longest)
    return f"{given:f}"


def text(name: str, value: str) -> str:
    """A non-empty string that UTF-8 can carry."""
    given: Any = value
    bare = _bare(given) if isinstance(given, str) else ""
    if not bare:
        raise _wrong(
            f"{name} is {_shown(given)}, but it must be a string that is not empty.",
            f"{name} 为 {_shown(given)}：必须是非空字符串。",
        )
    if not bare.isascii():
        try:
            bare.encode()
        except UnicodeEncodeError:
            raise _wrong(
                f"{name} has a character that cannot be sent (a lone surrogate).",
                f"{name} 含有无法发送的字符（孤立的代理项）。",
            ) from None
    return bare


def whole(name: str, value: int | str) -> str:
    """A whole number of zero or above, of at most 20 digits: as an int or as the text of a cursor."""
    given: Any = value
    if isinstance(given, int) and not isinstance(given, bool):
        given = f"{Decimal(given):f}"
    if isinstance(given, str) and _WHOLE.fullmatch(given):
        return _bare(given)
    raise _wrong(
        f"{name} is {_shown(value)}, but it must be a whole number that is not negative, of 20 digits at most.",
        f"{name} 为 {_shown(value)}：必须是不超过 20 位的非负整数。",
    )


def choice(name: str, choices: type[Choice], value: str) -> Choice:
    """The member of `choices` that `value` names."""
    given: Any = value
    members: dict[Any, Any] = choices._value2member_map_  # pyright: ignore[reportPrivateUsage]
    member: Choice | None = members.get(_bare(given)) if isinstance(given, str) else None
    if member is None:
        allowed = ", ".join(repr(str(each)) for each in choices)
        raise _wrong(
            f"{name} is {_shown(given)}: it must be one of {allowed}.",
            f"{name} 为 {_shown(given)}：只能取 {allowed}。",
        )
    return member


def flag(name: str, value: bool) -> bool:
    """True or False, nothing that merely looks like it."""
    given: Any = value
    if not isinstance(given, bool):
        raise _wrong(
            f"{name} is {_shown(given)}, but it must be True or False.",
            f"{name} 为 {_shown(given)}：只能是 True 或 False。",
        )
    return given


def at_least_one(**values: object) -> None:
    """At least one of `values` must be given."""
    if all(value is None for value in values.values()):
        raise _wrong(f"One of {' and '.join(values)} must be given.", f"{'、'.join(values)} 至少填写一个。")


def _bare(given: str) -> str:
    """The characters alone: an enum's member, say, would show itself as "Side.LONG" and hash by its name."""
    return str.__str__(given)


def _too_long(name: str, longest: int) -> InvalidInputError:
    return _wrong(f"{name} has more than {longest} characters.", f"{name} 超过 {longest} 个字符。")


def _wrong(text: str, text_zh: str) -> InvalidInputError:
    return InvalidInputError(f"{text} Nothing was sent.", meaning=text, meaning_zh=f"{text_zh}请求未发出。")


def _shown(given: object) -> str:
    return shown(given, 80, repr)
