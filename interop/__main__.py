"""`python -m interop [LANGUAGE…]`: generate, build and run each language's program against the mock.

Exit codes: 0 all that this machine has the tools for passed, 1 one of them failed, 2 unknown language.
"""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from generator import publish
from interop import program, samples
from interop.languages import LANGUAGES, Language
from interop.script import CALLS, contradictions, margins, wrong_calls
from okx_margin_mock import serve

_DIST = Path(__file__).parent.parent / "dist"


@frozen(kw_only=True)
class Result:
    """What became of one language's program."""

    language: Language
    seconds: float
    vectors: str = "-"
    calls: str = "-"
    samples: str = "-"
    problems: Sequence[str] = ()

    def row(self) -> tuple[str, ...]:
        generator = f"{self.language.generator} {self.language.generator_version}"
        verdict = "failed" if self.problems else "passed"
        return (
            self.language.title,
            generator,
            self.vectors,
            self.calls,
            self.samples,
            f"{self.seconds:.0f} s",
            verdict,
        )


def main(arguments: list[str] | None = None) -> int:
    names = [language.folder for language in LANGUAGES]
    parser = argparse.ArgumentParser(
        prog="python -m interop", description="Other languages against the mock."
    )
    parser.add_argument("language", nargs="*", help=f"{', '.join(names)}; by default all")
    asked = parser.parse_args(arguments).language
    if unknown := set(asked) - set(names):
        parser.error(f"no language {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    publish.run(_DIST)
    results: list[Result] = []
    for language in LANGUAGES:
        if asked and language.folder not in asked:
            continue
        if missing := [tool for tool in language.tools if shutil.which(tool) is None]:
            print(f"{language.title}: not run, this machine has no {' and no '.join(missing)}", flush=True)
            continue
        print(f"{language.title}: generate, build, run", flush=True)
        results.append(_try(language))
        for problem in results[-1].problems:
            print(f"  {problem}", flush=True)
    _print_table([result.row() for result in results])
    return int(any(result.problems for result in results))


def _try(language: Language) -> Result:
    started = time.monotonic()
    try:
        program.build(language)
        with serve() as mock:
            before = margins(mock.exchange)
            report = program.run(language, mock, _DIST)
            script_problems = contradictions(before, mock.exchange)
            bad_calls = wrong_calls(report.get("calls", []), mock.exchange)
            bad_samples = samples.problems(language, mock)
            seconds = time.monotonic() - started
    except program.FailedError as failed:
        return Result(language=language, seconds=time.monotonic() - started, problems=[str(failed)])
    vectors = json.loads((_DIST / "signing_vectors.json").read_bytes())["vectors"]
    bad_vectors = wrong_vectors(vectors, report.get("signatures", []))
    return Result(
        language=language,
        seconds=seconds,
        vectors=f"{len(vectors) - len(bad_vectors)}/{len(vectors)}",
        calls=f"{len(CALLS) - len(bad_calls)}/{len(CALLS)}",
        samples="failed" if bad_samples else "ok",
        problems=[*bad_vectors, *bad_calls, *script_problems, *bad_samples],
    )


def wrong_vectors(vectors: Sequence[dict[str, Any]], signatures: Sequence[str]) -> list[str]:
    """Where signatures, in the vectors' order, are not the published ones; one line for each vector."""
    given = [*signatures, *["nothing"] * len(vectors)]
    return [
        f"vector {vector['name']}: {signature}, must be {vector['signature']}"
        for vector, signature in zip(vectors, given, strict=False)
        if signature != vector["signature"]
    ]


def _print_table(rows: Sequence[tuple[str, ...]]) -> None:
    table = [("language", "generator", "vectors", "calls", "samples", "time", "result"), *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


if __name__ == "__main__":
    sys.exit(main())
