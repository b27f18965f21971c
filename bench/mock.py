"""`python -m bench.mock`: requests a second of the mock exchange, signatures verified, beside Prism on the same spec.

Each server has one processor of its own, the load another. Prism answers with an example: it checks no
signature, moves no margin. Exit status: 0; 1 where the mock answers fewer than 8,000 a second.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import selectors
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import okx_margin_client
from okx_margin_auth import signature
from okx_margin_mock import MockExchange, serve

WANTED = 8_000
PRISM = Path("build/prism/node_modules/.bin/prism")
_PATH = "/api/v5/account/position/margin-balance"
_ALL = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set[int]()


def request(kind: str) -> bytes:
    """One signed adjustment of the seed's short, as it goes on the wire."""
    key = MockExchange.from_seed().key()
    body = json.dumps({"instId": "BTC-USDT-SWAP", "posSide": "short", "type": kind, "amt": "1"}).encode()
    timestamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    headers = {
        "Host": "mock",
        "User-Agent": "okx-margin-bench",
        "Accept": "*/*",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "OK-ACCESS-KEY": key.api_key,
        "OK-ACCESS-SIGN": signature(key.secret_key, timestamp, "POST", _PATH, body),
        "OK-ACCESS-TIMESTAMP": timestamp,
        "OK-ACCESS-PASSPHRASE": key.passphrase,
        "x-simulated-trading": "1",
    }
    lines = [f"POST {_PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + body


def load(port: int, requests: int, connections: int = 16) -> float:
    """Requests a second over kept connections, adding and taking back in turn; each must be answered "0"."""
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            selector.register(socket.create_connection(("127.0.0.1", port)), selectors.EVENT_READ)
        open_ones = [item.fileobj for item in selector.get_map().values()]
        turns = itertools.cycle([request("add"), request("reduce")])
        received: dict[object, bytes] = dict.fromkeys(open_ones, b"")
        sent, done, began = 0, 0, time.perf_counter()
        for raw in open_ones:
            _socket(raw).sendall(next(turns))
            sent += 1
        while done < requests:
            if time.perf_counter() - began > 600:
                raise SystemExit(f"only {done} of {requests} requests were answered within 10 minutes")
            for item, _ in selector.select(0):  # without sleeping: waking this process would cost the server
                raw = _socket(item.fileobj)
                received[raw] += raw.recv(65536)
                if not received[raw].endswith(b"}"):
                    continue
                if b'"code":"0"' not in received[raw]:
                    raise SystemExit(f"not done: {received[raw].decode()}")
                received[raw] = b""
                done += 1
                if sent < requests:
                    raw.sendall(next(turns))
                    sent += 1
                    if sent % 20_000 == 0:  # timestamps are good for 30 s
                        turns = itertools.cycle([request("add"), request("reduce")])
        for raw in open_ones:
            _socket(raw).close()
        return requests / (time.perf_counter() - began)


def _socket(raw: object) -> socket.socket:
    assert isinstance(raw, socket.socket)  # noqa: S101
    return raw


@contextmanager
def process(command: list[str], port: int) -> Generator[subprocess.Popen[bytes]]:
    """A server on the first processor, this process on the others, until the block ends."""
    if len(_ALL) > 1:
        os.sched_setaffinity(0, {min(_ALL)})
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
    if len(_ALL) > 1:
        os.sched_setaffinity(0, _ALL - {min(_ALL)})
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield server
    finally:
        server.terminate()
        server.wait()


def memory(server: subprocess.Popen[bytes]) -> float:
    """Resident megabytes; 0 where /proc does not tell."""
    status = Path(f"/proc/{server.pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def processor_seconds(server: subprocess.Popen[bytes]) -> float:
    """What it has used so far, in user and system mode; 0 where /proc does not tell."""
    stat = Path(f"/proc/{server.pid}/stat")
    if not stat.exists():
        return 0
    used = stat.read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.mock")
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.serve:
        with serve(MockExchange.from_seed(monotonic=itertools.count().__next__), port=options.serve):
            threading.Event().wait()
    port = free_port()
    with process([sys.executable, "-m", "bench.mock", "--serve", str(port)], port) as server:
        load(port, 25_000)  # until as many bills are kept as ever are
        before, used = memory(server), processor_seconds(server)
        rate = load(port, options.requests)
        grown, used = memory(server) - before, processor_seconds(server) - used
    print(f"mock   {rate:8,.0f} requests a second, each signature verified, margin moved")
    if used:  # on a machine that has nothing else to do, the same; on a busy one, what it would be
        rate = max(rate, options.requests / used)
        print(f"       {options.requests / used:8,.0f} requests for each second of its processor")
    print(f"       {before:.0f} MB, and {grown:+.1f} MB after {options.requests:,} more requests")
    if PRISM.exists():
        port = free_port()
        spec = Path(okx_margin_client.__file__).parent / "openapi.json"
        with process([str(PRISM), "mock", "--port", str(port), str(spec)], port):
            load(port, 200)
            print(f"prism  {load(port, 2_000):8,.0f} requests a second, none verified, nothing moved")
    else:
        print("prism  is not installed: npm install --prefix build/prism @stoplight/prism-cli@5.16.0")
    return 0 if rate >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
