"""Each explanation of a change that no test notices is of a function that there is."""

import pkgutil
import tomllib
from pathlib import Path


def test_each_explanation_is_of_a_function_that_there_is() -> None:
    explained = tomllib.loads(Path(__file__).with_name("explained.toml").read_text(encoding="utf-8"))[
        "mutant"
    ]
    assert explained
    for each in explained:
        assert callable(pkgutil.resolve_name(each["function"])), each["function"]
