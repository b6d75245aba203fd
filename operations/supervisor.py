"""Our own small supervisor: keeps processes running, and takes them down in the reverse of the order they came."""

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from signal import SIG_IGN, SIGHUP, SIGINT, SIGKILL, SIGTERM, getsignal, signal
from types import FrameType
from typing import Self

from operations.console import CannotStart, _, say
from operations.processes import Service, halt, launch, tail

_LONGEST_PAUSE = 30.0
_STEADY_AFTER = 60.0
_LOOK_EVERY = 10.0
_SURE_AFTER = 40.0  # longer than anybody waits before trying the database again


class StopRequested(KeyboardInterrupt):
    """Ctrl-C, SIGTERM or SIGHUP: take everything down in order."""


@dataclass(kw_only=True)
class Child:
    """A service that runs, or waits to be started again."""

    service: Service
    process: subprocess.Popen[bytes]
    started: float
    failures: int = 0
    again_at: float | None = None
    looked_at: float = 0.0
    stalled_since: float | None = None


class Supervisor:
    """守护: ``with Supervisor() as supervisor`` starts services; leaving the block stops them, last started first."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self._handlers = {number: getsignal(number) for number in (SIGINT, SIGTERM, SIGHUP)}

    def __enter__(self) -> Self:
        for number, handler in self._handlers.items():
            if number != SIGHUP or handler != SIG_IGN:  # nohup stays nohup
                signal(number, _request_stop)
        return self

    def __exit__(self, *_: object) -> None:
        for number in self._handlers:
            signal(number, SIG_IGN)
        self.stop()
        for number, handler in self._handlers.items():
            signal(number, handler)

    def start(self, service: Service) -> None:
        """Start it and look after it from now on."""
        self.children.append(Child(service=service, process=launch(service), started=time.monotonic()))

    def wait_until(self, ready: Callable[[], bool], *, what: str, seconds: float, of: str = "") -> None:
        """Wait for ``ready``; raises ``CannotStart`` with the log's end when a process dies first or time runs out.

        The log shown is that of the service named ``of``, or of the last one started.
        """
        until = time.monotonic() + seconds
        while not ready():
            for child in self.children:
                if child.process.poll() is not None:
                    raise CannotStart(_died(child))
            if time.monotonic() > until:
                log = next(child.service.log for child in reversed(self.children) if of in ("", child.service.name))
                raise CannotStart(
                    _("%(what)s did not answer within %(seconds)d seconds. The end of %(log)s:\n%(tail)s")
                    % {"what": what, "seconds": seconds, "log": log, "tail": tail(log)}
                )
            time.sleep(0.05)

    def run(self, service: Service) -> None:
        """Run it to its end; raises ``CannotStart`` with the log's end when it fails."""
        process = launch(service)
        try:
            code = process.wait()
        finally:
            halt(service, process)
        if code:
            raise CannotStart(
                _("%(name)s failed. The end of %(log)s:\n%(tail)s")
                % {"name": service.name, "log": service.log, "tail": tail(service.log)}
            )

    def watch(self) -> None:
        """Look after all children until a stop is requested."""
        while True:
            for child in self.children:
                self._look_after(child)
            time.sleep(0.5)

    def stop(self) -> None:
        """Take everything down, last started first."""
        while self.children:
            child = self.children.pop()
            halt(child.service, child.process)

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.again_at is None:
            if child.process.poll() is None:
                if now - child.started > _STEADY_AFTER:
                    child.failures = 0
                if child.service.stalled and now - child.looked_at >= _LOOK_EVERY:
                    child.looked_at = now
                    _end_if_stalled(child, child.service.stalled(child.process.pid), now)
                return
            pause = pause_before(child.failures)
            child.failures += 1
            child.again_at = now + pause
            facts = {"name": child.service.name, "code": child.process.returncode, "log": child.service.log}
            say(_("%(name)s ended (%(code)s); it starts again in %(pause)d s. See %(log)s") % {**facts, "pause": pause})
            if child.failures == 1:
                say(tail(child.service.log, lines=5))
        elif now >= child.again_at:
            halt(child.service, child.process)  # what is left of its group must not hold the port
            child.process, child.started, child.again_at = launch(child.service), now, None
            child.stalled_since = None


def _end_if_stalled(child: Child, is_stalled: bool, now: float) -> None:
    """Killed, not asked: who is stopped or deaf does not answer. It starts again like one that died by itself."""
    if not is_stalled:
        child.stalled_since = None
    elif child.stalled_since is None:
        child.stalled_since = now
    elif now - child.stalled_since >= _SURE_AFTER:
        say(_("%(name)s does nothing any more; it is ended. See %(log)s") % {
            "name": child.service.name, "log": child.service.log,
        })  # fmt: skip
        os.killpg(child.process.pid, SIGKILL)
        child.process.wait()


def pause_before(failures: int) -> float:
    """Seconds to wait before the next start after so many failures in a row: 1, 2, 4 … 30."""
    return min(2.0**failures, _LONGEST_PAUSE)


def _died(child: Child) -> str:
    return _("%(name)s ended at once (%(code)s). The end of %(log)s:\n%(tail)s") % {
        "name": child.service.name,
        "code": child.process.returncode,
        "log": child.service.log,
        "tail": tail(child.service.log),
    }


def _request_stop(_number: int, _frame: FrameType | None) -> None:
    raise StopRequested
