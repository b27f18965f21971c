"""What every test starts from: no proxy and no key of the machine's own environment."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.lower().endswith("_proxy") or name.startswith("OKX_"):
            monkeypatch.delenv(name)
