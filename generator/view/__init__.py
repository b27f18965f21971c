"""What the client's templates render, taken from the spec: calls, results and facts, all in Python's terms."""

from __future__ import annotations

from typing import Any

from generator.spec import Spec
from generator.view import calls, facts, results


def view(spec: Spec) -> dict[str, Any]:
    """Everything that the templates name; raises GenerationError where the client could not say it."""
    classes = results.of(spec)
    return {
        "version": spec["info"]["version"],
        "groups": calls.groups(spec, classes),
        "results": list(classes.classes.values()),
        "enums": results.enums(spec),
        **facts.of(spec),
    }
