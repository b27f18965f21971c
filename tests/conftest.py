"""What every test starts from: no proxy and no key of the machine's own environment, and a spec to change."""

from __future__ import annotations

import os
import signal
from copy import deepcopy

import pytest

from generator import SPEC
from generator.spec import Spec, load

# A shell that starts the tests in its background has them ignore Ctrl-C, and the programs that they start as well.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.lower().endswith("_proxy") or name.startswith("OKX_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def loaded_spec() -> Spec:
    return load(SPEC)


@pytest.fixture
def spec(loaded_spec: Spec) -> Spec:
    """A copy of the spec that a test may change."""
    return deepcopy(loaded_spec)
