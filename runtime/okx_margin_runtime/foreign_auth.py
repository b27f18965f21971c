"""An httpx.Auth that is not ours, driven through its own flow as steps of a call."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator

import httpx

from .as_httpx import lines, response_of
from .call import Call
from .steps import Do, Send, Steps
from .wire import Request, Response


def foreign_flow(auth: httpx.Auth, request: Request, call: Call, *, awaiting: bool) -> Steps[None]:
    """What `auth` makes of `request`: it may change it, send others first, and send it again.

    Of its requests only those that are provably others are not taken for the call's (see `conduct`).
    """
    url = "".join([call.url, *request.target.partition("?")[1:]])
    own = httpx.Request(request.method, url, headers=lines(request.headers), content=request.body)
    flow = _Awaiting(auth.async_auth_flow(own)) if awaiting else _Blocking(auth.sync_auth_flow(own))
    try:
        while (sent := (yield Do(flow.advance, flow.advance_async))) is not None:
            came: Response = yield Send(_as_ours(sent, request))
            flow.answer = response_of(came, None)
            flow.answer.request = sent
    finally:
        flow.close()


class _Blocking:
    """A synchronous flow; `answer` is what it gets next."""

    def __init__(self, flow: Generator[httpx.Request, httpx.Response, None]) -> None:
        self._flow = flow
        self.answer: httpx.Response | None = None

    def advance(self) -> httpx.Request | None:
        """The next request it wants sent, None at its end."""
        try:
            return next(self._flow) if self.answer is None else self._flow.send(self.answer)
        except StopIteration:
            return None

    async def advance_async(self) -> httpx.Request | None:
        return self.advance()

    def close(self) -> None:
        self._flow.close()


class _Awaiting:
    """An asynchronous flow. One that is given up is closed by the event loop, as every async generator is."""

    def __init__(self, flow: AsyncGenerator[httpx.Request, httpx.Response]) -> None:
        self._flow = flow
        self.answer: httpx.Response | None = None

    def advance(self) -> httpx.Request | None:
        raise TypeError("an asynchronous flow is awaited")

    async def advance_async(self) -> httpx.Request | None:
        """The next request it wants sent, None at its end."""
        try:
            return await (anext(self._flow) if self.answer is None else self._flow.asend(self.answer))
        except StopAsyncIteration:
            return None

    def close(self) -> None:
        pass


def _as_ours(sent: httpx.Request, request: Request) -> Request:
    try:
        body = sent.content
    except httpx.RequestNotRead:
        body = request.body  # what it is nobody can tell, so it may be the call's
    target = sent.url.raw_path.decode()
    ours = Request(sent.method, target, b"", body, timeouts=request.timeouts, deadline=request.deadline)
    ours.foreign = sent
    return ours
