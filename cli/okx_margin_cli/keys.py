"""Whose keys sign: those of the embedded mock, of a profile, or of the environment."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from okx_margin_auth import OkxAuth

    from .session import Options


def auth(options: Options, opened: ExitStack) -> OkxAuth:
    """Raises ConfigurationError where there are none, or they cannot be used."""
    if options.mock:
        from okx_margin_mock import serve

        mock = opened.enter_context(serve())
        return mock.auth("live" if options.environment == "live" else None)
    from okx_margin_auth import OkxAuth

    chosen: dict[str, Any] = {"environment": options.environment} if options.environment else {}
    return OkxAuth.from_env(**chosen)
