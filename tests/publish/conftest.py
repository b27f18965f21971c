"""What `make publish` writes, made once in memory for all tests."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator import yaml12
from generator.publish import CASES, files
from generator.spec import Spec


class Published:
    """The published files by their path in dist/."""

    def __init__(self, contents: dict[str, bytes]) -> None:
        self.contents = contents

    def read(self, name: str) -> Any:
        """A YAML or JSON file's document."""
        if name.endswith(".json"):
            return json.loads(self.contents[name])
        return yaml12.load(self.contents[name])

    def openapi(self, version: str, language: str) -> Spec:
        document: Spec = self.read(f"openapi/okx_margin.{version}.{language}.json")
        return document


@pytest.fixture(scope="session")
def cases() -> dict[str, Any]:
    return yaml12.read(CASES)


@pytest.fixture(scope="session")
def published(loaded_spec: Spec, cases: dict[str, Any]) -> Published:
    return Published(files(loaded_spec, cases))
