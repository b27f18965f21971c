"""Tools that read annotations (cattrs, pydantic, sphinx, completion) find every name in them."""

from __future__ import annotations

import inspect
import pydoc
import re
import typing
from collections.abc import Iterator
from importlib import import_module
from types import FunctionType
from typing import Any

import attrs
import pytest

import okx_margin_auth
import okx_margin_client
import okx_margin_mock
from okx_margin_client import models, results
from okx_margin_client.exchange import ENDPOINTS
from okx_margin_runtime.choices import Options

PACKAGES = (okx_margin_client, okx_margin_auth, okx_margin_mock)


def public_classes() -> Iterator[type]:
    """What the packages export, the models, all results and the groups of calls."""
    for package in (*PACKAGES, models):
        yield from (each for name in package.__all__ if inspect.isclass(each := getattr(package, name)))
    yield from (each for each in vars(results).values() if inspect.isclass(each))
    for module in {endpoint.path.split("/")[3] for endpoint in ENDPOINTS.values() if endpoint.moves}:
        group = import_module(
            f"okx_margin_client.{ {'account': 'account', 'tradingBot': 'signal_bot'}[module] }"
        )
        yield from (each for each in vars(group).values() if inspect.isclass(each))


def functions(owner: type) -> Iterator[FunctionType]:
    """A class's own methods and properties. What a group's attribute gives is imported when it is first used."""
    members: dict[str, Any] = dict(vars(owner))
    for each in members.values():
        function: Any = getattr(each, "fget", None) or getattr(each, "__func__", each)
        if isinstance(function, FunctionType):
            yield function


def test_every_annotation_of_a_public_class_resolves() -> None:
    checked = 0
    for each in public_classes():
        typing.get_type_hints(each)
        if attrs.has(each):
            attrs.resolve_types(each)
        for function in functions(each):
            made_by_attrs = function.__name__ == "__init__" and attrs.has(each)
            if function.__module__.startswith("okx_margin") and not made_by_attrs:
                typing.get_type_hints(function)
                checked += 1
    assert checked > 100


def test_help_says_what_each_argument_of_a_constructor_means() -> None:
    for each in (okx_margin_client.OkxMargin, okx_margin_auth.OkxAuth):
        shown = pydoc.plain(pydoc.render_doc(each))
        for name in inspect.signature(each).parameters:
            assert re.search(rf"^[ |]+{name}: [A-Z\"`]", shown, re.MULTILINE), name
    shown = pydoc.plain(pydoc.render_doc(okx_margin_client.OkxMargin))
    assert all(f"`{name}`" in shown for name in typing.get_type_hints(Options))
    assert "is_copy" not in shown


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_completion_lists_the_public_names_and_nothing_else(package: Any) -> None:
    assert sorted(dir(package)) == sorted(package.__all__)
