"""No test speaks to anything but this machine."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


class NetworkBlocked(BaseException):
    """A test tried to leave this machine. Not an ``Exception``: no retry and no ``except`` may hide it."""


def is_loopback(host: object) -> bool:
    """Whether an address or name means this machine."""
    if host is None or host in ("", b"", "localhost", b"localhost"):
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


@contextmanager
def loopback_only() -> Iterator[None]:
    """Connections and name look-ups beyond the loopback raise ``NetworkBlocked``."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        look_up = socket.getaddrinfo

        def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
            _refuse_unless_loopback(host)
            return look_up(host, *args, **kwargs)

        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


def _guarded(original: Any) -> Any:
    def guarded(self: socket.socket, *args: Any) -> Any:
        address = args[-1]
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_unless_loopback(address[0])
        return original(self, *args)

    return guarded


def _refuse_unless_loopback(host: object) -> None:
    if not is_loopback(host):
        raise NetworkBlocked(f"tests may not reach {host!r}: only this machine")
