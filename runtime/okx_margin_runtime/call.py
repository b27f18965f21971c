"""One call: what it is, how far it got, and what is certain of its bytes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from .facts import Endpoint


class Call:
    """What is known of one call, from its arguments to its outcome. Errors, journal and log lines show it.

    Attributes:
        id: Unique for ever; names the call in a journal.
        endpoint: The operation's facts.
        arguments: As the caller gave them, by their Python names, checked.
        fields: The same as they go on the wire, by OKX's names.
        account: A hash that tells accounts apart: of API key and environment. Never the key. "" where
            unknown.
        attempts: How many times it was handed to a transport.
        sent_at: When the last attempt was signed, Unix seconds by this machine's clock; None before.
        expires_at: When the timestamp of the last attempt expires, Unix seconds by this machine's clock:
            what has not been processed by then never will be. None before it was signed.
        may_have_left: Whether a byte of any attempt without a response may have left this machine.
        before: What was read before it was sent, for `resolve` to compare with; by figure's name. Mostly
            empty.
        outcome: "" while it is under way; then "done", "refused" or "unknown".
        code: OKX's code once one came.
    """

    __slots__ = (
        "account",
        "arguments",
        "attempts",
        "before",
        "code",
        "endpoint",
        "expires_at",
        "fields",
        "id",
        "may_have_left",
        "outcome",
        "sent_at",
    )

    def __init__(
        self, endpoint: Endpoint, arguments: Mapping[str, Any], fields: Mapping[str, Any], account: str = ""
    ) -> None:
        self.id: Final = uuid.uuid4().hex
        self.endpoint: Final = endpoint
        self.arguments: Final = arguments
        self.fields: Final = fields
        self.account: Final = account
        self.attempts = 0
        self.sent_at: float | None = None
        self.expires_at: float | None = None
        self.may_have_left = False
        self.before: Mapping[str, str] = {}
        self.outcome = ""
        self.code: str | None = None
