"""`make matrix`: makes, builds and feeds each client, and writes docs/matrix.md; exits 1 where one fails."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from interop.matrix.answers import ANSWERS, expected
from interop.matrix.generators import GENERATORS, JAR, PYTHON, Generator

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parent.parent
_BUILD, _DIST, _TABLE = _ROOT / "build" / "matrix", _ROOT / "dist", _ROOT / "docs" / "matrix.md"
_VALUES = {
    "here": str(_HERE),
    "jar": str(_BUILD / f"openapi-generator-cli-{JAR}.jar"),
    "bin": str(_BUILD / "python" / "bin"),
    "python": str(_BUILD / "python" / "bin" / "python"),
}
_TEXT = """# The published spec in {count} more generators

Written by `make matrix`, run before a release; [languages.md](languages.md) has what to make of it. Each
generator made a client of `dist/openapi/`, which was built where its toolchain was there, and read five
answers with the generated reader: one with an unknown field, an amount of `-0.3`, one of `1E-8`, an empty
leverage, and a refusal with `sCode`. "ok" is: code, amount and leverage came out as the text that was sent.
In each of those that were built, a bot's `percent` could be set without `amt`.

"""


class FailedError(Exception):
    """A command failed; the message holds what it printed."""


def main(slugs: list[str]) -> int:
    """Runs the generators whose slug begins with one of `slugs`, or all; only a full run writes the table."""
    _BUILD.mkdir(parents=True, exist_ok=True)
    (_BUILD / "answers.json").write_text(json.dumps(ANSWERS), encoding="utf-8")
    _install()
    chosen = [one for one in GENERATORS if not slugs or one.slug.startswith(tuple(slugs))]
    rows, failed = [_head()], False
    for generator in chosen:
        row, problem = row_of(generator)
        rows.append(row)
        print(" | ".join(row), *([problem] if problem else []), sep="\n", flush=True)
        failed = failed or bool(problem)
    if not slugs:
        lines = [f"| {' | '.join(row)} |" for row in (rows[0], ["---"] * len(rows[0]), *rows[1:])]
        _TABLE.write_text(_TEXT.format(count=len(chosen)) + "\n".join(lines) + "\n", encoding="utf-8")
    return int(failed)


def _head() -> list[str]:
    return ["generator", "language", "from", "built", *ANSWERS]


def version(generator: Generator) -> str:
    """The pinned version, wherever it is pinned."""
    npm: dict[str, str] = json.loads((_HERE / "package.json").read_bytes())["devDependencies"]
    return npm.get(generator.version) or PYTHON.get(generator.version) or generator.version


def _install() -> None:
    locked, installed = _HERE / "package-lock.json", _BUILD / "node_modules" / "locked"
    if not installed.exists() or installed.read_bytes() != locked.read_bytes():
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(_HERE / name, _BUILD / name)
        _run("npm", "ci", "--prefer-offline", "--silent", "--no-audit", "--no-fund", cwd=_BUILD)
        shutil.copy(locked, installed)
    if not Path(_VALUES["jar"]).exists():
        artifact = f"-Dartifact=org.openapitools:openapi-generator-cli:{JAR}"
        _run("mvn", "-q", "-B", "dependency:copy", artifact, f"-DoutputDirectory={_BUILD}", cwd=_BUILD)
    if not Path(_VALUES["python"]).exists():
        venv.create(_BUILD / "python", with_pip=True)
    pins = [f"{name}=={pin}" for name, pin in PYTHON.items()]
    _run(
        _VALUES["python"], "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *pins, cwd=_BUILD
    )


def row_of(generator: Generator) -> tuple[list[str], str]:
    """The table's row, and what failed, at length, or "" where nothing did."""
    folder = _BUILD / generator.slug.replace(" ", "-").replace("+", "and")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    values = {**_VALUES, "spec": str(_DIST / "openapi" / f"okx_margin.{generator.reads}.en.json")}
    head = [f"{generator.slug} {version(generator)}", generator.language, generator.reads]
    try:
        for command in generator.commands(generator.generate, **values):
            _run(*command, cwd=folder)
        for feed in generator.feeds:
            source, _, target = feed.partition(">")
            (folder / (target or source)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(_HERE / "feeds" / source, folder / (target or source))
        if missing := [tool for tool in generator.tools if not shutil.which(tool)]:
            return [*head, f"no {' and '.join(missing)} here", *[""] * len(ANSWERS)], ""
        for command in generator.commands(generator.build, **values):
            _run(*command, cwd=folder)
        (reading,) = generator.commands((generator.feed,), **values)
        found: dict[str, Any] = json.loads(_run(*reading, cwd=folder))
    except FailedError as problem:
        return [*head, "**failed**", *[""] * len(ANSWERS)], str(problem)
    wrong = {name: found.get(name) for name, answer in ANSWERS.items() if found.get(name) != expected(answer)}
    cells = ["ok" if name not in wrong else f"**{_short(wrong[name])}**" for name in ANSWERS]
    return [*head, "yes", *cells], json.dumps(wrong, ensure_ascii=False) if wrong else ""


def _short(found: Any) -> str:
    return " ".join(str(found).split())[:60].replace("|", r"\|")


def _run(*command: str, cwd: Path) -> str:
    environment = {**os.environ, "GOFLAGS": "-mod=mod", "NO_COLOR": "1", "ORVAL_TELEMETRY_DISABLED": "1"}
    done = subprocess.run(  # noqa: S603 - the commands of generators.py
        command,
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise FailedError(
            f"{' '.join(command)}: exit code {done.returncode}\n{(done.stdout + done.stderr)[-3000:]}"
        )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
