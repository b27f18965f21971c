"""Every block of the pages runs as it stands, and prints what the page shows.

Blocks of Python find the mock's address and made-up keys in the environment, where a reader has their own. Blocks
for the shell run in a folder with what a clone has; of `make` and `pip` only the words are tried, since a test installs
nothing. A comment `not run: why` before a block, which no reader sees, leaves one to be read only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

from okx_margin_client import __version__
from okx_margin_mock import MockServer

from .pages import CHINESE, PAGES, ROOT, Block, blocks

FOUND = [block for page in PAGES if page not in CHINESE for block in blocks(page)]
RUN = [block for block in FOUND if not block.note]
SHELLS = [shell for shell in ("sh", "bash", "zsh") if shutil.which(shell)]


def is_test(block: Block) -> bool:
    return block.language == "python" and "def test_" in block.code


def each(found: list[Block]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("block", found, ids=str)


@pytest.fixture
def environment(tmp_path: Path, okx_mock: MockServer) -> Mapping[str, str]:
    key = okx_mock.key()
    return {
        **os.environ,
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
        "PATH": os.pathsep.join(
            (str(tmp_path / "tools"), str(Path(sys.executable).parent), os.environ["PATH"])
        ),
        "OKX_API_KEY": key.api_key,
        "OKX_SECRET_KEY": key.secret_key,
        "OKX_PASSPHRASE": key.passphrase,
        "OKX_BASE_URL": okx_mock.base_url,
        "PYTHONUTF8": "1",
        "PYTHONWARNINGS": "error",
    }


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Where a reader is: in a clone whose tools are stand-ins that take what the real ones do."""
    (tmp_path / ".venv").symlink_to(sys.prefix)
    for name in ("spec", "generator", "docs", "examples", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    tools = tmp_path / "tools"
    tools.mkdir()
    standins = {
        "make": f'exec {shutil.which("make")} --dry-run --directory={ROOT} "$@" >/dev/null',
        "pip": f'exec {sys.executable} {Path(__file__).with_name("installable.py")} "$@"',
    }
    for name, does in standins.items():
        (tools / name).write_text(f"#!/bin/sh\n{does}\n", "utf-8")
        (tools / name).chmod(0o755)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / f"okx_margin-{__version__}-py3-none-any.whl").touch()
    return tmp_path


def run(block: Block, command: list[str], folder: Path, environment: Mapping[str, str]) -> None:
    for other in blocks(block.page):
        if other.note.startswith("file: "):
            (folder / other.note.removeprefix("file: ")).write_text(other.code, "utf-8")
            (folder / other.note.removeprefix("file: ")).chmod(0o600)
    ran = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=90
    )
    said = ran.stderr if block.language == "python" else ""  # commands say beside their data what they do
    assert (ran.returncode, said) == (0, ""), f"{block} says\n{ran.stdout}{ran.stderr}"
    if block.prints is not None:
        shown = "".join(".*" if part == "…" else re.escape(part) for part in re.split("(…)", block.prints))
        assert re.fullmatch(shown, ran.stdout, re.DOTALL), f"{block} prints\n{ran.stdout}"


@each([block for block in RUN if block.language == "python" and not is_test(block)])
def test_python_runs(block: Block, tmp_path: Path, environment: Mapping[str, str]) -> None:
    (tmp_path / "block.py").write_text(block.code, "utf-8")
    run(block, [sys.executable, "block.py"], tmp_path, environment)


@each([block for block in RUN if is_test(block)])
def test_tests_pass(block: Block, tmp_path: Path, environment: Mapping[str, str]) -> None:
    (tmp_path / "test_block.py").write_text(block.code, "utf-8")
    plugins = ["-p", "no:cacheprovider", "-p", "okx_margin_mock.pytest_plugin"]
    quiet = {**environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    run(block, [sys.executable, "-m", "pytest", "-q", *plugins, "test_block.py"], tmp_path, quiet)


@pytest.mark.skipif(os.name != "posix" or not shutil.which("make"), reason="a POSIX shell and make")
@each([block for block in RUN if block.language == "sh"])
def test_shells_run(block: Block, clone: Path, environment: Mapping[str, str]) -> None:
    for shell in SHELLS if "pip install" in block.code else SHELLS[:1]:  # where quoting matters, in each
        run(block, [shell, "-euc", block.code], clone, environment)


@each([block for block in FOUND if block.note.startswith("not run: ")])
def test_what_does_not_run_here_is_what_it_looks_like(block: Block, environment: Mapping[str, str]) -> None:
    if block.language == "python":
        compile(block.code, str(block), "exec")
        return
    for shell in SHELLS:
        subprocess.run([shell, "-nc", block.code], check=True, env=environment)
    for module in re.findall(r"python3? -m ([\w.]+)", block.code):
        assert find_spec(module), module


def test_every_block_is_of_a_kind_that_is_tried() -> None:
    for block in FOUND:
        assert block.language in {"python", "sh", "bat", "toml", "text"}, block
        if block.language == "toml":
            tomllib.loads(block.code)
        assert re.fullmatch(r"|not run: .+|file: \S+", block.note), block
    assert {block.page.name for block in RUN} >= {"README.md", "testing.md"}
