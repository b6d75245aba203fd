"""Ports of this machine."""

import socket

from operations.console import CannotStart, _

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether something could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port(*, preferred: int | None = None, tries: int = 1) -> int:
    """``preferred`` or one of the ``tries`` after it if free, otherwise any free port."""
    for port in range(preferred, preferred + tries) if preferred else ():
        if is_free(port):
            return port
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def exactly(port: int) -> int:
    """``port`` if it is free; raises ``CannotStart`` otherwise."""
    if not is_free(port):
        raise CannotStart(_("Port %(port)d is taken: choose another with --port.") % {"port": port})
    return port


def answers(port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False
