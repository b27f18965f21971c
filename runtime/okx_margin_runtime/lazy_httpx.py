"""httpx, imported when somebody asks for something of it: it takes longer to import than all of ours.

A call on our own connections needs nothing of it. Where a module says `from .lazy_httpx import httpx`, nothing at its
top may look into `httpx`; what is about httpx and nothing else imports it outright: as_httpx, foreign_auth,
transport/httpx and transport/bounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .forks import unforked

__all__ = ["httpx"]

if TYPE_CHECKING:
    import httpx
else:

    class _Httpx:
        def __getattr__(self, name: str) -> object:
            with unforked:
                import httpx

            return getattr(httpx, name)

    httpx = _Httpx()
