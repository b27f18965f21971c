"""An operation as the generated client states it: its facts, its arguments' way out, its answer's way in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, NamedTuple, TypeAlias, TypeVar

from .call import Call
from .facts import Endpoint
from .wire import Response

Value = TypeVar("Value")

Item: TypeAlias = Mapping[str, object]
"""One member of an envelope's data, as it came."""


class Answer(NamedTuple):
    """What stands behind a result: the response, and the call that it answers."""

    response: Response
    call: Call


Read: TypeAlias = Callable[[Sequence[Item], Answer], Value]


class Operation(Generic[Value]):
    """One operation.

    Attributes:
        endpoint: What the spec says of it.
        fields: From the keyword arguments to OKX's names and the values as they go on the wire: the
            members of a POST's body, the query of a GET. Raises InvalidInputError.
        read: From the items of an answer that says "done" to what the caller gets. It must not raise.
    """

    __slots__ = ("endpoint", "fields", "read")

    def __init__(self, endpoint: Endpoint, fields: Callable[..., dict[str, Any]], read: Read[Value]) -> None:
        self.endpoint: Final = endpoint
        self.fields: Final = fields
        self.read: Final = read
