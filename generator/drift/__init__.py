"""`python -m generator drift`: OKX's documentation, English and Chinese, against the spec and against itself.

Data flows one way: a source gives HTML, `html` cuts an endpoint's part out of it, `page` reads facts from
that, `compare` holds them against the spec's and the recorded ones, `report` says what it found.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from generator import SPEC, spec
from generator.drift import divergences, record, report, sources
from generator.drift.compare import compare
from generator.drift.endpoints import Endpoint, endpoints
from generator.drift.facts import Facts
from generator.drift.rows import Row, stale

FORMATS = ("table", "json", "markdown")


def arguments(command: argparse.ArgumentParser) -> None:
    """The command's options; without a source it reads OKX's site."""
    source = command.add_mutually_exclusive_group()
    source.add_argument(
        "--html", type=Path, nargs="+", metavar="PATH", help="saved pages: English Chinese, or a folder"
    )
    source.add_argument(
        "--markdown", type=Path, nargs="+", metavar="FILE", help="markdown files, both languages in each"
    )
    command.add_argument(
        "--accept", action="store_true", help="record the facts, after a person has looked at them"
    )
    command.add_argument("--format", choices=FORMATS, default="table")
    command.add_argument(
        "--spec", type=Path, default=SPEC, help="docs_facts and docs_divergences lie beside it"
    )


def run(options: argparse.Namespace) -> int:
    """Prints the report; 0 is no drift, 1 drift, 2 a page that could not be read (nothing is recorded)."""
    known = endpoints(spec.load(options.spec))
    facts_file = options.spec.with_name("docs_facts.yaml")
    reading = _read(options, known)
    if options.accept and not reading.problems:
        record.save(facts_file, reading)
        print(f"recorded in {facts_file.name}; what remains:", file=sys.stderr)
    recorded = record.load(facts_file)
    listed = divergences.load(options.spec.with_name("docs_divergences.yaml"))
    found = report.Report(drift(known, reading, recorded, listed), reading.problems, reading.read)
    if options.format == "table":
        report.to_terminal(found, report.console())
    else:
        print(report.as_json(found) if options.format == "json" else report.as_markdown(found))
    return found.exit_code


def drift(
    known: list[Endpoint],
    reading: sources.Reading,
    recorded: dict[str, dict[str, Facts]],
    listed: list[divergences.Divergence],
) -> list[Row]:
    """The rows for every endpoint that could be read; a divergence about none of the spec's is stale."""
    rows: list[Row] = []
    for endpoint in known:
        if endpoint.name in reading.pages:
            mine = [entry for entry in listed if entry.where.startswith(f"{endpoint.name} ")]
            rows += compare(endpoint, reading.pages[endpoint.name], recorded.get(endpoint.name), mine)
    names = {endpoint.name for endpoint in known}
    return rows + [stale(entry) for entry in listed if entry.where.split(" ")[0] not in names]


def _read(options: argparse.Namespace, known: list[Endpoint]) -> sources.Reading:
    if options.html:
        return sources.from_html(known, options.html)
    return sources.from_markdown(known, options.markdown) if options.markdown else sources.from_site(known)
