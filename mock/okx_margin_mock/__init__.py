"""An embedded OKX for the two margin-balance endpoints: signatures, limits, positions, bots, faults.

    from okx_margin_mock import serve

    with serve() as mock:                      # http://127.0.0.1:<free port>, in a thread
        okx = OkxMargin(auth=mock.auth())      # a made-up demo account of the seed

From a shell: `python -m okx_margin_mock`. In pytest: the fixture `okx_mock`.

Nothing is imported before it is asked for: a test run that does not use the pytest plugin pays nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from okx_margin_mock.exchange import MockExchange
    from okx_margin_mock.faults import Fault, FaultError
    from okx_margin_mock.seed import SeedError
    from okx_margin_mock.server import CannotListenError, MockServer, serve
    from okx_margin_mock.settings import MockSettings, SettingsError

__all__ = [
    "CannotListenError",
    "Fault",
    "FaultError",
    "MockExchange",
    "MockServer",
    "MockSettings",
    "SeedError",
    "SettingsError",
    "serve",
]

_HOMES = {
    "CannotListenError": "server",
    "MockExchange": "exchange",
    "Fault": "faults",
    "FaultError": "faults",
    "MockServer": "server",
    "SeedError": "seed",
    "MockSettings": "settings",
    "SettingsError": "settings",
    "serve": "server",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ModuleNotFoundError as missing:
        if missing.name not in {"httptools", "jsonschema_rs"}:
            raise
        raise ModuleNotFoundError(
            f"the mock exchange needs {missing.name}: install the extra, pip install 'okx-margin[mock]'",
            name=missing.name,
        ) from None


def __dir__() -> list[str]:
    return list(__all__)
