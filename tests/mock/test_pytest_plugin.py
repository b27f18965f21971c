"""The fixtures that users of the package get, with the plugins they use beside them."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
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


def test_a_sub_account_has_margin_and_limits_of_its_own(okx_mock: MockServer) -> None:
    body = {"instId": "BTC-USDT-SWAP", "posSide": "long", "type": "add", "amt": "1"}
    with httpx.Client(base_url=okx_mock.base_url, verify=False) as client:
        main, sub = okx_mock.auth(pacing=None), okx_mock.auth("sub", pacing=None)
        codes = [client.post(POSITION, json=SHORT, auth=main).json()["code"] for _ in range(21)]
        assert codes == ["0"] * 20 + ["50011"]
        assert client.post(POSITION, json=body, auth=sub).json()["code"] == "0"
    assert okx_mock.exchange.margin("BTC-USDT-SWAP", "long", key="sub") == 701
    assert okx_mock.exchange.cash("USDT", key="sub") == 1999


BODY = '{"instId": "BTC-USDT-SWAP", "posSide": "short", "type": "add", "amt": "1"}'
SEND = f"""
import httpx, pytest
async def add(mock):
    async with httpx.AsyncClient(base_url=mock.base_url, auth=mock.auth(), verify=False) as client:
        answer = await client.post("{POSITION}", json={BODY})
    return answer.json()["code"]
"""

FRESH = 'assert okx_mock.exchange.margin("BTC-USDT-SWAP", "short") == 751'

#: pytest-asyncio asks for it.
SCOPE = ["-o", "asyncio_default_fixture_loop_scope=function"]

#: What a project has, by the plugin it uses: its arguments for pytest, and its tests.
PROJECTS: dict[str, tuple[list[str], str]] = {
    "pytest-asyncio": (
        ["-p", "pytest_asyncio.plugin", *SCOPE],
        f"""{SEND}
@pytest.mark.asyncio
@pytest.mark.parametrize("turn", [1, 2])
async def test_asyncio(okx_mock, turn):
    assert await add(okx_mock) == "0"
    {FRESH}
""",
    ),
    "pytest-asyncio, auto": (
        ["-p", "pytest_asyncio.plugin", "-o", "asyncio_mode=auto", *SCOPE],
        f"""{SEND}
@pytest.fixture
async def code(okx_mock):
    return await add(okx_mock)
async def test_asyncio(okx_mock, code):
    assert code == "0"
    {FRESH}
async def test_again(okx_mock, code):
    {FRESH}
""",
    ),
    "anyio": (
        ["-p", "anyio"],
        f"""{SEND}
pytestmark = pytest.mark.anyio
@pytest.mark.parametrize("turn", [1, 2])
async def test_anyio(okx_mock, turn, anyio_backend_name):
    assert await add(okx_mock) == "0"
    {FRESH}
@pytest.fixture
def anyio_backend():
    return "asyncio"
""",
    ),
    "pytest-xdist": (
        ["-p", "xdist.plugin", "-n", "2"],
        f"""{SEND}
import asyncio
@pytest.mark.parametrize("turn", [1, 2])
def test_in_a_worker(okx_mock, turn):
    assert asyncio.run(add(okx_mock)) == "0"
    {FRESH}
""",
    ),
    "a server for the session": (
        [],
        f"""{SEND}
import asyncio
@pytest.mark.parametrize("turn", [1, 2])
def test_lives_on(okx_mock_server, turn):
    assert asyncio.run(add(okx_mock_server)) == "0"
    assert okx_mock_server.exchange.margin("BTC-USDT-SWAP", "short") == 750 + turn
""",
    ),
}


@pytest.mark.parametrize("project", PROJECTS)
def test_the_fixtures_work_beside_other_plugins(tmp_path: Path, project: str) -> None:
    arguments, tests = PROJECTS[project]
    (tmp_path / "test_it.py").write_text(tests)
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-W",
            "error",
            *arguments,
            "test_it.py",
        ],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTEST_PLUGINS": "okx_margin_mock.pytest_plugin",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "2 passed" in ran.stdout


def test_the_plugin_imports_nothing_of_the_mock_until_it_is_used() -> None:
    program = (
        "import sys, pytest, okx_margin_mock.pytest_plugin\n"
        "heavy = {'httptools', 'httpx', 'jsonschema_rs', 'attrs', 'okx_margin_client'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{program}"], check=True, timeout=60
    )
