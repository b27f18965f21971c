"""A network between two of this machine's sockets: so many seconds long, and it can lead elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Generator


class Proxy:
    """Listens on `port`, and hands on to `target` what comes in, `delay` seconds later; both ways. A connection
    takes `handshake` seconds more to come about."""

    def __init__(self, target: int, delay: float, handshake: float) -> None:
        self.target, self.delay, self.handshake = target, delay, handshake
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._listens = threading.Event()
        self._stop = asyncio.Event()
        self._connections: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def cut(self) -> None:
        """Every connection, as a failover does."""
        self._loop.call_soon_threadsafe(self._abort)

    def start(self) -> None:
        self._thread.start()
        self._listens.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._listens.set()
        await self._stop.wait()
        server.close()
        self._abort()
        for task in self._tasks:
            task.cancel()  # one that has only begun knows of no end
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _abort(self) -> None:
        for writer in self._connections:
            writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            await asyncio.sleep(self.handshake)
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except (OSError, asyncio.CancelledError):
            writer.transport.abort()
            return
        both = {writer, there_writer}
        self._connections |= both
        try:
            await asyncio.gather(self._hand_on(reader, there_writer), self._hand_on(there_reader, writer))
        finally:
            self._connections -= both
            for each in both:
                each.transport.abort()

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                self._loop.call_later(self.delay, writer.write, data)
        self._loop.call_later(self.delay, writer.close)


@contextlib.contextmanager
def proxy(target: int, delay: float = 0.0, *, handshake: float = 0.0) -> Generator[Proxy]:
    """Until the block ends."""
    between = Proxy(target, delay, handshake)
    between.start()
    try:
        yield between
    finally:
        between.stop()
