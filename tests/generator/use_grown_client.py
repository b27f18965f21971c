"""Run with the grown client first on the path: uses each new operation, sync and async, against a loopback server.

Prints what went over the wire and what came of it as one JSON document, for test_by_spec_alone to look at.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import threading
from collections.abc import Generator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import okx_margin_client
from okx_margin_auth import OkxAuth
from okx_margin_client import AsyncOkxMargin, InvalidInputError, OkxMargin


def examples() -> dict[str, Any]:
    """The 200 example of each operation, by its path."""
    found: dict[str, Any] = {}
    for path, item in okx_margin_client.openapi()["paths"].items():
        (operation,) = item.values()
        shown = operation["responses"]["200"]["content"]["application/json"]["examples"]
        found[path] = next(iter(shown.values()))["value"]
    return found


@contextlib.contextmanager
def exchange(seen: list[Any]) -> Generator[str, None, None]:
    """Answers each request with its operation's first example; notes what it was asked."""
    answers = examples()

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            seen.append([self.command, self.path, body.decode(), "OK-ACCESS-SIGN" in self.headers])
            content = json.dumps(answers[self.path.partition("?")[0]]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


LEVER: Mapping[str, Any] = {"inst_id": "BTC-USDT-SWAP", "lever": "10.5", "mgn_mode": "isolated"}
LOCK: Mapping[str, Any] = {"inst_id": "BTC-USDT-SWAP", "forever": False}
ENTRIES: Mapping[str, Any] = {"vault_id": "7 & 8", "mgn_mode": "isolated", "limit": 2}


def results(okx: Any) -> list[Any]:
    """What the calls give, or for an asynchronous client what they will."""
    return [okx.account.set_lever(**LEVER), okx.account.lock(**LOCK), okx.vault.entries(**ENTRIES)]


async def awaited(url: str) -> list[Any]:
    async with AsyncOkxMargin(OkxAuth("key", "secret", "passphrase", base_url=url)) as okx:
        return [await each for each in results(okx)]


def main() -> None:
    seen: list[Any] = []
    with exchange(seen) as url:
        with OkxMargin(OkxAuth("key", "secret", "passphrase", base_url=url)) as okx:
            synchronous = results(okx)
            grown: Any = okx.account
            try:
                grown.set_lever(**{**LEVER, "lever": "10.55"})
            except InvalidInputError as wrong:
                refused = str(wrong)
            else:
                refused = "not refused"
        asynchronous = asyncio.run(awaited(url))
    assert [str(each) for each in synchronous] == [str(each) for each in asynchronous]
    lever, _, entries = synchronous
    json.dump(
        {
            "seen": seen,
            "lever": [lever.inst_id, repr(lever.lever), lever.response.status_code],
            "entries": [
                [each.entry_id, repr(each.sz), type(each.state).__name__, each.ts, repr(each.parts)]
                for each in entries
            ],
            "next_page": entries.next_page,
            "refused": refused,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
