"""Keeping under the exchange's rate limits instead of being refused with 50011."""

from typing import TYPE_CHECKING

from okx_margin_runtime.forks import unforked

from ..errors import ConfigurationError
from ..secret import Secret
from .local import SlidingWindow
from .protocol import Pacing, Place

if TYPE_CHECKING:
    from .redis import RedisWindow

__all__ = ["Pacing", "Place", "RedisWindow", "SlidingWindow", "chosen", "hidden"]

_OWN = "own"


def hidden(pacing: Pacing | str | Secret | None) -> Pacing | Secret | None:
    """The same choice, but that no traceback shows a URL, which may hold a password."""
    return Secret(pacing) if isinstance(pacing, str) else pacing


def chosen(pacing: Pacing | Secret | None, *, account: str, base_url: str) -> Pacing | None:
    """What paces the requests of an account to an address.

    Raises:
        ConfigurationError: It is neither a `Pacing` nor "own" nor the URL of a Redis server that can be used.
    """
    if isinstance(pacing, Secret):
        if pacing.reveal() == _OWN:
            return SlidingWindow(base_url=base_url)
        with unforked:
            from .redis import RedisWindow

        return RedisWindow(pacing, account=account, base_url=base_url)
    if pacing is None or isinstance(pacing, Pacing):  # pyright: ignore[reportUnnecessaryIsInstance]
        return pacing
    raise ConfigurationError(
        f'`pacing` is "own", None, a Pacing or the URL of a Redis server, not {pacing!r}.'
    )


def __getattr__(name: str) -> object:
    """`RedisWindow`, imported when somebody has a use for it."""
    if name != "RedisWindow":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with unforked:
        from .redis import RedisWindow

    return RedisWindow
