"""The mock's classes and the client's are told apart by their names, in tracebacks as in conversation."""

import inspect
from importlib import import_module
from pkgutil import walk_packages


def classes(*packages: str) -> dict[str, str]:
    """The classes that the modules of these packages define, with where each stands."""
    found: dict[str, str] = {}
    for package in packages:
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            if not module.name.endswith("__main__"):
                for name, defined in inspect.getmembers(import_module(module.name), inspect.isclass):
                    if defined.__module__ == module.name:
                        found[name] = module.name
    return found


def test_no_class_of_the_mock_has_the_name_of_one_of_the_client() -> None:
    mock, client = (
        classes("okx_margin_mock"),
        classes("okx_margin_client", "okx_margin_runtime", "okx_margin_auth"),
    )
    assert len(mock) > 30
    assert len(client) > 30
    assert {name: (mock[name], client[name]) for name in mock.keys() & client.keys()} == {}
