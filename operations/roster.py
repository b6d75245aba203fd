"""The processes of an installation."""

import sys
from collections.abc import Callable
from pathlib import Path
from signal import SIGKILL, Signals

from django.conf import settings

from operations.engines.ports import HOST
from operations.processes import Service
from operations.watchdog import daemon_is_stalled, worker_is_stalled


def services(port: int) -> list[Service]:
    """The processes, in the order they start; they stop in the reverse."""
    beat = Path(settings.DINGFEN_DATA) / "beat"
    beat.mkdir(exist_ok=True)
    celery = ("-m", "celery", "-A", "config", "--skip-checks")  # the daemon has checked what is particular to us
    return [
        python(
            "worker",
            *(*celery, "worker", "--without-gossip", "--without-mingle", "-O", "fair", "-c", "1", "-l", "INFO"),
            # On one machine a stop should keep nobody waiting: unfinished tasks run again, they are made for it.
            environment={"REMAP_SIGTERM": "SIGQUIT", "DINGFEN_WORKER_GRACE": "2"},
            orphan_signal=SIGKILL,  # without its broker an orderly stop would wait for ever
            stalled=worker_is_stalled,
        ),
        python(
            "web",
            *("-m", "gunicorn", "config.wsgi:application", "--bind", f"{HOST}:{port}", "--no-control-socket"),
            *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
            *("--timeout", "60", "--graceful-timeout", "10"),
            *("--access-logfile", "-"),
        ),
        python("daemon", str(settings.BASE_DIR / "manage.py"), "run_deadlines", stalled=daemon_is_stalled),
        python("beat", *celery, "beat", "--schedule", str(beat / "schedule"), "--pidfile", "", "-l", "INFO"),
    ]


def python(
    name: str,
    *command: str,
    environment: dict[str, str] | None = None,
    log: str = "",
    orphan_signal: Signals | None = None,
    stalled: Callable[[int], bool] | None = None,
) -> Service:
    """A process of our own interpreter; logs under its name unless ``log`` names another."""
    return Service(
        name=name,
        command=(sys.executable, *command),
        directory=settings.BASE_DIR,
        log=logs() / f"{log or name}.log",
        environment=environment or {},
        orphan_signal=orphan_signal,
        stalled=stalled,
    )


def logs() -> Path:
    """Where every process of this installation writes its log."""
    return Path(settings.DINGFEN_DATA) / "log"
