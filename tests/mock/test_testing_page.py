"""docs/testing.md: its tests pass, its tables are the code's, and what it links to is there."""

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

from okx_margin_mock import Fault
from okx_margin_mock.faults import fault_names
from okx_margin_mock.settings import SITUATIONS

PAGE = Path(__file__).parents[2] / "docs" / "testing.md"
TEXT = PAGE.read_text("utf-8")


def situations() -> str:
    """The table of situations, from the code."""
    rows = [
        f"| `{name}` | {one.code} | {', '.join(one.alternatives)} | {one.about} |"
        for name, one in SITUATIONS.items()
    ]
    return "\n".join(["| situation | code | or | |", "|---|---|---|---|", *rows])


def test_the_tests_on_the_page_pass(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    for number, block in enumerate(blocks):
        (tmp_path / f"test_block_{number}.py").write_text(block, "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", str(tmp_path)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTEST_PLUGINS": "okx_margin_mock.pytest_plugin",
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert len(blocks) == 2
    assert "5 passed" in ran.stdout


def test_the_table_of_situations_is_the_codes() -> None:
    shown = re.search(r"<!-- situations -->\n(.*?)\n<!-- end -->", TEXT, re.DOTALL)
    assert shown is not None
    assert shown[1] == situations(), f"docs/testing.md must have:\n{situations()}"


def test_every_fault_is_on_the_page_under_both_its_names() -> None:
    for name in fault_names():
        assert f"`{name}`" in TEXT, name
        assert f"Fault.{name}(" in TEXT, name
        assert callable(getattr(Fault, name))
    made = {name for name, _ in inspect.getmembers(Fault, inspect.isfunction) if not name.startswith("_")}
    assert made == set(fault_names())


def test_its_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (PAGE.parent / target).exists(), target
