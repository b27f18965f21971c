"""The site as `make publish` writes it, the mock that serves it, and a browser; only where a test asks."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from generator import site
from generator.site import viewer
from generator.spec import Spec
from okx_margin_mock import MockServer, serve
from tests.site.chromium import Chromium, Page, chromium, missing


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Generator[Chromium, None, None]:
    if reason := missing():
        pytest.skip(reason)
    with chromium(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture(scope="session")
def folder(loaded_spec: Spec, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site; skips only where the viewer's package can be had neither from build/ nor with npm."""
    output = tmp_path_factory.mktemp("dist") / "site"
    if not viewer.available():
        pytest.skip("the viewer is not here and npm is missing")
    assert site.write(loaded_spec, output)
    return output


@pytest.fixture
def mock(browser: Chromium, folder: Path) -> Generator[MockServer, None, None]:
    """A mock that serves the site. The browser comes first: where there is none, nothing is built."""
    with serve(site=folder) as running:
        yield running


@pytest.fixture
def page(browser: Chromium) -> Generator[Page, None, None]:
    with browser.page() as opened:
        yield opened
