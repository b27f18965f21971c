"""Run with the grown client first on the path: the fuzzer's properties for the new operations alone.

All that is added is what the mock asks for: a handler each.
"""

from __future__ import annotations

from typing import Any, cast

from okx_margin_mock.messages import RefusalError
from okx_margin_mock.operations import HANDLERS
from tests.fuzz.__main__ import line
from tests.fuzz.rig import rig
from tests.fuzz.run import run, tasks

NEW = ("accountSetLever", "accountLock", "vaultEntries")


def lever(serving: Any) -> list[dict[str, str]]:
    return [{"instId": serving.asked["instId"], "lever": serving.asked["lever"]}]


def lock(serving: Any) -> list[dict[str, str]]:
    return [{"instId": serving.asked["instId"]}]


def entries(serving: Any) -> list[dict[str, Any]]:
    if not serving.asked.get("vaultId"):
        raise RefusalError("50014", "vaultId")
    part = {"ccy": "BTC", "sz": "0.1"}
    return [
        {"entryId": "9", "sz": "1.50", "state": "sealed", "ts": "1597026383085", "parts": [part]},
        {"entryId": "8"},
    ]


def main() -> None:
    table = cast("dict[str, Any]", HANDLERS)
    table.update(dict(zip(NEW, (lever, lock, entries), strict=True)))
    with rig() as made:
        for task in tasks():
            if task.operation_id in NEW:
                print(line(run(made, task, 25, 1)))


if __name__ == "__main__":
    main()
