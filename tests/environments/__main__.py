"""`python -m tests.environments [NAME …]`: the core of the suite in each environment, a line for each."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import field, frozen

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "environments"
CORE = (
    *(f"tests/{folder}" for folder in ("runtime", "client", "transport", "auth", "mock")),
    "tests/pacing/test_local.py",
)


@frozen
class Environment:
    """How it differs from the one of `make test`.

    Attributes:
        options: What the interpreter is started with, before `-m pytest`.
        variables: Of the process's environment.
        plugin: A module of this package that pytest loads first.
        tests: What runs in it, as pytest's arguments.
        interpreter: A Python found under one of these names; "" for the one that runs this.
        install: What uv installs into an environment of its own; empty where the one of `make test` serves.
    """

    name: str
    options: Sequence[str] = ()
    variables: Mapping[str, str] = field(factory=dict[str, str])
    plugin: str = ""
    tests: Sequence[str] = CORE
    interpreter: str = ""
    install: Sequence[str] = ()


LOCKED = ("--require-hashes", "-r", "dev.lock")
LOWEST = ("--resolution", "lowest-direct", "--editable", ".[mock,redis]", "--group", "test")
ENVIRONMENTS = (
    # pytest rewrites the tests' own asserts, and warns that all others are gone: that is what is tried here.
    Environment("optimized", ("-O",), tests=("-W", "ignore::pytest.PytestConfigWarning", *CORE)),
    Environment("development", ("-X", "dev")),
    Environment("ascii", variables={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    Environment("uvloop", plugin="on_uvloop"),
    # Trio warns of generators that an auth of somebody else's leaves behind; loops in threads are asyncio's.
    Environment(
        "trio",
        plugin="on_trio",
        tests=("tests/client", "-k", "not many_event_loops", "-W", "ignore:Async generator:ResourceWarning"),
    ),
    # Of tasks gevent knows nothing, and an event loop in a greenlet is one in every greenlet of the thread.
    Environment(
        "gevent", ("-m", "gevent.monkey", "--module"), tests=("tests/client", "-k", "sync and not async")
    ),
    Environment("lowest", install=LOWEST),
    *(
        Environment(f"python{version}", interpreter=version, install=LOCKED)
        for version in ("3.12", "3.13", "3.14")
    ),
)


def main(names: Sequence[str]) -> int:
    """Runs the environments called `names`, or all that this machine has; 1 where one of them failed."""
    known = {environment.name: environment for environment in ENVIRONMENTS}
    if unknown := [name for name in names if name not in known]:
        print(f"{', '.join(unknown)}: no such environment; there are {', '.join(known)}", file=sys.stderr)
        return 2
    failed = False
    for environment in [known[name] for name in names] or ENVIRONMENTS:
        python = interpreter(environment)
        if python is None:
            print(f"{environment.name:13} skipped: this machine has no Python {environment.interpreter}")
            failed = failed or environment.name in names
            continue
        started = time.monotonic()
        ran = run(environment, python)
        last = ran.stdout.strip().rpartition("\n")[2] or ran.stderr.strip().rpartition("\n")[2]
        print(
            f"{environment.name:13} {last.strip('= ')} ({time.monotonic() - started:.0f} s in all)",
            flush=True,
        )
        if ran.returncode:
            failed = True
            print(ran.stdout, ran.stderr, sep="\n")
    return int(failed)


def run(environment: Environment, python: str) -> subprocess.CompletedProcess[str]:
    """The core of the suite in `environment`; where installing fails, what that said."""
    if environment.install:
        made = install(environment, python)
        if made.returncode:
            return made
        python = str(scripts(environment) / "python")
    module = () if "-m" in environment.options else ("-m",)
    plugin = ("-p", f"tests.environments.{environment.plugin}") if environment.plugin else ()
    tests = [each for each in environment.tests if not each.startswith("tests/") or (ROOT / each).exists()]
    return subprocess.run(
        [python, *environment.options, *module, "pytest", "-q", *plugin, *tests],
        cwd=ROOT,
        env={**os.environ, **environment.variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def install(environment: Environment, python: str) -> subprocess.CompletedProcess[str]:
    """Makes an environment of its own under build/."""
    uv = [sys.executable, "-m", "uv", "--quiet", "--no-python-downloads"]
    folder = BUILD / environment.name
    steps = [
        [*uv, "venv", "--clear", "--python", python, str(folder)],
        [*uv, "pip", "install", "--python", str(folder), *environment.install],
    ]
    if environment.install is LOCKED:
        steps.append([*uv, "pip", "install", "--python", str(folder), "--no-deps", "--editable", "."])
    for step in steps:
        ran = subprocess.run(step, cwd=ROOT, capture_output=True, text=True, check=False)
        if ran.returncode:
            return ran
    return subprocess.CompletedProcess((), 0, "", "")


def scripts(environment: Environment) -> Path:
    return BUILD / environment.name / ("Scripts" if os.name == "nt" else "bin")


def interpreter(environment: Environment) -> str | None:
    """The Python that runs it, pyenv's included even where its shims are switched to another."""
    if not environment.interpreter:
        return sys.executable
    for found in (
        shutil.which(f"python{environment.interpreter}"),
        *sorted((Path.home() / ".pyenv" / "versions").glob(f"{environment.interpreter}.*/bin/python")),
    ):
        if found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0:
            return str(found)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
