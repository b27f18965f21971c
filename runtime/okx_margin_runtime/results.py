"""What a call that is done returns: frozen, decimals exact, the response as it came within reach.

Reading is tolerant, because the exchange has acted by then: a text that is missing is "", a decimal that is missing,
empty, unreadable or short for one that takes all memory to print (1E999999999) is None, an unknown enum value stays a
string, and unknown fields stay in `response`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, TypeGuard, TypeVar, cast

from attrs import field, frozen

from .forks import unforked
from .lazy_httpx import httpx
from .observing import warn
from .operation import Answer, Item, Read

_FARTHEST: Final = 100
"""Places from the point that a number's first digit may stand, unless it is written out."""

Known = TypeVar("Known", bound=StrEnum)
Value = TypeVar("Value")
Value_co = TypeVar("Value_co", covariant=True)


@frozen(kw_only=True)
class Result:
    """What a call that is done returns; one class for each kind of item."""

    _answer: Answer | None = field(default=None, repr=False, eq=False, alias="answer")

    @property
    def response(self) -> httpx.Response:
        """The HTTP response as it came; its request has none of the signature's headers."""
        return _response(self._answer)

    if not TYPE_CHECKING:  # a type checker goes on finding the mistake

        def __await__(self) -> Generator[None, None, Self]:
            return _awaited(self)


class Items(tuple[Value_co, ...]):
    """A list that was answered, in the exchange's order: a tuple that knows its response.

    Attributes:
        next_page: What to pass as the operation's cursor for the page after this one; None at the end, and
            where the operation has no pages.
    """

    __module__ = "okx_margin_client"  # where users import it from

    next_page: str | None
    _answer: object  # an Answer or None; what resolves annotations looks for names where users import from

    def __new__(
        cls, values: Iterable[Value_co] = (), *, answer: Answer | None = None, next_page: str | None = None
    ) -> Self:
        self = super().__new__(cls, values)
        self._answer = answer
        self.next_page = next_page
        return self

    @property
    def response(self) -> httpx.Response:
        """The HTTP response as it came; its request has none of the signature's headers."""
        return _response(cast("Answer | None", self._answer))

    if not TYPE_CHECKING:

        def __await__(self) -> Generator[None, None, Self]:
            return _awaited(self)


class Kind(Protocol[Value_co]):
    """A class of results: it reads one item, whatever it lacks."""

    def read(self, item: Item, answer: Answer | None = None) -> Value_co:
        """The item as a result."""
        ...


def one(kind: Kind[Value]) -> Read[Value]:
    """Of an answer with one item; what it lacks is empty."""
    return lambda items, answer: kind.read(items[0] if items else {}, answer)


def many(kind: Kind[Value]) -> Read[Items[Value]]:
    """Of an answer with any number of items."""
    return lambda items, answer: _list(kind, items, answer)


def page(kind: Kind[Value], *, cursor: str, most: int) -> Read[Items[Value]]:
    """Of an answer with one page of a longer list: after a full one comes a next, by `cursor` of the last item."""

    def read(items: Sequence[Item], answer: Answer) -> Items[Value]:
        asked = min(int(answer.call.fields.get("limit", most)), most)
        full = items and len(items) >= asked
        return _list(kind, items, answer, text(items[-1].get(cursor)) if full else "")

    return read


def text(value: object) -> str:
    """A field's text; "" for whatever else it is."""
    return value if isinstance(value, str) else ""


def decimal(value: object) -> Decimal | None:
    """A field's number, each of its digits kept; None where it is none, or one that cannot be written out."""
    if not isinstance(value, str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= max(len(value), _FARTHEST) else None


def whole(value: object) -> int | None:
    """A field's whole number, such as a time in milliseconds; None where it is none."""
    digits = text(value)
    sign = digits[:1] == "-"
    if not (digits[sign:].isascii() and digits[sign:].isdigit()) or len(digits) > 30:
        return None
    return int(digits)


def flag(value: object) -> bool | None:
    """A field's truth, also where it came as text; None where it is neither."""
    return {"true": True, "false": False}.get(str(value).lower())


def texts(value: object) -> tuple[str, ...]:
    """A field's list of texts; () where it is none."""
    return tuple(each for each in value if isinstance(each, str) and each) if _is_list(value) else ()


def known(kind: type[Known], value: object) -> Known | str:
    """A field's member of an enum, or the text that it is where the enum lacks it."""
    given = text(value)
    members_by_value: dict[Any, Any] = kind._value2member_map_  # pyright: ignore[reportPrivateUsage]
    member: Known | str = members_by_value.get(given, given)  # calling the enum costs five times as much
    return member


def members(kind: Kind[Value], value: object) -> tuple[Value, ...]:
    """A field's list of objects, each read as `kind`; () where it is none."""
    return tuple(_each(kind, filter(_is_item, value), None)) if _is_list(value) else ()


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _is_item(value: object) -> TypeGuard[Item]:
    return isinstance(value, dict)


def _list(kind: Kind[Value], items: Sequence[Item], answer: Answer, next_page: str = "") -> Items[Value]:
    return Items(_each(kind, items, answer), answer=answer, next_page=next_page or None)


def _each(kind: Kind[Value], items: Iterable[Item], answer: Answer | None) -> Iterator[Value]:
    """Items as results. The empty ones, of which a megabyte holds 349,000, are one and the same."""
    empty: Value | None = None
    for item in items:
        if item:
            yield kind.read(item, answer)
        else:
            empty = kind.read(item, answer) if empty is None else empty
            yield empty


def _response(answer: Answer | None) -> httpx.Response:
    if answer is None:
        raise AttributeError("this was not read from a response of its own: look at what it is part of")
    with unforked:
        from .as_httpx import response_of

    return response_of(answer.response, answer.call)


def _awaited(result: Value) -> Generator[None, None, Value]:
    """What `await` does to a synchronous client's result: an error here would have the call made again."""
    warn(
        "this client is synchronous: the call is done already, and needs no await. Do not make it again; "
        "for await, use AsyncOkxMargin."
    )
    return result
    yield  # what makes this a generator, as __await__ must return one
