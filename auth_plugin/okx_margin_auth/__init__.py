"""Signs requests to OKX: an `httpx.Auth` for demo and live trading."""

from .auth import OkxAuth
from .errors import ConfigurationError
from .pacing import Pacing, RedisWindow, SlidingWindow
from .secret import Secret
from .signing import signature

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
