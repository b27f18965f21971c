"""One call: what was asked, how far it got, and how messages show it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, Final

from . import forks
from .facts import Endpoint


class Call:
    """What is known of one call, from its arguments to its outcome. Errors, journal and log lines show it.

    Attributes:
        endpoint: The operation's facts.
        arguments: As the caller gave them, by their Python names; None for what was left out.
        fields: The same as they go on the wire, by OKX's names; empty until they are checked.
        account: A hash that tells accounts apart: of API key and environment, never the key. "" where the auth
            knows none.
        attempts: How many times it was handed to a transport.
        sent_at: When the last attempt was, in Unix seconds by this machine's clock; None before.
        expires_at: When the exchange stops accepting the last attempt, by its timestamp, in Unix seconds by the
            clock that signed it; None before, and where nobody signed.
        may_have_left: Whether it may have been processed, as far as the bytes tell: one of an attempt may have left,
            and no answer refused it.
        before: What was read before it was sent, for `resolve` to compare with, by figure; mostly empty.
        outcome: "" while it is under way; then "done", "refused" or "unknown".
        code: OKX's code once one came.
        status: The HTTP status that it came with.
    """

    __slots__ = (
        "_base_url",
        "_generation",
        "_id",
        "account",
        "arguments",
        "attempts",
        "before",
        "code",
        "endpoint",
        "expires_at",
        "fields",
        "may_have_left",
        "outcome",
        "sent_at",
        "status",
    )

    def __init__(
        self, endpoint: Endpoint, arguments: Mapping[str, Any], base_url: str = "", account: str = ""
    ) -> None:
        self._id = ""
        self._generation: Final = forks.generation
        self.endpoint: Final = endpoint
        self.arguments: Final = arguments
        self.fields: Mapping[str, Any] = {}
        self._base_url: Final = base_url
        self.account: Final = account
        self.attempts: int = 0
        self.sent_at: float | None = None
        self.expires_at: float | None = None
        self.may_have_left: bool = False
        self.before: Mapping[str, str] = {}
        self.outcome: str = ""
        self.code: str | None = None
        self.status: int | None = None

    @property
    def url(self) -> str:
        """Where it goes, without a query."""
        return self._base_url + self.endpoint.path

    @property
    def id(self) -> str:
        """Unique for ever; names the call in a journal."""
        if not self._id:
            self._id = os.urandom(16).hex()
        return self._id

    def __getstate__(self) -> object:
        """A copy has the same id."""
        return self.id and object.__getstate__(self)

    @property
    def is_copy(self) -> bool:
        """Whether a fork has copied it in the midst: the parent has it under way, and this process must not."""
        return self._generation != forks.generation

    def __str__(self) -> str:
        given = [f" {name}={shown(value)}" for name, value in self.arguments.items() if value is not None]
        return self.endpoint.operation_id + "".join(given)

    def __repr__(self) -> str:
        return f"Call({self})"


def shown(value: object, longest: int = 200, as_text: Callable[[object], str] = str) -> str:
    """A value for a message: one line, printable, not longer than a message can be, however ill-behaved it is."""
    try:
        text = as_text(value)
    except Exception as broken:  # somebody's own raises, or an int has too many digits
        return f"a {type(value).__name__} whose {as_text.__name__} raises {type(broken).__name__}"
    text = text if len(text) <= longest else f"{text[:longest]}…"
    return text if text.isprintable() else ascii(text)[1:-1]
