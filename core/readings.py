"""One look at the machine's clocks."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Reading:
    """读数: the machine's time of day beside what cannot be put forward or back.

    ``ticks`` are the seconds since the machine started, sleep included; they mean something only beside other readings
    of the same ``boot``. In a rehearsal ``wall`` is the machine's own time, not the moved one.
    """

    wall: datetime
    ticks: float
    boot: str
    host: str
