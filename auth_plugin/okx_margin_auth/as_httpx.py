"""What makes `OkxAuth` an httpx.Auth, without importing httpx for those who send nothing with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okx_margin_runtime.lazy_httpx import httpx

if TYPE_CHECKING:
    Auth = httpx.Auth
else:

    class Auth:
        """An httpx.Auth to whoever asks by `isinstance`, which is how httpx's clients ask."""

        @property
        def __class__(self) -> type[httpx.Auth]:
            return httpx.Auth
