"""What happens to a page, and what the report tells to do about it."""

from __future__ import annotations

from collections.abc import Callable

from tests.drift.pages import Page

Edit = Callable[[Page, Page], object]
Cells = list[str]

ENDPOINT, REQUEST, RESPONSE = (f"setLeverage {side}" for side in ("endpoint", "request", "response"))
CHANGE = "change the spec and its texts; then drift --accept"
KEEP = (
    "not stated any more, which doesn't end the need: keep the spec, and list the divergence; "
    "then drift --accept"
)
UNREAD = (
    "the text has values that aren't read as such: change the spec, or list the divergence; "
    "then drift --accept"
)
STRUCK = "OKX strikes out what it withdraws: see what the spec still offers of it; "
RELEASE = "plan a release without it"
STRUCK_FIELD = "OKX has struck it out: take it out of the spec, or list the divergence; then drift --accept"
DIFFER = "the languages differ: decide, and list the divergence; then drift --accept"
REWORDED = "look at the spec's texts and their translation again; then drift --accept"
ONLY = "changed in {} only: compare the languages; " + REWORDED
SCHEMA = "change the schema, or list the divergence"


def replace(side: str, name: str, column: int, english: str, chinese: str) -> Edit:
    def edit(en: Page, zh: Page) -> None:
        for page, text in ((en, english), (zh, chinese)):
            page.row(side, name)[column] = text

    return edit


def add(side: str, english: list[str] | None, chinese: list[str] | None) -> Edit:
    def edit(en: Page, zh: Page) -> None:
        for page, row in ((en, english), (zh, chinese)):
            if row:
                getattr(page, side).append(row)

    return edit


def remove(side: str, name: str, *, english: bool = True) -> Edit:
    def edit(en: Page, zh: Page) -> None:
        for page in (en, zh) if english else (zh,):
            getattr(page, side).remove(page.row(side, name))

    return edit


def set_all(english: dict[str, object], chinese: dict[str, object]) -> Edit:
    def edit(en: Page, zh: Page) -> None:
        for page, values in ((en, english), (zh, chinese)):
            for name, value in values.items():
                setattr(page, name, value)

    return edit


def both(**values: object) -> Edit:
    return set_all(values, values)


def in_sample(old: str, new: str) -> Edit:
    def edit(en: Page, zh: Page) -> None:
        for page in (en, zh):
            assert old in page.samples[0]
            page.samples[0] = page.samples[0].replace(old, new)

    return edit
