"""What listens where a Redis server should, and answers as a test tells it."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

CERTIFICATE: Final = Path(__file__).parents[1] / "transport" / "localhost.pem"
PASSWORD: Final = "correct horse"

Answers = Callable[["Question"], Iterable[bytes | float]]
"""Bytes to send, and seconds to pass before the next; it ends with the connection left open."""


class Question:
    """One command that came.

    Attributes:
        words: Of the command; the first in capitals.
        connection: Which of the server's connections it came on, from 0.
    """

    def __init__(self, words: list[bytes], connection: int) -> None:
        self.words: Final = [words[0].upper(), *words[1:]]
        self.connection: Final = connection

    @property
    def of_handshake(self) -> bool:
        """Whether it is redis-py's own."""
        return self.words[0] not in (b"EVALSHA", b"EVAL")

    def taken(self, number: int = 0) -> bytes:
        """The answer that gives a place; `number` is the question's own, unless told otherwise."""
        return integers(1, 0, 1, 0, number or int(self.words[11]))


class HungUpError(Exception):
    """Raised by what answers: the connection is closed."""


def integers(*numbers: int) -> bytes:
    """An array of them."""
    return f"*{len(numbers)}\r\n".encode() + b"".join(b":%d\r\n" % number for number in numbers)


def well(question: Question) -> Iterable[bytes]:
    """As Redis does, with room for everybody."""
    yield b"+OK\r\n" if question.of_handshake else question.taken()


class StandIn:
    """Listens on loopback until its block ends."""

    def __init__(self, answers: Answers, *, tls: bool = False) -> None:
        self.questions: Final[list[Question]] = []
        self.connections = 0
        self._answers: Final = answers
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
        if self._context is not None:
            self._context.load_cert_chain(CERTIFICATE)
        self._listener: Final = socket.create_server(("127.0.0.1", 0))
        self._open: Final[list[socket.socket]] = []
        self._threads: Final = [threading.Thread(target=self._accept, daemon=True)]
        self._over: Final = threading.Event()
        at = f":correct%20horse@127.0.0.1:{self._listener.getsockname()[1]}"
        self.url: Final = f"rediss://{at}?ssl_ca_certs={CERTIFICATE}" if tls else f"redis://{at}"

    def __enter__(self) -> StandIn:
        self._threads[0].start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._threads[0].join()
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                accepted, _ = self._listener.accept()
                self._open.append(accepted)
                thread = threading.Thread(target=self._serve, args=(accepted, self.connections), daemon=True)
                self.connections += 1
                thread.start()
                self._threads.append(thread)

    def _serve(self, connection: socket.socket, number: int) -> None:
        with suppress(OSError, HungUpError), connection:
            if self._context is not None:
                connection = self._context.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            with connection, connection.makefile("rb") as came:
                while line := came.readline():
                    words = [came.read(int(came.readline()[1:]) + 2)[:-2] for _ in range(int(line[1:]))]
                    self.questions.append(Question(words, number))
                    self._answer(connection, self.questions[-1])

    def _answer(self, connection: socket.socket, question: Question) -> None:
        for each in self._answers(question):
            if isinstance(each, bytes):
                connection.sendall(each)
            else:
                self._over.wait(each)
            if self._over.is_set():
                raise HungUpError


def until(condition: Callable[[], bool]) -> None:
    """Waits for it, five seconds at most."""
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError(condition)
