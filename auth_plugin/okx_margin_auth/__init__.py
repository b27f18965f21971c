"""Signs requests to OKX: an `httpx.Auth` for demo and live trading."""

from typing import TYPE_CHECKING

from okx_margin_runtime.forks import unforked

from .auth import OkxAuth
from .errors import ConfigurationError
from .pacing import Pacing, SlidingWindow
from .secret import Secret
from .signing import signature

if TYPE_CHECKING:
    from .pacing import RedisWindow

__all__ = [
    "ConfigurationError",
    "OkxAuth",
    "Pacing",
    "RedisWindow",
    "Secret",
    "SlidingWindow",
    "signature",
]


def __dir__() -> list[str]:
    return list(__all__)


def __getattr__(name: str) -> object:
    """`RedisWindow`, imported when somebody has a use for it."""
    if name != "RedisWindow":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with unforked:
        from .pacing.redis import RedisWindow

    return RedisWindow
