"""An operation as the generated client states it: its facts, its arguments' way out, its answer's way in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from attrs import frozen

from .facts import Endpoint
from .results import Read

Value = TypeVar("Value")


@frozen(eq=False)
class Operation(Generic[Value]):
    """One operation.

    Attributes:
        endpoint: What the spec says of it.
        fields: From the keyword arguments to OKX's names and the values as they go on the wire: the
            members of a POST's body, the query of a GET. Raises InvalidInputError.
        read: From the items of an answer that says "done" to what the caller gets. It must not raise.
    """

    endpoint: Endpoint
    fields: Callable[..., dict[str, Any]]
    read: Read[Value]
