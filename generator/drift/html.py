"""One endpoint's part of OKX's HTML: from the heading with its anchor to the next as high or higher."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator.drift.facts import UnreadableError

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LEAVES = {*HEADINGS, "p", "pre", "table", "blockquote", "aside", "ul", "ol", "dl"}
_LINES = {"p", "li", "tr", "dt", "dd", "div", "h1", "h2", "h3", "h4", "h5", "h6"}
_STRUCK = {"del", "s", "strike"}
_INVISIBLE = re.compile("[\\u00ad\\u200b-\\u200f\\u2060\\ufeff]")
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)


class Block(NamedTuple):
    """A heading, paragraph, sample, table or note, with `…` for code and ~~…~~ for what is struck through."""

    tag: str
    text: str
    rows: list[list[str]]


def document(text: str) -> LexborHTMLParser:
    """The parsed page; raises UnreadableError where it is empty or breaks off."""
    if not text.strip():
        raise UnreadableError("is empty")
    markup = _SCRIPT.sub("", text)
    for tag in ("table", "pre", "html"):
        opened = len(re.findall(rf"<{tag}[\s>]", markup, re.IGNORECASE))
        if opened > len(re.findall(rf"</{tag}\s*>", markup, re.IGNORECASE)):
            raise UnreadableError(f"breaks off: a <{tag}> has no end")
    return LexborHTMLParser(markup)


def blocks(page: LexborHTMLParser, anchor: str) -> list[Block]:
    """The endpoint's heading and what follows; raises UnreadableError unless one heading has that anchor."""
    headings = [node for node in page.css(", ".join(HEADINGS)) if node.attributes.get("id") == anchor]
    if len(headings) != 1:
        raise UnreadableError(f"has {len(headings) or 'no'} headings with the anchor {anchor}")
    return list(_section(headings[0]))


def _section(heading: LexborNode) -> Iterator[Block]:
    yield _block(heading)
    node = heading.next
    while node is not None:
        for leaf in _leaves(node):
            if leaf.tag in HEADINGS and HEADINGS.index(leaf.tag) <= HEADINGS.index(str(heading.tag)):
                return
            yield _block(leaf)
        node = node.next


def _leaves(node: LexborNode) -> Iterator[LexborNode]:
    """The blocks in a node, through whatever it is wrapped in; loose text is a block too."""
    if node.tag in _LEAVES:
        yield node
    elif node.is_text_node:
        if (node.text_content or "").strip():
            yield node
    elif node.is_element_node and any(child.tag in _LEAVES for child in node.css("*") if child != node):
        for child in node.iter(include_text=True):
            yield from _leaves(child)
    elif node.is_element_node and node.text().strip():
        yield node


def _block(node: LexborNode) -> Block:
    tag = str(node.tag)
    if tag == "pre":
        return Block(tag, _text(node, as_it_stands=True), [])
    if tag == "table":
        rows = [[_marked(row, _text(cell).strip()) for cell in row.css("th, td")] for row in node.css("tr")]
        return Block(tag, "", rows)
    return Block(tag, _text(node).strip(), [])


def _text(node: LexborNode, *, as_it_stands: bool = False) -> str:
    """A node's text; spaces and line breaks as they are shown, or as they stand in a sample."""
    if node.is_text_node:
        text = _INVISIBLE.sub("", node.text_content or "")
        return text if as_it_stands else re.sub(r"\s+", " ", text)
    if node.tag == "br":
        return "\n"
    inside = "".join(_text(child, as_it_stands=as_it_stands) for child in node.iter(include_text=True))
    if as_it_stands:
        return _marked(node, inside)
    if node.tag == "code":
        bare = f"`{inside.replace('~~', '').strip()}`"
        inside = f"~~{bare}~~" if "~~" in inside else bare
    inside = _marked(node, inside)
    return f"{inside}\n" if node.tag in _LINES else inside


def _marked(node: LexborNode, text: str) -> str:
    """A node's text, between ~~ where the node strikes it through."""
    struck = node.tag in _STRUCK or "line-through" in (node.attributes.get("style") or "")
    return f"~~{text.replace('~~', '')}~~" if struck and text.strip() else text
