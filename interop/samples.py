"""The reference page's samples: whole programs, written as files, compiled, run and judged by the mock."""

import json
import shutil
from collections.abc import Callable, Sequence

from attrs import frozen

from generator import SPEC
from generator.site.document import viewer_document
from generator.spec import Spec, load, operations
from interop.languages import Language
from interop.program import environment, output
from okx_margin_mock import Fault, MockServer

_SECONDS = 600

#: What goes wrong with a call that moves margin, and what a sample must say of it.
_FAULTS = (
    (Fault.rate_limited(), "refused: 50011"),
    (Fault.timed_out(), "unknown: 400 50004"),
    (Fault.server_error(502), "unknown: 502"),
    (Fault.answer(body='{"code":"49999","msg":""}'), "unknown: 200 49999"),
    (Fault.disconnect(), "unknown: 0"),
)


@frozen(kw_only=True)
class Sample:
    """What a person copies for one operation, and the request that it must send."""

    operation_id: str
    source: str
    method: str
    path: str
    #: The body as JSON, None without one.
    body: object
    moves: bool


def samples(spec: Spec, label: str, language: str = "en") -> list[Sample]:
    """All of one programming language, with their comments in English or Chinese."""
    return [
        Sample(
            operation_id=operation["operationId"],
            source=next(each["source"] for each in operation["x-codeSamples"] if each["label"] == label),
            method=method,
            path=path,
            body=_first_example(operation),
            moves=operation["x-effect"] == "moves",
        )
        for method, path, operation in operations(viewer_document(spec, language))
    ]


def problems(language: Language, mock: MockServer) -> list[str]:
    """What is wrong with a language's samples, a line each; raises FailedError where one does not compile."""
    found = samples(load(SPEC), language.title)
    for sample in found:
        file = language.path / language.sample.format(sample.operation_id)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(sample.source + "\n", "utf-8")
    for name in language.sample_needs:
        shutil.copy(language.path / name, language.path / "build" / "samples" / name)
    if language.build_samples:
        output(language, language.build_samples, _SECONDS)
    variables = environment(mock, language.path)

    def run(sample: Sample) -> str:
        command = [part.format(sample.operation_id) for part in language.run_sample]
        return output(language, command, _SECONDS, variables)

    return wrong(found, run, mock)


def wrong(found: Sequence[Sample], run: Callable[[Sample], str], mock: MockServer) -> list[str]:
    """Where a sample sends another request than its own, or more than one, or says something else than is so.

    `run` gives what a sample prints.
    """
    lines: list[str] = []
    for sample in found:
        cases = [(None, "done:" if sample.moves else '"code":"0"')]
        for fault, expected in [*cases, *(_FAULTS if sample.moves else ())]:
            mock.reset()
            if fault:
                mock.exchange.inject(fault)
            said = run(sample)
            sent = [
                (each.method, each.path, json.loads(each.body) if each.body else None)
                for each in mock.exchange.received
            ]
            if expected not in said or sent != [(sample.method, sample.path, sample.body)]:
                lines.append(
                    f"sample {sample.operation_id}: {said.strip()!r}, must be {expected!r}; sent {sent}"
                )
    return lines


def _first_example(operation: Spec) -> object:
    """What `x-codeSamples` sends; see generator/site/samples.py."""
    if "requestBody" not in operation:
        return None
    examples = operation["requestBody"]["content"]["application/json"]["examples"]
    return next(iter(examples.values()))["value"]
