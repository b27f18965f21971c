"""`python -m tests.mutants [PATTERN …]`: mutmut on copies under build/, and what it says of each line nobody tests.

A survivor is a change that no test notices. Each is killed by a better test, or stands in explained.toml with the
reason why it changes nothing that anybody could notice. An explanation that no longer meets a survivor is an error too.
Results are kept under build/: the next run tries what changed. It takes an hour of one processor from scratch.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).resolve().parents[2]
STAGE = ROOT / "build" / "mutants"
EXPLAINED = Path(__file__).with_name("explained.toml")
MUTATED = ("runtime/okx_margin_runtime", "auth_plugin/okx_margin_auth")
BESIDE = (
    "tests",
    "generator",
    "spec",
    "generated",
    "mock",
    "docs",
    "examples",
    "pyproject.toml",
    "README.md",
)
SURVIVED, NO_TESTS, NOT_RUN = 0, 33, None
TYPES = 37
"""mutmut's exit codes of a mutant; any other is that of tests that failed, crashed or hung."""


@frozen
class Survivor:
    """A change that no test noticed: in which function, and the line as it became."""

    name: str
    function: str
    line: str


@frozen
class Explanation:
    function: str
    line: str
    why: str


def main(patterns: Sequence[str]) -> int:
    """Runs the mutants that match, all where none is given; 1 where a survivor is unexplained."""
    stage()
    ran = subprocess.run([*mutmut(), "run", *patterns], cwd=STAGE, env=environment(), check=False)
    results = {name: code for file in STAGE.glob("mutants/src/**/*.meta") for name, code in outcomes(file)}
    if ran.returncode:  # it stopped before a mutant was tried: its tests fail as they stand
        return ran.returncode
    survivors = [survivor(name) for name, code in sorted(results.items()) if code in (SURVIVED, NO_TESTS)]
    report(results)
    explanations = [
        Explanation(**each) for each in tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["mutant"]
    ]
    known = {(each.function, each.line) for each in explanations}
    unexplained = [each for each in survivors if (each.function, each.line) not in known]
    for each in unexplained:
        print(f"\nNo test notices {each.name}:\n    {each.line}")
    left = known - {(each.function, each.line) for each in survivors}
    complete = not patterns and NOT_RUN not in results.values()
    for function, line in sorted(left) if complete else ():
        print(f"\nExplained, but no survivor any more: {function}\n    {line}")
    print(f"\n{len(survivors)} survivors, {len(unexplained)} of them unexplained")
    return int(bool(unexplained or (complete and left)))


def stage() -> None:
    """Copies what is mutated and what tests it to build/, where mutmut may write."""
    for name in MUTATED:
        copy(ROOT / name, STAGE / "src" / Path(name).name)
    for name in BESIDE:
        copy(ROOT / name, STAGE / name)


def copy(source: Path, target: Path) -> None:
    """Files as they are, with their times, and nothing else: mutmut goes by what changed."""
    if source.is_file():
        shutil.copy2(source, target)
        return
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))


def mutmut() -> list[str]:
    return [sys.executable, "-m", "mutmut"]


def environment() -> dict[str, str]:
    """Where mypy and the tests find the copies."""
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "MYPYPATH": os.pathsep.join(("src", "generated", "mock")),
    }


def outcomes(meta: Path) -> Iterator[tuple[str, int | None]]:
    codes: dict[str, int | None] = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
    yield from codes.items()


def survivor(name: str) -> Survivor:
    """What the mutant changes, as mutmut shows it."""
    shown = subprocess.run(
        [*mutmut(), "show", name], cwd=STAGE, env=environment(), check=True, capture_output=True, text=True
    ).stdout
    line = "\n".join(each[1:].strip() for each in shown.splitlines() if re.match(r"\+(?!\+\+ )", each))
    function = re.sub(
        r"\.x_?(?:ǁ(\w+?)ǁ)?", lambda method: f".{method[1] or ''}{'.' * bool(method[1])}", name, count=1
    )
    return Survivor(name, function.rpartition("__mutmut_")[0], line)


def report(results: dict[str, int | None]) -> None:
    """A line for each module, and one for all."""
    modules: dict[str, Counter[str]] = {}
    for name, code in results.items():
        module = name.partition(".x")[0]
        said = {SURVIVED: "survived", NO_TESTS: "without a test", NOT_RUN: "not run", TYPES: "types"}
        modules.setdefault(module, Counter())[said.get(code, "killed")] += 1
    modules["all"] = sum(modules.values(), Counter[str]())
    for module, counted in modules.items():
        killed = counted["killed"] + counted["types"]
        alive = counted["survived"] + counted["without a test"]
        share = f"{100 * killed / (killed + alive):.1f} %" if killed + alive else "-"
        rest = ", ".join(f"{number} {what}" for what, number in sorted(counted.items()))
        print(f"{module:40} {share:>8}  {rest}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
