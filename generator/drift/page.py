"""An endpoint's page, English or Chinese, read into facts. A text that isn't understood is in some hash."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

from generator.drift import examples, labels, words
from generator.drift.facts import Facts, Json, UnreadableError, text_hash
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
        self.headings: list[str] = []
        self.section = "endpoint"
        self.example = ""

    def take(self, block: Block) -> None:
        if block.tag == "pre":
            side = "response" if self.section == "response" else "request"
            self.samples[self.example or side].append(block.text)
        elif block.tag == "table":
            self._table(block)
        elif example := labels.kind(labels.EXAMPLE, block.text):
            self.example = example
            if not labels.kind(labels.EXAMPLE, block.text, whole=True):
                self._text(block.text)
        elif block.text and not (block.tag in (*HEADINGS, "p") and self._labels(block)):
            self._text(block.text)

    def _labels(self, block: Block) -> bool:
        """Whether a heading, or a paragraph that stands for one, says where we are or states a fact."""
        for fact, pattern in labels.STATED:
            if found := pattern.fullmatch(block.text):
                self.stated[fact].append(found["value"].strip())
                self.headings.append(block.text)
                if of := found.groupdict().get("of"):  # what the rule is for, where there are several
                    self._text(of)
                return True
        if section := labels.kind(labels.SECTION, block.text):
            self.section, self.example = section, ""
            self.headings.append(block.text)
            if section != "http":
                self.tables.setdefault(section, [])
            return True
        return False

    def _text(self, text: str) -> None:
        lines = _REQUEST_LINE.findall(text)
        rows = self.tables.get(self.section)
        if lines and self.section in ("endpoint", "http"):
            self.request_lines += [line for line in lines if line not in self.request_lines]
        elif rows and not self.example:
            # A converter puts what follows a table into its last cell; so do we, in every form.
            rows[-1]["text"] += f"\n{text}"
        else:
            self.texts[self.section if self.section in self.tables else "endpoint"].append(text)

    def _table(self, block: Block) -> None:
        columns = (
            [labels.kind(labels.COLUMN, name, whole=True) for name in block.rows[0]] if block.rows else []
        )
        if self.section not in self.tables or "name" not in columns:
            self._text("\n".join(" ".join(row) for row in block.rows))
            return
        for row in block.rows[1:]:
            if len(row) != len(columns):
                raise UnreadableError(
                    f"has a table row of {len(row)} cells under {len(columns)} headings: {row!r}"
                )
            cells = {name: cell for name, cell in zip(columns, row, strict=True) if name}
            unknown = [cell for name, cell in zip(columns, row, strict=True) if not name]
            cells["text"] = "\n".join([cells.get("text", ""), *unknown])
            self.tables[self.section].append({"type": "", **cells})
        self.example = ""

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
                "rate limit": " or ".join(map(words.rate_limit, self.stated["rate limit"])) or None,
                "limit rule": " or ".join(map(words.limit_rule, self.stated["limit rule"])) or None,
                "permission": " or ".join(map(words.permission, self.stated["permission"])) or None,
                "amounts": [*words.amounts("\n".join(everything))],
                "text": text_hash("\n".join(self.texts["endpoint"])),
            }
        }
        self._open_envelope()
        for side in ("request", "response"):
            facts[side] = self._side(side)
            facts |= _fields(side, self.tables.get(side, []))
        return {
            where: {fact: value for fact, value in found.items() if value not in (None, [])}
            for where, found in facts.items()
        }

    def _open_envelope(self) -> None:
        """Makes an answer's table that lists the envelope too one of an item's fields; the rest is text."""
        rows = self.tables["response"]
        if any(row["name"] == "data" for row in rows):
            envelope = [row for row in rows if row["name"] in _ENVELOPE]
            self.texts["response"] += ["\n".join(row.values()) for row in envelope]
            self.tables["response"] = [
                {**row, "name": row["name"].removeprefix(">").strip()} for row in rows if row not in envelope
            ]

    def _side(self, side: str) -> dict[str, Json]:
        read = [examples.read(sample) for sample in self.samples[side]]
        rest = "\n".join([*self.texts[side], *(rest for _, rest in read)]) if side in self.tables else ""
        return {"examples": [value for values, _ in read for value in values], "text": text_hash(rest)}


def _fields(side: str, rows: list[dict[str, str]]) -> Facts:
    """The fields by their path, such as `request legs.ccy`; one that is listed again gets a number."""
    fields: Facts = {}
    parents: list[str] = []
    for row in rows:
        found = _FIELD.fullmatch(row["name"].strip("`*~ "))
        if not found:
            raise UnreadableError(f"has a field without a name: {row!r}")
        depth = found["depth"].count(">")
        if depth > len(parents):
            raise UnreadableError(f"has a field nested in none: {row['name']!r}")
        parents = [*parents[:depth], found["name"].strip("`*~")]
        path = f"{side} {'.'.join(parents)}"
        times = sum(other == path or other.startswith(f"{path} (") for other in fields)
        kind = words.type_name(row["type"])
        fields[f"{path} ({times + 1})" if times else path] = {
            "type": kind or None,
            "required": words.required(row["required"]) if "required" in row else None,
            "enum": [*words.enum_values(row["text"])] if kind != "boolean" else None,
            "default": words.default(row["text"]),
            "text": text_hash(row["text"]),
        }
    return fields
