"""httpx at the edge: a response of ours as httpx's."""

from __future__ import annotations

import httpx

from ..call import Call
from ..wire import Response


def response_of(response: Response, call: Call | None) -> httpx.Response:
    """`response` as an httpx.Response; its request has none of the signature's headers."""
    request = (
        None if call is None else httpx.Request(call.endpoint.method, "https://okx" + call.endpoint.path)
    )
    return httpx.Response(
        response.status, headers=list(response.headers), content=response.body, request=request
    )
