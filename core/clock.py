"""The only reader of the time.

Drivers (pages, API, tasks, commands) call ``now()`` once and hand the moment down as ``at``. In rehearsal
mode, and only there, the moment is moved by an offset kept in a file of the rehearsal's own data folder,
so that all processes of that world share it.
"""

import json
import socket
import time
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from core.readings import Reading

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def now() -> datetime:
    """The present moment, timezone-aware, in UTC."""
    moment = datetime.now(UTC)
    return moment + offset() if settings.REHEARSAL else moment


def reading() -> Reading:
    """The machine's clocks as they stand; a rehearsal moves none of them."""
    ticks = time.clock_gettime(time.CLOCK_BOOTTIME)
    return Reading(wall=datetime.now(UTC), ticks=ticks, boot=_boot(), host=socket.gethostname())


@cache
def _boot() -> str:
    """Which start of the machine this is, the same for all its processes."""
    return _BOOT_ID.read_text().strip()


def offset() -> timedelta:
    """How far the rehearsal's clock is ahead; zero outside a rehearsal."""
    if not settings.REHEARSAL:
        return timedelta(0)
    try:
        return timedelta(seconds=json.loads(_offset_file().read_text())["seconds"])
    except FileNotFoundError:
        return timedelta(0)


def move(*, to_offset: timedelta) -> None:
    """Set the rehearsal's clock ahead by ``to_offset``; refuses outside a rehearsal and never goes back."""
    if not settings.REHEARSAL:
        raise RuntimeError("the clock can be moved in a rehearsal only")
    if to_offset < offset():
        raise ValueError("the clock of a rehearsal goes forward only")
    target = _offset_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=target.parent, delete=False) as draft:
        json.dump({"seconds": to_offset.total_seconds()}, draft)
    Path(draft.name).replace(target)


def _offset_file() -> Path:
    return Path(settings.DINGFEN_DATA) / "rehearsal_clock.json"
