"""One line of the report: what each side says of a fact, what to do, and whether users' calls may break."""

from __future__ import annotations

from typing import NamedTuple

from generator.drift import words
from generator.drift.divergences import Divergence
from generator.drift.facts import BROKEN, EXAMPLES, LANGUAGES, STRUCK, TEXT, Json


class Said(NamedTuple):
    """What a language says now, and said when last read; `there` is whether it has the field at all.

    Of what is recorded as hashes, `now` is what is new and `gone` how many pieces are no longer there.
    `unread` are values that the text still has, in no form in which values are read.
    """

    now: Json
    before: Json = None
    changed: bool = False
    there: bool = True
    gone: int = 0
    unread: list[str] = []  # noqa: RUF012 - never changed

    @property
    def withdrawal(self) -> str | None:
        """The dates in new sentences that speak of something going, `no date`, or None."""
        return words.withdrawal([str(one) for one in self.now]) if isinstance(self.now, list) else None


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


def todo(question: Question, entry: Divergence | None, resting: list[str], *, holds: bool) -> str:
    """What a person does about it, in order.

    `holds` is whether the listed divergence still does; `resting` are those about other facts of the place.
    """
    changed = [language.capitalize() for language in LANGUAGES if question.said[language].changed]
    steps: list[str] = []
    if entry and not holds:
        done = question.agreed and question.fact not in (EXAMPLES, STRUCK, TEXT)
        instead = "remove it" if done else "decide anew and write down what holds now"
        steps.append(f"the divergence {entry.id} no longer holds: {instead}")
    if question.fact in (EXAMPLES, STRUCK, TEXT):
        steps += _about_words(question, changed, resting)
    elif question.fact == BROKEN:
        steps.append("change the schema, or list the divergence")
    elif not question.agreed and not entry:
        steps.append(_about_a_value(question))
    elif not steps:
        steps.append(f"listed as {entry.id}" if entry else "the spec says so already")
    return "; ".join([*steps, "then drift --accept"] if changed else steps)


def _about_words(question: Question, changed: list[str], resting: list[str]) -> list[str]:
    steps: list[str] = []
    if len(changed) == 1:
        steps.append(f"changed in {changed[0]} only: compare the languages")
    if question.fact == STRUCK:
        steps.append("OKX strikes out what it withdraws: see what the spec still offers of it")
    if dates := dict.fromkeys(said.withdrawal for said in question.said.values() if said.withdrawal):
        steps.append(
            f"speaks of something that goes ({', '.join(filter(None, dates))}): plan a release without it"
        )
    if resting:
        steps.append(f"{', '.join(resting)} may rest on it")
    return [*steps, "look at the spec's texts and their translation again"]


def _about_a_value(question: Question) -> str:
    said = [side for side in question.said.values() if side.there]
    values = [side.now for side in said if side.now is not None]
    if any(side.unread for side in said):
        return "the text has values that aren't read as such: change the spec, or list the divergence"
    if question.fact == "field" and STRUCK in values:
        return "OKX has struck it out: take it out of the spec, or list the divergence"
    vanished = question.spec is not None and len(values) < len(said) and question.fact != "field"
    if vanished and all(words.agree(question.fact, value, question.spec) for value in values):
        return "not stated any more, which doesn't end the need: keep the spec, and list the divergence"
    if len(said) == len(LANGUAGES) and words.agree(question.fact, *(side.now for side in said)):
        return "change the spec and its texts"
    return "the languages differ: decide, and list the divergence"
