"""English ↔ Chinese ↔ spec ↔ what was last read: a row for each fact that changed or isn't agreed on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from generator.drift import words
from generator.drift.breaking import breaks_users
from generator.drift.divergences import Divergence
from generator.drift.endpoints import Endpoint
from generator.drift.facts import (
    BROKEN,
    FACTS,
    HASHED,
    LANGUAGES,
    STRUCK,
    TEXT,
    Facts,
    Json,
    hashes,
    recorded,
    stands,
)
from generator.drift.rows import Question, Row, Said, stale, todo

_READ_FROM_TEXT = ("enum", "default")  # where one of them changed, so did the text: one row is enough


def compare(
    endpoint: Endpoint, now: Mapping[str, Facts], before: Mapping[str, Facts] | None, listed: list[Divergence]
) -> list[Row]:
    """The rows for one endpoint. `now` has both languages; `before` is None for one that was never read."""
    entries = {(entry.where, entry.fact): entry for entry in listed}
    old = before or {language: recorded(facts) for language, facts in now.items()}
    rows: list[Row] = []
    for question in _questions(endpoint, now, old):
        where, sides = (
            f"{endpoint.name} {question.where}",
            [question.said[language] for language in LANGUAGES],
        )
        changed = any(side.changed for side in sides)
        entry = entries.pop((where, question.fact), None)
        holds = entry is not None and (
            not changed
            if question.fact in HASHED
            else (entry.english, entry.chinese, entry.spec) == (sides[0].now, sides[1].now, question.spec)
        )
        if changed or (entry and not holds) or not (question.agreed or holds):
            breaking = any(
                _breaks(question, side) for side in sides if side.there and side.changed >= changed
            )
            resting = [one.id for one in listed if one.where == where and one.fact != question.fact]
            steps = todo(question, entry, resting, holds=holds)
            rows.append(Row(where, question.fact, sides[0], sides[1], question.spec, steps, breaking))
    return rows + [stale(entry) for entry in entries.values()]


def _breaks(question: Question, said: Said) -> bool:
    if question.fact in (STRUCK, TEXT):
        gone = said.now if question.fact == STRUCK else said.withdrawal
        return bool(said.changed and gone) and not question.where.startswith("response")
    before = said.before if said.changed else question.spec
    return not said.unread and breaks_users(question.where, question.fact, before, said.now)


def _questions(endpoint: Endpoint, now: Mapping[str, Facts], old: Mapping[str, Facts]) -> Iterator[Question]:
    spec = endpoint.facts
    for where in dict.fromkeys(where for side in (*now.values(), spec, *old.values()) for where in side):
        has = [language for language in LANGUAGES if stands(now[language], where)]
        said: dict[str, Said] = {}
        for language in LANGUAGES:
            field, before = _field(now[language], where), _field(old[language], where)
            changed = stands(old[language], where) != (language in has)
            said[language] = Said(field, before, changed)
        agreed = len(has) in (0, len(LANGUAGES)) and (where in spec) == bool(has)
        if not agreed or any(one.changed for one in said.values()):
            yield Question(where, "field", said, _field(spec, where), agreed)
        if has:
            yield from _fact_questions(endpoint, where, now, old, has)


def _fact_questions(
    endpoint: Endpoint, where: str, now: Mapping[str, Facts], old: Mapping[str, Facts], has: list[str]
) -> Iterator[Question]:
    """Each fact of a field, or of what stands outside fields, as the languages that have it state it."""
    stated = endpoint.facts.get(where)
    reworded: set[str] = set()
    for fact in FACTS:
        said: dict[str, Said] = {}
        for language in LANGUAGES:
            known = fact != BROKEN and language in has and stands(old[language], where)
            before = old[language].get(where, {}).get(fact) if known else None
            one = _said(fact, now[language], where, before, known=known, there=language in has)
            if fact == TEXT and language in reworded and not one.withdrawal:
                one = one._replace(changed=False)
            if one.changed and fact in _READ_FROM_TEXT and one.now and not one.unread:
                reworded.add(language)
            said[language] = one
        values = [said[language].now for language in has]
        sides = [*values, stated.get(fact)] if stated is not None else values
        agreed = fact in HASHED or words.agree(fact, *sides)
        if fact == "enum" and where.startswith("response"):  # an open set, of which a page may name some
            open_set = _listed(stated.get(fact)) if stated else []
            agreed = not open_set or all(value in open_set for side in values for value in _listed(side))
            said = {
                language: one._replace(changed=one.changed and not agreed) for language, one in said.items()
            }
        yield Question(where, fact, said, stated.get(fact) if stated and fact not in HASHED else None, agreed)


def _said(fact: str, page: Facts, where: str, before: Json, *, known: bool, there: bool) -> Said:
    """What one language says of a fact: of one that is recorded as hashes, the pieces that are new."""
    facts = page.get(where, {})
    now, had = facts.get(fact), _listed(before)
    if fact in HASHED:
        pieces = hashes(now)
        new: list[Json] = [shown for piece, shown in pieces.items() if piece not in had] if known else []
        elsewhere = {piece for other in page.values() for piece in hashes(other.get(fact))}
        gone = sum(piece not in elsewhere for piece in had)  # what was only moved is still there
        return Said(new or None, None, bool(new or gone), there, gone=gone)
    text = str(facts.get(TEXT))
    lost = [str(one) for one in had if fact == "enum" and one not in _listed(now)]
    unread = [one for one in lost if re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", text, re.ASCII)]
    return Said(now, before, known and not words.agree(fact, now, before), there, unread=unread)


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _field(facts: Facts, where: str) -> str | None:
    """A field in few words, such as `string, Yes`; None where there is none."""
    if where not in facts:
        return None
    if not stands(facts, where):
        return STRUCK
    return ", ".join(str(value) for fact in ("type", "required") if (value := facts[where].get(fact)))
