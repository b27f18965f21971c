"""Where the pages come from: OKX's site, saved HTML, or markdown files. What can't be read is a problem."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypeAlias

import httpx
from selectolax.lexbor import LexborHTMLParser

from generator.drift import html, markdown, page
from generator.drift.endpoints import Endpoint
from generator.drift.facts import LANGUAGES, Facts, UnreadableError

TIMEOUT = 60.0  # seconds to connect, and between two pieces of the answer
DEADLINE = 300.0  # seconds for a whole page
LARGEST = 64 * 2**20  # bytes; a guess, several times what so long a page has

# The document in which an endpoint stands in a language; raises UnreadableError.
Source: TypeAlias = Callable[[Endpoint, str], LexborHTMLParser]


class Reading(NamedTuple):
    """Each endpoint's facts in each language, the date of the reading, and a line for what can't be read."""

    pages: dict[str, dict[str, Facts]]
    read: str
    problems: list[str]


def from_site(endpoints: list[Endpoint]) -> Reading:
    """Fetches each page that the spec links to, once."""
    with httpx.Client(timeout=TIMEOUT, headers={"User-Agent": "okx-margin drift"}) as client:
        documents = _Documents(lambda url: _fetch(client, url))
        return _read(endpoints, lambda endpoint, language: documents.get(endpoint.links[language][0]))


def from_html(endpoints: list[Endpoint], paths: list[Path]) -> Reading:
    """Reads the English and the Chinese page as saved: two files, or a folder with en.html and zh.html."""
    files = [paths[0] / "en.html", paths[0] / "zh.html"] if len(paths) == 1 else paths
    if len(files) != len(LANGUAGES):
        return Reading({}, _today(), ["--html takes the English and the Chinese page, or their folder"])
    documents = _Documents(_text)
    named = dict(zip(LANGUAGES, map(str, files), strict=True))
    return _read(endpoints, lambda _, language: documents.get(named[language]))


def from_markdown(endpoints: list[Endpoint], paths: list[Path]) -> Reading:
    """Reads markdown files, each with one endpoint in both languages; the date is the latest of theirs.

    Files about other endpoints than the spec's may be among them.
    """
    files: dict[str, markdown.MarkdownFile] = {}
    problems: list[str] = []
    for path in paths:
        try:
            file = markdown.parse(_text(str(path)))
            if file.anchor in files:
                raise UnreadableError(f"is a second file about {file.anchor}")
            files[file.anchor] = file
        except UnreadableError as problem:
            problems.append(f"{path.name} {problem}")

    def document(endpoint: Endpoint, language: str) -> LexborHTMLParser:
        anchor = endpoint.links[language][1]
        if anchor not in files:
            raise UnreadableError(f"no readable file is about {anchor}")
        return html.document(files[anchor].english if language == "english" else files[anchor].chinese)

    linked = {link[1] for endpoint in endpoints for link in endpoint.links.values()}
    dates = [file.read for file in files.values() if file.read and file.anchor in linked]
    return _read(endpoints, document, max(dates, default=None), problems)


def _read(
    endpoints: list[Endpoint], source: Source, read: str | None = None, problems: list[str] | None = None
) -> Reading:
    reading = Reading({}, read or _today(), problems or [])
    for endpoint in endpoints:
        pages: dict[str, Facts] = {}
        for language in LANGUAGES:
            try:
                document = source(endpoint, language)
                blocks = html.blocks(document, endpoint.links[language][1])
                pages[language] = endpoint.watched(page.read(blocks, language))
            except UnreadableError as problem:
                reading.problems.append(f"{endpoint.name} in {language.capitalize()}: {problem}")
        if len(pages) == len(LANGUAGES):
            reading.pages[endpoint.name] = pages
    return reading


class _Documents:
    """Documents by their address, each loaded once, even one that can't be."""

    def __init__(self, load: Callable[[str], str]) -> None:
        self._load = load
        self._loaded: dict[str, LexborHTMLParser | UnreadableError] = {}

    def get(self, address: str) -> LexborHTMLParser:
        if address not in self._loaded:
            try:
                self._loaded[address] = html.document(self._load(address))
            except UnreadableError as problem:
                self._loaded[address] = problem
        document = self._loaded[address]
        if isinstance(document, UnreadableError):
            raise UnreadableError(f"{address} {document}")
        return document


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(
            f"can't be opened: {error.strerror if isinstance(error, OSError) else error}"
        ) from error


def _fetch(client: httpx.Client, url: str) -> str:
    """The page at `url`; a redirect isn't followed, since another region's pages are other pages."""
    address = httpx.URL(url)
    if address.scheme != "https" and address.host not in ("127.0.0.1", "::1", "localhost"):
        raise UnreadableError("is not https")
    started, body = time.monotonic(), bytearray()
    try:
        with client.stream("GET", url) as response:
            if response.status_code != 200:
                raise UnreadableError(f"answered HTTP {response.status_code}")
            for piece in response.iter_bytes():
                body += piece
                if len(body) > LARGEST:
                    raise UnreadableError(f"is larger than {LARGEST} bytes")
                if time.monotonic() - started > DEADLINE:
                    raise UnreadableError(f"took longer than {DEADLINE:.0f} seconds")
            return body.decode(response.encoding or "utf-8")
    except (httpx.HTTPError, UnicodeDecodeError) as error:
        raise UnreadableError(f"can't be fetched: {type(error).__name__}: {error}") from error


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
