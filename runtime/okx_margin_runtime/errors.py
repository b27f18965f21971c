"""The outcomes that are not a result: refused or unknown, each knowing the call that it speaks of."""

from __future__ import annotations

import logging
from typing import Final

from .call import Call
from .forks import unforked
from .lazy_httpx import httpx
from .wire import Response

_SHOWN_AS = "okx_margin_client"  # where users import them from

logger: Final = logging.getLogger("okx_margin")


class OkxMarginError(Exception):
    """Whatever a call can raise: RefusedError or OutcomeUnknownError, told apart by what may have happened.

    Attributes:
        text: What happened and what to do, one paragraph; `str` of the error names the call after it.
        code: OKX's code where the exchange answered with one, else None.
        msg: The exchange's own words; never decide on them.
        meaning, meaning_zh: What it means, English and Chinese.
        remedy, remedy_zh: What to do about it; "" where there is nothing to say.
        call: The call that ended this way: its operation, arguments, attempts, when it was sent and when it
            expires; None where none was begun, as in a constructor.
    """

    __module__ = _SHOWN_AS

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
        raw_response: Response | None = None,
        call: Call | None = None,
    ) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.msg = msg
        self.meaning = meaning
        self.meaning_zh = meaning_zh
        self.remedy = remedy
        self.remedy_zh = remedy_zh
        self.call = call
        self._raw_response = raw_response

    def __str__(self) -> str:
        return self.text if self.call is None else f"{self.text} [{self.call}]"

    @property
    def response(self) -> httpx.Response | None:
        """The HTTP response as it came, without the request's signature headers; None where none came."""
        if self._raw_response is None:
            return None
        with unforked:
            from .as_httpx import response_of

        return response_of(self._raw_response, self.call)

    @property
    def http_status(self) -> int | None:
        """The HTTP status of the response, None where none came."""
        return None if self._raw_response is None else self._raw_response.status


class RefusedError(OkxMarginError):
    """Certainly not processed: nothing moved, and the call may be made again once the cause is mended."""

    __module__ = _SHOWN_AS


class NotSentError(RefusedError):
    """Certainly not processed, because no byte of the request left this machine."""

    __module__ = _SHOWN_AS


class InvalidInputError(NotSentError, ValueError):
    """An argument is not what the spec allows; nothing was sent."""

    __module__ = _SHOWN_AS


class OutcomeUnknownError(OkxMarginError):
    """May have been processed: find out, with `resolve` or by a look, before making the call again.

    Raised for a timeout or a cut after a byte was handed over, a 5xx, a response that is no envelope or
    cannot be read, an answer that speaks of another call, and the codes that the table marks unknown.
    """

    __module__ = _SHOWN_AS


class JournalError(OkxMarginError):
    """The journal cannot be opened, read or written; which one and why is in the text."""

    __module__ = _SHOWN_AS
