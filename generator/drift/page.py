"""An endpoint's page, English or Chinese, read into facts; unknown words stop the reading, or are text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from generator.drift import examples, labels, words
from generator.drift.facts import EXAMPLES, STRUCK, TEXT, Facts, Json, UnreadableError
from generator.drift.html import HEADINGS, Block

_REQUEST_LINE: Final = re.compile(r"`((?:GET|POST|PUT|DELETE) /\S+)`")
_FIELD: Final = re.compile(r"(?P<depth>(?:>\s*)*)(?P<name>\S+)")
_ENVELOPE: Final = ("code", "msg", "data")


def read(blocks: list[Block], language: str) -> Facts:
    """The facts of one endpoint; raises UnreadableError where the blocks aren't its page in that language."""
    page = _Page()
    for block in blocks:
        page.take(block)
    return page.facts(language)


class _Page:
    """What was read so far, and what the next block belongs to."""

    def __init__(self) -> None:
        self.stated: dict[str, list[str]] = defaultdict(list)
        self.request_lines: list[str] = []
        self.tables: dict[str, list[dict[str, str]]] = {}
        self.samples: dict[str, list[str]] = defaultdict(list)
        self.texts: dict[str, list[str]] = defaultdict(list)
        self.struck: dict[str, list[str]] = defaultdict(list)
        self.headings: list[str] = []
        self.section = "endpoint"
        self.example = ""
        self.unknown = ""  # a heading or label that no vocabulary has, until the next that one has

    def take(self, block: Block) -> None:
        text, struck = words.unstruck(block.text)
        if struck:
            self._attach("struck", struck)
        if block.tag == "pre":
            self._expect_known("a sample")
            side = "response" if self.section == "response" else "request"
            self.samples[self.example or side].append(text)
        elif block.tag == "table":
            self._table(block)
        elif example := labels.kind(labels.EXAMPLE, text):
            self.example, self.unknown = example, ""
            if not labels.kind(labels.EXAMPLE, text, whole=True):
                self._text(text)
        elif text.strip() and not (block.tag in (*HEADINGS, "p") and self._labels(text)):
            if block.tag in (*HEADINGS, "blockquote"):
                self.unknown = text
            self._text(text)

    def _labels(self, text: str) -> bool:
        """Whether a heading, or a paragraph that stands for one, says where we are or states a fact."""
        for fact, pattern in labels.STATED:
            if found := pattern.fullmatch(text):
                self.stated[fact].append(found["value"].strip())
                self.headings.append(text)
                if of := found.groupdict().get("of"):  # what the rule is for, where there are several
                    self._text(of)
                return True
        if section := labels.kind(labels.SECTION, text):
            self.section, self.example, self.unknown = section, "", ""
            self.headings.append(text)
            if section != "http":
                self.tables.setdefault(section, [])
            return True
        return False

    def _text(self, text: str) -> None:
        lines = _REQUEST_LINE.findall(text)
        if lines and self.section in ("endpoint", "http"):
            self.request_lines += [line for line in lines if line not in self.request_lines]
        else:
            self._attach("text", text)

    def _attach(self, what: str, text: str) -> None:
        rows = self.tables.get(self.section)
        if rows and not self.example:
            # A converter puts what follows a table into its last cell; so do we, in every form.
            rows[-1][what] = f"{rows[-1].get(what, '')}\n{text}".strip()
        else:
            side = self.section if self.section in self.tables else "endpoint"
            (self.texts if what == "text" else self.struck)[side].append(text)

    def _table(self, block: Block) -> None:
        """A table of fields is one with a column of types; of that, every heading must be known."""
        head, *body = block.rows or [[]]
        if not any(words.is_type(cell.replace("~~", "")) for row in body for cell in row[1:]):
            if self.tables.get(self.section) == []:
                raise UnreadableError(f"has a table without types under {self.headings[-1]!r}: {head!r}")
            self._text("\n".join(" ".join(row) for row in block.rows))
            return
        self._expect_known("a table of fields")
        if self.section not in self.tables:
            raise UnreadableError(
                f"has a table of fields under {self.headings[-1:]!r}, a heading that isn't theirs"
            )
        columns = [labels.kind(labels.COLUMN, name, whole=True) for name in head]
        if "" in columns or "name" not in columns:
            unknown = [name for name, column in zip(head, columns, strict=True) if not column]
            raise UnreadableError(
                f"has a table of fields with headings that aren't known: {unknown or head!r}"
            )
        for row in body:
            if len(row) != len(columns):
                raise UnreadableError(
                    f"has a table row of {len(row)} cells under {len(columns)} headings: {row!r}"
                )
            self.tables[self.section].append(_cells(columns, row))
        self.example = ""

    def _expect_known(self, what: str) -> None:
        if self.unknown:
            raise UnreadableError(f"has {what} under words that aren't known: {self.unknown!r}")

    def facts(self, language: str) -> Facts:
        if not self.request_lines:
            raise UnreadableError("is not an endpoint's page: it names no method and path")
        if "response" not in self.tables:
            raise UnreadableError("has no response parameters: it breaks off, or is not an endpoint's page")
        if not self.tables["response"] and not self.texts["response"]:
            raise UnreadableError("breaks off under its response parameters")
        if any(words.CJK.search(heading) for heading in self.headings) != (language == "chinese"):
            raise UnreadableError(f"is not in {language.capitalize()}")
        everything = [
            *self.texts["endpoint"],
            *(row["text"] for rows in self.tables.values() for row in rows),
        ]
        facts: Facts = {
            "endpoint": {
                "request line": " or ".join(self.request_lines),
                "rate limit": " or ".join(map(words.rate_limit, self.stated["rate limit"])),
                "limit rule": " or ".join(map(words.limit_rule, self.stated["limit rule"])),
                "permission": " or ".join(map(words.permission, self.stated["permission"])),
                "amounts": [*words.amounts("\n".join(everything))],
                STRUCK: "\n".join(self.struck["endpoint"]),
                TEXT: "\n".join(self.texts["endpoint"]),
            }
        }
        self._open_envelope()
        for side in ("request", "response"):
            facts[side] = self._side(side)
            facts |= _fields(side, self.tables.get(side, []))
        return {
            where: {fact: value for fact, value in found.items() if value not in (None, [], "")}
            for where, found in facts.items()
        }

    def _open_envelope(self) -> None:
        """Makes an answer's table that lists the envelope too one of an item's fields; the rest is text."""
        rows = self.tables["response"]
        if any(row["name"] == "data" for row in rows):
            envelope = [row for row in rows if row["name"] in _ENVELOPE]
            self.texts["response"] += [f"{row['name']}\n{row['text']}" for row in envelope]
            self.tables["response"] = [
                {**row, "name": row["name"].removeprefix(">").strip()} for row in rows if row not in envelope
            ]

    def _side(self, side: str) -> dict[str, Json]:
        return {
            STRUCK: "\n".join(self.struck[side]),
            EXAMPLES: [value for sample in self.samples[side] for value in examples.read(sample)],
            TEXT: "\n".join(self.texts[side]),
        }


def _cells(columns: list[str], row: list[str]) -> dict[str, str]:
    """A row's cells by their column, and in `struck` what is struck through in them."""
    closed = dict(zip(columns, _closed(row), strict=True))
    cells = {name: words.unstruck(cell)[0] for name, cell in closed.items()}
    struck = [words.unstruck(cell)[1] for cell in closed.values()]
    withdrawn = not cells["name"].strip("`*> ") or words.is_withdrawn(closed.get("text", ""))
    if withdrawn:
        cells["name"] = closed["name"].replace("~~", "")
        struck = [cell.replace("~~", "") for cell in closed.values()]
    return {
        "text": "",
        **cells,
        "struck": "\n".join(filter(None, struck)),
        "withdrawn": "yes" if withdrawn else "",
    }


def _closed(row: list[str]) -> Iterator[str]:
    """The cells of a row, each with its own ~~ around what is struck through over several of them."""
    opened = False
    for cell in row:
        begins, opened = opened, opened != bool(cell.count("~~") % 2)
        yield f"{'~~' if begins else ''}{cell}{'~~' if opened else ''}"


def _fields(side: str, rows: list[dict[str, str]]) -> Facts:
    """The fields by their path, such as `request legs.ccy`; one that is listed again gets a number."""
    fields: Facts = {}
    parents: list[str] = []
    for row in rows:
        found = _FIELD.fullmatch(row["name"].strip("`* "))
        if not found:
            raise UnreadableError(f"has a field without a name: {row!r}")
        depth = found["depth"].count(">")
        if depth > len(parents):
            raise UnreadableError(f"has a field nested in none: {row['name']!r}")
        parents = [*parents[:depth], found["name"].strip("`*")]
        path = f"{side} {'.'.join(parents)}"
        times = sum(other == path or other.startswith(f"{path} (") for other in fields)
        fields[f"{path} ({times + 1})" if times else path] = (
            {STRUCK: row["struck"]} if row["withdrawn"] else _field(side, row)
        )
    return fields


def _field(side: str, row: dict[str, str]) -> dict[str, Json]:
    """A row's facts. Whether an answer has a field always, no page says: their tables have no such column."""
    kind = words.type_name(row["type"])
    return {
        "type": kind,
        "required": words.required(row["required"]) if side == "request" and "required" in row else None,
        "enum": [*words.enum_values(row["text"])] if kind != "boolean" else None,
        "default": words.default(row["text"]) if side == "request" else None,
        STRUCK: row["struck"],
        TEXT: row["text"],
    }
