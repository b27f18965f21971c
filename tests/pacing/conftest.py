"""Without a Redis server, what needs one is left out, and one line says so."""

import importlib.util

import pytest

from tests.pacing.redis_process import MISSING, executable

_PACKAGE = importlib.util.find_spec("redis") is not None
_MISSES = "" if executable() and _PACKAGE else MISSING if _PACKAGE else "the package redis is not installed."
collect_ignore = ["test_redis.py", "test_take_lua.py"] if _MISSES else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _MISSES:
        terminalreporter.write_line(f"Pacing over Redis was not tested: {_MISSES}")
