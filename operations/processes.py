"""Long-running processes: started so that none outlives us, stopped the way each wants to be stopped."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from signal import Signals

_PR_SET_PDEATHSIG = 1
_KEEP_LOG_BYTES = 10 * 1024 * 1024
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, kw_only=True)
class Service:
    """进程: how one long-running process is started, asked to stop, and how long it may take to do so.

    ``orphan_signal`` is for one whose orderly stop needs the others, which would be gone as well. ``stalled`` says of a
    process that runs whether it does nothing although it should.
    """

    name: str
    command: tuple[str, ...]
    directory: Path
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: Signals = Signals.SIGTERM
    stop_seconds: float = 15
    orphan_signal: Signals | None = None
    user: str | None = None
    group: str | None = None
    stalled: Callable[[int], bool] | None = None


def launch(service: Service) -> subprocess.Popen[bytes]:
    """Start it in a session of its own; should we die first, the kernel sends it its orphan (or stop) signal."""
    service.log.parent.mkdir(parents=True, exist_ok=True)
    if service.log.exists() and service.log.stat().st_size > _KEEP_LOG_BYTES:
        service.log.replace(service.log.with_suffix(".log.1"))
    with service.log.open("ab") as log:
        return subprocess.Popen(
            service.command,
            cwd=service.directory,
            env={**os.environ, **service.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=service.user,
            group=service.group,
            extra_groups=[] if service.user else None,
            preexec_fn=partial(_die_with, os.getpid(), service.orphan_signal or service.stop_signal),  # noqa: PLW1509  (we start no threads)
        )


def halt(service: Service, process: subprocess.Popen[bytes]) -> None:
    """Ask it to stop, wait, and kill what is left of its group."""
    if process.poll() is None:
        process.send_signal(service.stop_signal)
        try:
            process.wait(service.stop_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def tail(log: Path, *, lines: int = 25) -> str:
    """The last lines of a log, for whoever has to find out why."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 20_000))
        return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-lines:])


def _die_with(parent: int, orphan_signal: Signals) -> None:
    # Between fork and exec. The parent may have died before the kernel was told: then there is nobody to work for.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _libc.prctl(_PR_SET_PDEATHSIG, int(orphan_signal))
    if os.getppid() != parent:
        os._exit(1)
