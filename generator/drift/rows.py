"""One line of the report: what each side says of a fact, what to do, and whether users' calls may break."""

from __future__ import annotations

from typing import NamedTuple

from generator.drift.divergences import Divergence
from generator.drift.facts import LANGUAGES, Json


class Said(NamedTuple):
    """What one language says now, and said when last read; `there` is whether it has the field at all."""

    now: Json
    before: Json = None
    changed: bool = False
    there: bool = True


class Row(NamedTuple):
    """`where` is an operation, a side and a field; `breaking` is about calls that were right before."""

    where: str
    fact: str
    english: Said
    chinese: Said
    spec: Json
    todo: str
    breaking: bool


class Question(NamedTuple):
    """One fact as every side has it. `agreed` leaves listed divergences aside."""

    where: str
    fact: str
    said: dict[str, Said]
    spec: Json
    agreed: bool


def stale(entry: Divergence) -> Row:
    """The row for a listed divergence on something that isn't there any more."""
    todo = f"remove the divergence {entry.id}: it is about nothing"
    return Row(entry.where, entry.fact, Said(None), Said(None), None, todo, breaking=False)


def todo(question: Question, entry: Divergence | None, *, holds: bool) -> str:
    """What a person does about it, in order; `holds` is whether the listed divergence still does."""
    changed = [language.capitalize() for language in LANGUAGES if question.said[language].changed]
    steps: list[str] = []
    if entry and not holds:
        done = question.agreed and question.fact != "text"
        instead = "remove it" if done else "decide anew and write down what holds now"
        steps.append(f"the divergence {entry.id} no longer holds: {instead}")
    if question.fact == "text":
        if len(changed) == 1:
            steps.append(f"reworded in {changed[0]} only: compare the languages")
        steps.append("look at the spec's texts and their translation again")
    elif question.fact == "examples against the schema":
        steps.append("change the schema, or list the divergence")
    elif not question.agreed and not entry:
        english, chinese = (said.now for said in question.said.values())
        differ = "the languages differ: decide, and list the divergence"
        steps.append("change the spec and its texts" if english == chinese else differ)
    elif not steps:
        steps.append(f"listed as {entry.id}" if entry else "the spec says so already")
    return "; ".join([*steps, "then drift --accept"] if changed else steps)
