"""Resolvers that find what a test wants, or nothing, or do not answer."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest


def resolved_to(monkeypatch: pytest.MonkeyPatch, *addresses: str, moment: float = 0) -> None:
    """Have okx.invalid be found at `addresses`, after a moment; with none of them, not be found."""
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *given: Any, **named: Any) -> Any:
        if host not in ("okx.invalid", b"okx.invalid"):
            return real(host, port, *given, **named)
        if named.get("flags"):
            raise socket.gaierror
        time.sleep(moment)
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@contextmanager
def hanging_resolver(monkeypatch: pytest.MonkeyPatch) -> Generator[list[str]]:
    """A resolver that does not answer until the block ends; which names it was asked for."""
    asked: list[str] = []
    over = threading.Event()

    def resolve(host: Any, port: int, *_: Any, **settings: Any) -> NoReturn:
        if settings.get("flags"):
            raise socket.gaierror
        asked.append(host)
        over.wait(20)
        raise socket.gaierror

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolve)
        yield asked
    over.set()
