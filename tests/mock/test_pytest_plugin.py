"""The fixture that users of the package get."""

import subprocess
import sys

import pytest

from okx_margin_mock import Fault, MockServer, MockSettings

from .conftest import POSITION, SHORT, Caller


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_gets_a_fresh_exchange(call: Caller, okx_mock: MockServer, turn: int) -> None:
    assert okx_mock.exchange.margin("BTC-USDT-SWAP", "short") == 750
    assert not okx_mock.exchange.received
    assert okx_mock.exchange.settings == MockSettings()
    call.data(POSITION, SHORT)
    okx_mock.exchange.settings = MockSettings(short_answers=True)
    okx_mock.exchange.inject(Fault.skewed_clock(3600))
    okx_mock.exchange.inject(Fault.disconnect(), times=100)


def test_the_plugin_imports_nothing_of_the_mock_until_it_is_used() -> None:
    program = (
        "import sys, pytest, okx_margin_mock.pytest_plugin\n"
        "heavy = {'uvicorn', 'httpx', 'jsonschema', 'attrs', 'okx_margin_client'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{program}"], check=True, timeout=60
    )
