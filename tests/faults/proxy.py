"""A small TCP proxy on loopback: between a process and an engine, and badly behaved on demand."""

import socket
import struct
import threading
import time
from contextlib import suppress
from typing import Self

from operations.engines.ports import HOST

_CHUNK = 65_536
_RESET = struct.pack("ii", 1, 0)
Pair = tuple[socket.socket, socket.socket]


class Proxy:
    """代理: ``with Proxy(target) as proxy``; connect to ``proxy.port``.

    ``delay`` holds each piece back for so many seconds; ``swallow()`` takes pieces and passes none on (half-open);
    ``cut()`` resets every connection; ``refuse()`` takes no new ones. ``pass_on()`` is how it begins.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.delay = 0.0
        self._passing, self._accepting = threading.Event(), threading.Event()
        self._pairs: set[Pair] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server((HOST, 0))
        self.port = int(self._listener.getsockname()[1])
        self.pass_on()

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes who waits there
        self._listener.close()
        self.cut()

    def pass_on(self) -> None:
        """Everything goes through, and new connections are taken."""
        self._passing.set()
        self._accepting.set()

    def swallow(self) -> None:
        self._passing.clear()

    def refuse(self) -> None:
        self._accepting.clear()

    def cut(self) -> None:
        with self._lock:
            ends = [end for pair in self._pairs for end in pair]
            self._pairs.clear()
            with suppress(OSError):
                for end in ends:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            for end in ends:
                with suppress(OSError):  # its thread wakes and closes it: a close from here would wait for that thread
                    end.shutdown(socket.SHUT_RD)

    def _serve(self) -> None:
        with suppress(OSError):  # closed: the end
            while True:
                client, _address = self._listener.accept()
                self._take(client)

    def _take(self, client: socket.socket) -> None:
        if not self._accepting.is_set():
            _reset(client)
            return
        try:
            server = socket.create_connection((HOST, self.target), timeout=5)
        except OSError:
            _reset(client)
            return
        server.settimeout(None)
        pair = (client, server)
        with self._lock:
            self._pairs.add(pair)
        for source, sink in (pair, pair[::-1]):
            threading.Thread(target=self._pump, args=(source, sink, pair), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, pair: Pair) -> None:
        with suppress(OSError):  # one of the two is gone: so is the other
            while piece := source.recv(_CHUNK):
                time.sleep(self.delay)
                if self._passing.is_set():
                    sink.sendall(piece)
        with self._lock:
            if pair in self._pairs:  # it was not cut
                self._pairs.discard(pair)
                for end in pair:
                    with suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)
        for end in pair:
            end.close()


def _reset(end: socket.socket) -> None:
    """Closed with a reset, as by a router that forgot the connection."""
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        end.close()
