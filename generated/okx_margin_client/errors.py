from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

""" Contains shared errors types that can be raised from API functions """


class UnexpectedStatus(Exception):
    """Raised by api functions when the response status an undocumented status and Client.raise_on_unexpected_status is True"""

    def __init__(self, status_code: int, content: bytes):
        self.status_code = status_code
        self.content = content

        super().__init__(
            f"Unexpected status code: {status_code}\n\nResponse content:\n{content.decode(errors='ignore')}"
        )


class OkxMarginError(Exception):
    """Whatever an adjustment can raise: RefusedError or OutcomeUnknownError, told apart by what may have happened.

    Attributes:
        code: OKX's code where the exchange answered with one, else None.
        msg: the exchange's own words; never decide on them.
        meaning, meaning_zh: what the code means, English and Chinese; "" without a code of the table.
        remedy, remedy_zh: what to do about it; "" where there is nothing to say.
        response: the answer as it came, without the request's signature headers; None where none came.
    """

    def __init__(
        self,
        text: str,
        *,
        code: str | None = None,
        msg: str = "",
        meaning: str = "",
        meaning_zh: str = "",
        remedy: str = "",
        remedy_zh: str = "",
        response: httpx.Response | None = None,
    ) -> None:
        super().__init__(text)
        self.code = code
        self.msg = msg
        self.meaning = meaning
        self.meaning_zh = meaning_zh
        self.remedy = remedy
        self.remedy_zh = remedy_zh
        self.response = response

    @property
    def http_status(self) -> int | None:
        """The HTTP status of the answer, None where none came."""
        return None if self.response is None else self.response.status_code


class RefusedError(OkxMarginError):
    """Certainly not processed: nothing moved, and the adjustment may be sent again once the cause is mended."""


class NotSentError(RefusedError):
    """Certainly not processed, because no byte of the adjustment left this machine."""


class InvalidInputError(NotSentError, ValueError):
    """An argument is not what the spec allows; nothing was sent."""


class OutcomeUnknownError(OkxMarginError):
    """May have been processed: read the position or the bot before sending the adjustment again.

    Raised for a timeout or a cut after the request was handed over, a 5xx, an answer that is no envelope or cannot be
    read, and the codes that the table marks unknown.
    """


__all__ = [
    "InvalidInputError",
    "NotSentError",
    "OkxMarginError",
    "OutcomeUnknownError",
    "RefusedError",
    "UnexpectedStatus",
]
