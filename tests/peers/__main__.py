"""`make peers`: run every client and print a table, client by case. Exit code 1 where one is wrong."""

from __future__ import annotations

import sys

from okx_margin_mock import serve
from tests.peers.clients import CLIENTS, EXPECTED


def main() -> int:
    width = max(len(client.name) for client in CLIENTS)
    failed = False
    with serve() as mock:
        for client in CLIENTS:
            found = client.run(mock) if client.installed else {"run": "not installed"}
            failed = failed or bool(found)
            cells = [
                "-" if case in client.without else "WRONG" if case in found or "run" in found else "ok"
                for case in EXPECTED
            ]
            print(
                client.name.ljust(width),
                *(f"{case} {cell}" for case, cell in zip(EXPECTED, cells, strict=True)),
                sep="  ",
            )
            for case, how in found.items():
                print(f"  {case}: {how}")
            for case, error in client.wrong.items():
                print(f"  {case}: {error} of the client's own, after the margin has moved")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
