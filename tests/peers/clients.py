"""The clients, what each is asked to do, and what must come of it: in its own eyes and in the mock's."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from attrs import frozen

from okx_margin_mock import MockServer

HERE = Path(__file__).parent
INSTALLED = HERE.parents[1] / "build" / "peers"  # by `make peers`

_POSITIONS = [
    ["BTC-USD-SWAP", "long", 0.015],
    ["BTC-USDT-270625", "long", 200],
    ["BTC-USDT-SWAP", "short", 750],
    ["ETH-USDT-SWAP", "long", 300],
]

#: What every client must see, on the mock's own seed. Of a refusal, the words that must be in it.
EXPECTED: Mapping[str, Any] = {
    "markets": ["BTC-USD-SWAP", "BTC-USDT-SWAP", "ETH-USDT-SWAP"],
    "positions": _POSITIONS,
    "balance": 10_000,
    "add": "1.5",
    "add a number": "0.0001",
    "reduce": "0.5",
    "too much": ("59301", "Margin adjustment failed because it exceeds"),
    "bot": [{"algoId": "123456"}],
    "add_margin": 2,
    "currencies": [],
    "bills": ["160", "161"],
    "wrong secret": ("50113", "Invalid Sign"),
}

#: By how much each case moves the margin of the position.
_MOVES = {"add": "1.5", "add a number": "0.0001", "reduce": "-0.5", "add_margin": "2"}


@frozen
class PeerClient:
    """One client: the program that calls it, and the cases that it has no call for."""

    name: str
    command: tuple[str, ...]
    #: What must be there for it to run.
    needs: Path
    without: tuple[str, ...] = ()
    #: Where it is wrong about what it did, and how it says so; the margin has moved all the same.
    wrong: Mapping[str, str] = {}

    @property
    def installed(self) -> bool:
        return self.needs.exists()

    def run(self, mock: MockServer) -> dict[str, str]:
        """Run it on a mock fresh from its seed; the cases that came out otherwise than expected, with how."""
        mock.reset()
        key, exchange = mock.key(), mock.exchange
        ran = subprocess.run(
            [*self.command, mock.base_url, key.api_key, key.secret_key, key.passphrase],
            capture_output=True,
            text=True,
            timeout=120,
            cwd=HERE,
        )
        if ran.returncode:
            return {"run": ran.stderr.strip()[-500:]}
        seen = cast("dict[str, Any]", json.loads(ran.stdout.strip().splitlines()[-1]))
        cases = [case for case in EXPECTED if case not in self.without]
        found = {case: repr(seen.get(case)) for case in cases if not self._right(case, seen.get(case))}
        moved = sum(Decimal(_MOVES.get(case, "0")) for case in cases)
        if (held := exchange.margin("BTC-USDT-SWAP", "short")) != 750 + moved:
            found["margin"] = f"{held}, must be {750 + moved}"
        if unserved := [f"{one.method} {one.path}" for one in exchange.received if not one.operation_id]:
            found["paths"] = f"nothing is served at {', '.join(unserved)}"
        return found

    def _right(self, case: str, seen: Any) -> bool:
        if case in self.wrong:
            return isinstance(seen, str) and seen.startswith(self.wrong[case])
        expected = EXPECTED[case]
        if isinstance(expected, tuple):
            return isinstance(seen, str) and all(word in seen for word in cast("tuple[str, ...]", expected))
        return bool(seen == expected)


_PYTHON = INSTALLED / "python" / "bin" / "python"
_NODE = INSTALLED / "node"

CLIENTS = (
    PeerClient(
        "python-okx",
        (sys.executable, "python_okx_calls.py"),
        Path(sys.executable),
        ("add_margin", "currencies"),
    ),
    PeerClient(
        "ccxt, Python",
        (str(_PYTHON), "ccxt_calls.py"),
        INSTALLED / "python" / "ready",
        wrong={"add_margin": "TypeError"},  # of its own, after the exchange has done it
    ),
    PeerClient("ccxt, JavaScript", ("node", str(_NODE / "ccxt_calls.mjs")), _NODE / "ready"),
    PeerClient(
        "okx-api, JavaScript",
        ("node", str(_NODE / "okx_api_calls.mjs")),
        _NODE / "ready",
        ("add a number", "add_margin", "currencies"),
    ),
)
