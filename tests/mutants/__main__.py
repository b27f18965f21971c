"""`python -m tests.mutants [PATTERN …]`: mutmut on copies under build/, and what it says of each line nobody tests.

A survivor is a change that no test notices. Each is killed by a better test, or stands in explained.toml with the
reason why it changes nothing that anybody could notice. An explanation that no longer meets a survivor is an error too.
Changes of nothing but the words of a text for people are counted and left alone: tests hold what a message must say,
not how.
Results are kept under build/: the next run tries what changed. It takes an hour of one processor from scratch.
"""

from __future__ import annotations

import ast
import difflib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

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
NOT_FOUND = 4
"""mutmut's exit codes of a mutant; any other is that of tests that failed, crashed or hung.

Tests whose names are not the same in every run are not found again, and would pass for tests that failed.
"""

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


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
    alive = [*survivors(results)]
    report(results)
    lost = [name for name, code in results.items() if code == NOT_FOUND]
    if lost:
        print(f"\nTests were not found again, their names must be the same in every run: {', '.join(lost)}")
        return 1
    explanations = [
        Explanation(**each) for each in tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["mutant"]
    ]
    known = {(each.function, each.line) for each in explanations}
    unexplained = [each for each in alive if (each.function, each.line) not in known]
    for each in unexplained:
        print(f"\nNo test notices {each.name}:\n    {each.line}")
    left = known - {(each.function, each.line) for each in alive}
    complete = not patterns and NOT_RUN not in results.values()
    for function, line in sorted(left) if complete else ():
        print(f"\nExplained, but no survivor any more: {function}\n    {line}")
    words = sum(code in (SURVIVED, NO_TESTS) for code in results.values()) - len(alive)
    print(f"\n{len(alive)} survivors, {len(unexplained)} of them unexplained, and {words} changes of words")
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


def survivors(results: Mapping[str, int | None]) -> Iterator[Survivor]:
    """Each change that no test noticed, but those of words."""
    for module, names in groupby(
        sorted(name for name, code in results.items() if code in (SURVIVED, NO_TESTS)),
        key=lambda name: name.partition(".x")[0],
    ):
        file = (STAGE / "mutants" / "src").joinpath(*module.split("."))
        file = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
        tree = ast.parse(file.read_text(encoding="utf-8"))
        functions = {node.name: node for node in ast.walk(tree) if isinstance(node, Function)}
        for name in names:
            mutant = name.rpartition(".")[2]
            function = mutant.partition("__mutmut_")[0]
            before, after = functions[f"{function}__mutmut_orig"], functions[mutant]
            if not only_words(before, after):
                method = re.sub(r"^x_?(?:ǁ(\w+)ǁ)?", lambda of: f"{of[1]}." if of[1] else "", function)
                yield Survivor(name, f"{module}.{method}", changed(before, after))


def only_words(before: ast.AST, after: ast.AST) -> bool:
    """Whether they differ in texts for people and in nothing else: a name or a key has no space in it."""
    texts = [[node for node in ast.walk(each) if isinstance(node, ast.Constant)] for each in (before, after)]
    pairs = [pair for pair in zip(*texts, strict=False) if pair[0].value != pair[1].value]
    if len(texts[0]) != len(texts[1]) or len(pairs) != 1:
        return False
    old, new = pairs[0]
    is_text = isinstance(old.value, str) and isinstance(new.value, str)
    return is_text and (" " in str(old.value) or not str(old.value).isascii())


def changed(before: Function, after: Function) -> str:
    """The lines of a mutant that are not the function's."""
    old, new = (
        [line for part in each.body for line in ast.unparse(part).splitlines()] for each in (before, after)
    )
    return "\n".join(line[2:].strip() for line in difflib.ndiff(old, new) if line.startswith("+ "))


def report(results: dict[str, int | None]) -> None:
    """A line for each module, and one for all."""
    modules: dict[str, Counter[str]] = {}
    for name, code in results.items():
        module = name.partition(".x")[0]
        said = {
            SURVIVED: "survived",
            NO_TESTS: "without a test",
            NOT_RUN: "not run",
            NOT_FOUND: "lost",
            TYPES: "types",
        }
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
