"""English ↔ Chinese ↔ spec ↔ what was last read: a row for each fact that changed or isn't agreed on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.drift.breaking import breaks_users
from generator.drift.divergences import Divergence
from generator.drift.endpoints import Endpoint
from generator.drift.facts import FACTS, LANGUAGES, Facts, Json
from generator.drift.rows import Question, Row, Said, stale, todo

_READ_FROM_TEXT = (
    "enum",
    "default",
    "examples",
)  # where one of them changed, so did the text: one row is enough


def compare(
    endpoint: Endpoint, now: Mapping[str, Facts], before: Mapping[str, Facts] | None, listed: list[Divergence]
) -> list[Row]:
    """The rows for one endpoint. `now` has both languages; `before` is None for one that was never read."""
    entries = {(entry.where, entry.fact): entry for entry in listed}
    rows: list[Row] = []
    for question in _questions(endpoint, now, before or now):
        where = f"{endpoint.name} {question.where}"
        english, chinese = (question.said[language] for language in LANGUAGES)
        entry = entries.pop((where, question.fact), None)
        sides = (english.now, chinese.now, question.spec)
        holds = entry is not None and (entry.english, entry.chinese, entry.spec) == sides
        changed = english.changed or chinese.changed
        if changed or (entry and not holds) or not (question.agreed or holds):
            breaking = any(
                breaks_users(
                    question.where, question.fact, one.before if one.changed else question.spec, one.now
                )
                for one in (english, chinese)
                if (one.changed or not changed) and one.there
            )
            steps = todo(question, entry, holds=holds)
            rows.append(Row(where, question.fact, english, chinese, question.spec, steps, breaking))
    return rows + [stale(entry) for entry in entries.values()]


def _questions(endpoint: Endpoint, now: Mapping[str, Facts], old: Mapping[str, Facts]) -> Iterator[Question]:
    spec = endpoint.facts
    for where in dict.fromkeys(where for side in (*now.values(), spec, *old.values()) for where in side):
        has = [language for language in LANGUAGES if where in now[language]]
        had = [language for language in LANGUAGES if where in old[language]]
        if has != had or len(has) < len(LANGUAGES) or where not in spec:
            said = {
                language: Said(
                    _field(now[language], where),
                    _field(old[language], where),
                    (language in has) != (language in had),
                )
                for language in LANGUAGES
            }
            agreed = len(has) in (0, len(LANGUAGES)) and (where in spec) == bool(has)
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
            value = now[language].get(where, {}).get(fact)
            before = old[language].get(where, {}).get(fact)
            known = language in has and where in old[language]
            changed = known and value != before and not (fact == "text" and language in reworded)
            said[language] = Said(value, before if known else None, changed, there=language in has)
        reworded |= {language for language, one in said.items() if one.changed and fact in _READ_FROM_TEXT}
        values = [said[language].now for language in has]
        if fact == "examples":
            yield from _example_questions(endpoint, where, said)
        else:
            sides = [*values, stated.get(fact)] if stated is not None else values
            agreed = fact == "text" or all(side == values[0] for side in sides)
            yield Question(where, fact, said, stated.get(fact) if stated else None, agreed)


def _example_questions(endpoint: Endpoint, where: str, said: dict[str, Said]) -> Iterator[Question]:
    """Whether both languages show the same examples, and the spec has them; whether they obey its schema."""
    english, chinese = (_list(said[language].now) for language in LANGUAGES)
    stated = endpoint.facts.get(where, {}).get("examples")
    named = (
        [name for name, value in stated.items() if value in english + chinese]
        if isinstance(stated, dict)
        else []
    )
    missing = [value for value in english if not isinstance(stated, dict) or value not in stated.values()]
    yield Question(where, "examples", said, [*named] or None, agreed=english == chinese and not missing)
    problems: dict[str, str | None] = {}
    for language, examples in zip(LANGUAGES, (english, chinese), strict=True):
        found = (endpoint.example_problem(where, example) for example in examples)
        problems[language] = next((problem for problem in found if problem), None)
    answers = {language: Said(problem) for language, problem in problems.items()}
    yield Question(where, "examples against the schema", answers, None, agreed=not any(problems.values()))


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _field(facts: Facts, where: str) -> str | None:
    """A field in few words, such as `string, Yes`; None where there is none."""
    if where not in facts:
        return None
    return ", ".join(str(value) for fact in ("type", "required") if (value := facts[where].get(fact)))
