"""The spec with five operations more, and the client made from it, in a folder that comes first on the path."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest

from generator import PACKAGE, spec, yaml12
from generator.__main__ import main
from generator.spec import Spec, operations

MORE = Path(__file__).with_name("five_shapes.yaml")


@pytest.fixture(scope="session")
def grown_spec(loaded_spec: Spec, tmp_path_factory: pytest.TempPathFactory) -> Spec:
    """What `spec.load` makes of the whole, written as a file."""
    grown, more = deepcopy(loaded_spec), yaml12.read(MORE)
    refusals = {
        status: each for status, each in next(operations(grown))[2]["responses"].items() if status != "200"
    }
    for _, _, operation in operations(more):
        operation["responses"] |= refusals
    grown["tags"] += more["tags"]
    grown["paths"] |= more["paths"]
    grown["components"]["schemas"] |= more["components"]["schemas"]
    file = tmp_path_factory.mktemp("spec") / "grown.yaml"
    file.write_text(yaml12.dump(grown), encoding="utf-8")
    return spec.load(file)


@pytest.fixture(scope="session")
def grown(grown_spec: Spec, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the package, as `python -m generator generate` wrote it."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "spec.yaml").write_text(yaml12.dump(grown_spec), encoding="utf-8")
    assert main(["generate", "--spec", str(folder / "spec.yaml"), "--output", str(folder / PACKAGE)]) == 0
    return folder
