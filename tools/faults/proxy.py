"""What can happen to a phone's network between the phone and the server? A small proxy that does it on purpose."""

from __future__ import annotations

import asyncio
import random
import re
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from enum import Enum, auto

_HEAD_ENDS = b"\r\n\r\n"
_LENGTH = re.compile(rb"(?im)^content-length:\s*(\d+)")
_CONNECTION = re.compile(rb"(?im)^(?:connection|keep-alive):[^\r\n]*\r\n")
_LOG_IN_PAGE = b"<!doctype html><title>Gratis wifi</title><h1>Logga in</h1>"
#: How long a slow network holds each direction, in seconds.
SLOW_S = (0.1, 1.2)


class Fault(Enum):
    """What happens to a call."""

    NONE = auto()
    LOST_BEFORE = auto()  # the connection is cut before anything is said
    LOST_DURING = auto()  # half of what is said gets through
    LOST_AFTER = auto()  # the server does its work, and its answer is lost
    CUT_ANSWER = auto()  # half of the answer comes
    CAFE = auto()  # a log-in page answers 200 in the server's place
    BAD_GATEWAY = auto()  # somebody on the way answers 502
    SLOW = auto()  # everything takes its time
    KILLED_BEFORE = auto()  # the server dies when it is about to be asked
    KILLED_DURING = auto()  # while it works
    KILLED_AFTER = auto()  # when it has answered, and before the answer is heard


_STRANGERS = {
    Fault.CAFE: (b"200 OK", _LOG_IN_PAGE),
    Fault.BAD_GATEWAY: (b"502 Bad Gateway", b"<h1>502 Bad Gateway</h1>"),
}


class Proxy:
    """Listens on a port of its own, in a thread of its own. One call to a connection, so that each has its fault."""

    def __init__(self, target: int, *, chance: random.Random, kill: Callable[[], None]) -> None:
        self.fault = Fault.NONE
        self.bytes_sent = 0
        self._target, self._chance, self._kill = target, chance, kill
        self._calls: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._listener: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self.port = self._run(self._listen(0))

    @property
    def address(self) -> str:
        """Where the phone finds what it takes for the server."""
        return f"http://127.0.0.1:{self.port}"

    def refuses(self) -> None:
        """Nobody listens any more: what a wrong DNS answer or a stopped machine looks like."""
        self._run(self._close())

    def listens(self) -> None:
        """Somebody listens again, on the same port."""
        self._run(self._listen(self.port))

    def stop(self) -> None:
        """Close, and end the thread."""
        self._run(self._close())
        self._run(self._hang_up())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self, work: Coroutine[None, None, int]) -> int:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self, port: int) -> int:
        if self._listener is None:
            self._listener = await asyncio.start_server(self._answer, "127.0.0.1", port, reuse_address=True)
        return int(self._listener.sockets[0].getsockname()[1])

    async def _close(self) -> int:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        return 0

    async def _hang_up(self) -> int:
        calls = list(self._calls)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        return len(calls)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # asyncio itself holds a call only weakly.
        if call := asyncio.current_task():
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)
        try:
            if self.fault is Fault.LOST_BEFORE:
                _cut(writer)
                return
            head = await reader.readuntil(_HEAD_ENDS)
            length = _LENGTH.search(head)
            body = await reader.readexactly(int(length[1])) if length else b""
            await self._pass_on(_CONNECTION.sub(b"", head, count=2)[:-2] + b"Connection: close\r\n\r\n", body, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            _cut(writer)
        finally:
            writer.close()

    async def _pass_on(self, head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
        fault = self.fault
        if fault in _STRANGERS:
            await _say(writer, *_STRANGERS[fault])
            return
        if fault is Fault.KILLED_BEFORE:
            self._kill()
        if fault is Fault.SLOW:
            await asyncio.sleep(self._chance.uniform(*SLOW_S))
        whole = head + body
        server_reader, server = await asyncio.open_connection("127.0.0.1", self._target)
        try:
            if fault is Fault.LOST_DURING:
                server.write(whole[: self._chance.randrange(1, len(whole))])
                await server.drain()
                _cut(server)
                _cut(writer)
                return
            server.write(whole)
            await server.drain()
            if fault is Fault.KILLED_DURING:
                await asyncio.sleep(self._chance.uniform(0, 0.03))
                self._kill()
            answer = await server_reader.read(-1)
        finally:
            server.close()
        await self._bring_back(fault, answer, writer)

    async def _bring_back(self, fault: Fault, answer: bytes, writer: asyncio.StreamWriter) -> None:
        if fault is Fault.KILLED_AFTER:
            self._kill()
        if fault in {Fault.LOST_AFTER, Fault.KILLED_AFTER, Fault.KILLED_DURING}:
            _cut(writer)
            return
        if fault is Fault.SLOW:
            await asyncio.sleep(self._chance.uniform(*SLOW_S))
        is_half = fault is Fault.CUT_ANSWER
        self.bytes_sent += len(answer)
        writer.write(answer[: self._chance.randrange(1, max(2, len(answer)))] if is_half else answer)
        await writer.drain()
        if is_half:
            _cut(writer)


async def _say(writer: asyncio.StreamWriter, status: bytes, page: bytes) -> None:
    length = str(len(page)).encode()
    writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Type: text/html\r\nContent-Length: " + length)
    writer.write(b"\r\nConnection: close\r\n\r\n" + page)
    await writer.drain()


def _cut(writer: asyncio.StreamWriter) -> None:
    """Cut, and not close: the other side hears of it as a broken connection."""
    own: socket.socket | None = writer.get_extra_info("socket")
    if own is not None and own.fileno() != -1:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
