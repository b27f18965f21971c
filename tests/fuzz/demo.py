"""An exchange that cannot be looked into: OKX's demo trading, or anything that stands in for it.

A fixed list of harmless cases runs, paced under the limits. None of them names a position or a bot that
exists, so nothing could move even where a check is missing. Generated ones run where `--cases` asks for them.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
from attrs import Factory, define, frozen
from hypothesis import assume, given
from hypothesis import seed as seeded

from okx_margin_auth import ConfigurationError, OkxAuth, Pacing
from okx_margin_auth.pacing import Place
from okx_margin_client import AsyncOkxMargin, OkxMargin, OkxMarginError
from okx_margin_client.exchange import REGIONS
from okx_margin_runtime.facts import Endpoint
from tests.fuzz.bodies import Body, Sent, compact, ordered
from tests.fuzz.document import BOT, POSITION, WITH_BODY, allows_field, codes, facade, path
from tests.fuzz.requests import check_response
from tests.fuzz.rig import arguments
from tests.fuzz.run import quiet
from tests.fuzz.wrong_bodies import forbidden

NOBODY: Mapping[str, Body] = {
    POSITION: {"instId": "FUZZ-NONE-SWAP", "posSide": "net", "type": "add", "amt": "0.00000001"},
    BOT: {"algoId": "1", "type": "add", "amt": "0.00000001"},
}
"""Allowed by the spec, about an instrument and a bot that do not exist."""

_KEY_REFUSED = {code for code, entry in codes().items() if 401 in entry["http"]} | {"50035", "50120"}


class _Place:
    """Nothing to give back: the next request leaves so much time anyway."""

    def responded(self) -> None: ...
    def silent(self) -> None: ...
    def unused(self) -> None: ...


@define
class Unhurried(Pacing):
    """Leaves a quarter more time between two requests to an endpoint than its limit asks for."""

    _next: dict[str, float] = Factory(dict[str, float])

    def take(self, endpoint: Endpoint, deadline: float | None) -> Place:
        time.sleep(self.reserve(endpoint))
        return _Place()

    async def take_async(self, endpoint: Endpoint, deadline: float | None) -> Place:
        await asyncio.sleep(self.reserve(endpoint))
        return _Place()

    def reserve(self, endpoint: Endpoint) -> float:
        """Seconds until the turn that is taken now."""
        now = time.monotonic()
        place = max(now, self._next.get(endpoint.path, now))
        self._next[endpoint.path] = place + 1.25 * endpoint.rate_limit.seconds / endpoint.rate_limit.requests
        return place - now


@frozen
class Harmless:
    """A raw request that must be refused, and the code that is expected (some are guesses)."""

    name: str
    operation_id: str
    content: bytes
    code: str
    method: str = "POST"
    content_type: str = "application/json"


def harmless() -> Iterator[Harmless]:
    """The fixed list."""
    for operation_id, body in NOBODY.items():
        unknown = "51001" if operation_id == POSITION else "51293"
        yield Harmless("nobody's", operation_id, compact(body), unknown)
        yield Harmless("empty body", operation_id, b"", "50000")
        yield Harmless("no JSON", operation_id, b'{"instId":', "50002")
        yield Harmless("wrong content type", operation_id, compact(body), "50006", content_type="text/plain")
        yield Harmless("GET", operation_id, b"", "50115", method="GET")
        for name in ("type", "amt"):
            left = {key: value for key, value in body.items() if key != name}
            code = "50015" if (operation_id, name) == (BOT, "amt") else "50014"
            yield Harmless(f"no {name}", operation_id, compact(left), code)
        for value in ("0", "-1", "1E-7", 1):
            yield Harmless(f"amt {value!r}", operation_id, compact({**body, "amt": value}), "51000")
        yield Harmless("type 'give'", operation_id, compact({**body, "type": "give"}), "51000")


def main(target: str, cases: int, seed: int, until: float | None) -> int:
    """0: all were refused as they must be; 1: something was found; 2: it could not be tried."""
    try:
        auth = _auth(target)
    except ConfigurationError as problem:
        print(f"fuzz: nothing was sent. {problem}")
        return 2
    print(f"fuzzing {auth.base_url}, demo trading: {len(list(harmless()))} harmless cases")
    with httpx.Client(auth=auth, timeout=20) as client:
        try:
            refused_key = _typed(auth)
        except AssertionError as failure:
            print(f"FOUND {failure}")
            return 1
        if refused_key:
            print(f"fuzz: stopped. {refused_key}")
            return 2
        for operation_id in set(WITH_BODY) - NOBODY.keys():
            print(f"left  {operation_id}: NOBODY has no request of it that could move nothing")
        found = sum(not _check(client, auth.base_url, case) for case in harmless())
        for operation_id in NOBODY if cases and not found else ():
            found += _generated(client, auth.base_url, operation_id, cases, seed, until)
    print(f"{found} found" if found else "all held")
    return 1 if found else 0


def _auth(target: str) -> OkxAuth:
    """From the environment, for demo trading only; raises ConfigurationError."""
    if os.environ.get("OKX_ENVIRONMENT", "demo") != "demo":
        raise ConfigurationError(
            "OKX_ENVIRONMENT asks for live trading, and fuzzing is for demo trading only."
        )
    address: dict[str, Any] = {} if target == "demo" else {"base_url": target}
    auth = OkxAuth.from_env(environment="demo", pacing=Unhurried(), **address)
    hosts = {url for region in REGIONS.values() if region.demo for url in (region.url, *region.other_urls)}
    if auth.base_url not in hosts and httpx.URL(auth.base_url).host not in ("127.0.0.1", "localhost", "::1"):
        raise ConfigurationError(
            f"{auth.base_url} is not known for demo trading; {', '.join(sorted(hosts))} are."
        )
    return auth


def _typed(auth: OkxAuth) -> str:
    """Call each operation with both twins about nobody's; why the key is of no use, where it is not."""

    def asynchronously(operation_id: str) -> None:
        async def adjust() -> None:
            async with AsyncOkxMargin(auth) as okx:
                await _method(okx, operation_id)(**arguments(NOBODY[operation_id]))

        asyncio.run(adjust())

    def synchronously(operation_id: str) -> None:
        with OkxMargin(auth) as okx:
            _method(okx, operation_id)(**arguments(NOBODY[operation_id]))

    for operation_id in NOBODY:
        for call in (synchronously, asynchronously):
            try:
                call(operation_id)
            except OkxMarginError as error:
                print(f"  {operation_id:22} typed: {type(error).__name__} {error.code}")
                if error.code in _KEY_REFUSED or error.code is None:
                    return str(error)
            else:
                raise AssertionError(f"{operation_id}: margin was moved for nobody")
    return ""


def _method(okx: OkxMargin | AsyncOkxMargin, operation_id: str) -> Any:
    group, method = facade(operation_id)
    return getattr(getattr(okx, group), method)


def _check(client: httpx.Client, base_url: str, case: Harmless) -> bool:
    url, headers = base_url + path(case.operation_id), {"Content-Type": case.content_type}
    response = client.request(case.method, url, content=case.content, headers=headers)
    code = _code(response)
    held = code != "0" and response.status_code < 500 and bool(code)
    seen = "" if code == case.code else f" (expected {case.code})"
    new = "" if code in codes() else ", not in the spec's table"
    verdict = "held " if held else "FOUND"
    print(f"{verdict} {case.operation_id:22} {case.name:20} HTTP {response.status_code} {code}{seen}{new}")
    return held


def _code(response: httpx.Response) -> str:
    try:
        return str(response.json()["code"])
    except (ValueError, KeyError, TypeError):
        return ""


def _generated(
    client: httpx.Client, base_url: str, operation_id: str, cases: int, seed: int, until: float | None
) -> int:
    """So many bodies that the spec forbids, about nobody's; the number of findings, 0 or 1."""

    @seeded(seed)
    @quiet(cases, shrink=False)
    @given(forbidden(operation_id))
    def one(sent: Sent) -> None:
        assume(isinstance(sent.case.body, dict))
        if until is not None and time.monotonic() > until:
            return
        body = sent.fields | {
            name: value
            for name, value in NOBODY[operation_id].items()
            if name in ("instId", "algoId") and allows_field(operation_id, name, sent.fields.get(name))
        }
        sent.case.body = ordered(operation_id, body)
        response = client.post(base_url + path(operation_id), content=compact(sent.case.body))
        assert _code(response) not in ("0", ""), f"not refused: {compact(sent.case.body)!r}"
        check_response(sent.case, response)

    try:
        one()
    except AssertionError as failure:
        print(f"FOUND {failure}\n  python -m tests.fuzz --target {base_url} --cases {cases} --seed {seed}")
        return 1
    return 0
