"""Reads pages in each of the three forms: markdown, saved HTML, and a site (a server on this machine)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeAlias

import pytest

from generator.drift import facts, sources
from generator.drift.endpoints import Endpoint, endpoints
from generator.drift.facts import LANGUAGES, Facts
from generator.spec import load
from tests.drift.pages import Page, as_html, as_markdown, grid, leverage

FORMS = ("markdown", "html", "site")
SPEC = Path(__file__).with_name("spec.yaml")

Pages: TypeAlias = dict[str, dict[str, Page]]  # by endpoint, by language
Reader: TypeAlias = Callable[[Pages], sources.Reading]


class Site:
    """A server on this machine; `answers` has a path's status and body."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}"
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.requests: list[str] = []


@pytest.fixture(scope="session")
def known() -> list[Endpoint]:
    return endpoints(load(SPEC))


@pytest.fixture(scope="session")
def recorded(known: list[Endpoint], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Facts]]:
    """The facts of the pages as they are before a test changes them, as they are recorded."""
    return as_recorded(read_markdown(known, unchanged(), tmp_path_factory.mktemp("recorded")))


def as_recorded(reading: sources.Reading) -> dict[str, dict[str, Facts]]:
    return {
        name: {language: facts.recorded(page) for language, page in pages.items()}
        for name, pages in reading.pages.items()
    }


@pytest.fixture
def pages() -> Pages:
    return unchanged()


def unchanged() -> Pages:
    return {
        "setLeverage": {language: leverage(language) for language in LANGUAGES},
        "placeGrid": {language: grid(language) for language in LANGUAGES},
    }


@pytest.fixture(scope="session")
def running_site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            running.requests.append(self.path)
            status, body = running.answers[self.path]
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(body) + (1 if status == 206 else 0)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        running = Site(server)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        server.shutdown()
        thread.join()


@pytest.fixture
def site(running_site: Site) -> Site:
    running_site.answers.clear()
    running_site.requests.clear()
    return running_site


@pytest.fixture
def on_site(site: Site, known: list[Endpoint]) -> list[Endpoint]:
    """The endpoints, with links to the site on this machine."""
    return [
        endpoint._replace(
            links={language: (f"{site.url}/{language}", link[1]) for language, link in endpoint.links.items()}
        )
        for endpoint in known
    ]


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def read(form: str, known: list[Endpoint], on_site: list[Endpoint], site: Site, tmp_path: Path) -> Reader:
    """Writes pages in one form and reads them back."""

    def from_form(pages: Pages) -> sources.Reading:
        if form == "markdown":
            return read_markdown(known, pages, tmp_path)
        if form == "html":
            for language, name in zip(LANGUAGES, ("en.html", "zh.html"), strict=True):
                text = as_html(page[language] for page in pages.values())
                (tmp_path / name).write_text(text, encoding="utf-8")
            return sources.from_html(known, [tmp_path])
        for language in LANGUAGES:
            site.answers[f"/{language}"] = 200, as_html(page[language] for page in pages.values()).encode()
        return sources.from_site(on_site)

    return from_form


def read_markdown(known: list[Endpoint], pages: Pages, folder: Path) -> sources.Reading:
    files = [folder / f"{name}.md" for name in pages]
    for file, page in zip(files, pages.values(), strict=True):
        file.write_text(as_markdown(page["english"], page["chinese"]), encoding="utf-8")
    return sources.from_markdown(known, files)
