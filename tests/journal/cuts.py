"""A program of its own: Ctrl-C at each instruction of the journal's own code, in call after call of a client."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import suppress

from okx_margin_auth import OkxAuth
from okx_margin_client import OkxMargin
from okx_margin_runtime.wire import Request, Response
from tests.instructions import interrupted

OURS = ("recording.py", "journal/__init__.py", "journal/thread.py", "journal/writes.py")
DONE = b'{"code":"0","msg":"","data":[{"instId":"BTC-USDT-SWAP","posSide":"short","amt":"1","type":"add"}]}'


class AtOnce:
    """A transport whose peer answers without a network."""

    sent = 0

    def send(self, request: Request) -> Response:
        """Done."""
        self.sent += 1
        return Response(200, [], DONE)

    def warm_up(self, connections: int, deadline: float | None) -> None:
        """Nothing to open."""

    def close(self) -> None:
        """Nothing to close."""


def cut() -> bool:
    raise KeyboardInterrupt


def main() -> None:
    auth = OkxAuth("key", "secret", "passphrase", base_url="http://127.0.0.1:1", pacing=None)
    exchange = AtOnce()
    with OkxMargin(auth, transport=exchange, journal=sys.argv[1], deadline=20) as okx:
        journal = okx.journal
        assert journal is not None

        def adjust() -> bool:
            okx.account.adjust_margin(inst_id="BTC-USDT-SWAP", pos_side="short", type_="add", amt="1")
            return True

        adjust()
        instruction, whole = 0, False
        while not whole:
            instruction += 1
            with suppress(KeyboardInterrupt):
                whole = all(interrupted(OURS, instruction, adjust, cut))
            outcomes = Counter(entry.outcome for entry in journal.ask(journal.entries))
            if outcomes[""] or outcomes["done"] + outcomes["unknown"] != exchange.sent:
                sys.exit(f"cut at instruction {instruction}, of {exchange.sent} sent there are {outcomes}")
    print(instruction)


if __name__ == "__main__":
    main()
