"""`python -m tests.transport.planted`: faults planted in a copy of the transport, and the tests that must fail.

A check that finds nothing in a faulty transport says nothing about a good one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]
RUNTIME: Final = ROOT / "runtime" / "okx_margin_runtime"


HANGS: Final = 60


class Fault(NamedTuple):
    """`right` becomes `wrong` in a file of the transport; then the tests that pytest selects by `found_by` fail."""

    name: str
    file: str
    right: str
    wrong: str
    found_by: str


FAULTS: Final = [
    Fault(
        "a byte is handed over before it is said",
        "connection",
        "        request.handed_over = True\n",
        "",
        "cut_at_any_byte",
    ),
    Fault(
        "a refused write is forgotten to be taken back",
        "sockets",
        "            if not isinstance(problem, FAILURES):",
        "            request.handed_over = False\n            if not isinstance(problem, FAILURES):",
        "cut_at_any_byte",
    ),
    Fault(
        "leftovers in the kernel are not looked for",
        "connection",
        "            if not self._poll(0):\n                return True\n",
        "            return True\n",
        "left_over or ended",
    ),
    Fault(
        "leftovers in the reader are not looked for",
        "message",
        "        if len(received) > end:\n            self.clean = False\n",
        "",
        "ends_where_it_says",
    ),
    Fault(
        "a response from before the request is taken",
        "connection",
        "if self.unsent or _unacknowledged(self._descriptor):",
        "if self.unsent:",
        "before_the_request",
    ),
    Fault(
        "a child uses its parent's connections",
        "sockets",
        "pool = self._pools.get(os.getpid()) or self._pool()",
        "pool = next(iter(self._pools.values()), None) or self._pool()",
        "parent_and_children",
    ),
    Fault(
        "a deadline only holds between two bytes",
        "sockets",
        "                return response\n            now = monotonic()\n",
        "                return response\n",
        "does_not_come_in_time",
    ),
    Fault(
        "the first address may take all the time",
        "connection",
        "now + (until - now) / (len(addresses) - tried)",
        "now + 60",
        "in_turn_within",
    ),
    Fault(
        "a cut in TLS ends a body",
        "connection",
        "            if channel is not None:\n                raise TransportError",
        "            if channel is None:\n                raise TransportError",
        "cut_at_any_byte",
    ),
    Fault(
        "a place is taken for good when a call is cut off",
        "sockets",
        "                connection.closed = True\n                pool.drop(connection)\n            if not",
        "                vars(self).setdefault('kept', []).append(connection)\n            if not",
        "cut_off_at_any_instruction",
    ),
    Fault(
        "a cancelled task's connection is used again",
        "streams",
        "                connection.closed = True\n                pool.drop(connection)\n            if not",
        "                pool.idle[connection] = None\n            if not",
        "cut_off_at_any_instruction",
    ),
    Fault(
        "old event loops' connections are kept",
        "streams",
        "pool = self._pools.get(self._running_loop())",
        "pool = next(iter(self._pools.values()), None)",
        "one_event_loop_after_another",
    ),
    Fault(
        "who comes last is served first",
        "sockets",
        "pool.queue.append(waiting)",
        "pool.queue.appendleft(waiting)",
        "waits_longest",
    ),
    Fault(
        "a gzip is inflated whole",
        "message",
        "inflator.decompress(body, max_body + 1)",
        "inflator.decompress(body)[:max_body]",
        "beyond_the_cap",
    ),
    Fault(
        "a space before a colon is let pass",
        "message",
        "'*+\\-.^_`|~0-9A-Za-z]++:\"",
        "'*+\\-.^_`|~0-9A-Za-z ]++:\"",
        "clear_extent or alike",
    ),
]


def finds(fault: Fault) -> bool:
    """Whether a test fails where the fault is planted."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "okx_margin_runtime"
        shutil.copytree(RUNTIME, copied, ignore=shutil.ignore_patterns("__pycache__"))
        file = copied / "transport" / f"{fault.file}.py"
        source = file.read_text()
        assert fault.right in source, f"{fault.name}: {fault.right!r} is not there"
        file.write_text(source.replace(fault.right, fault.wrong))
        try:
            run = subprocess.run(
                [sys.executable, "-m", "pytest", "-q", "-x", "tests/transport", "-k", fault.found_by],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": folder},
                capture_output=True,
                timeout=HANGS,
            )
        except subprocess.TimeoutExpired:
            return True  # the tests stand still, as a user's program would
    return run.returncode == 1


def main(first: int = 0) -> int:
    """Print for each fault, from that number on, whether it was found; 1 where one was not."""
    missed = 0
    for fault in FAULTS[first:]:
        found = finds(fault)
        missed += not found
        print(f"{'found ' if found else 'MISSED'} {fault.name}", flush=True)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
