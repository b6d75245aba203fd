"""就绪: what must work for the clocks to be kept and for people to hear of it, each by a query or two on an index."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, Min, OuterRef

from audit.models import Event
from cases.models import Case
from core.vocabulary import CaseState, DeadlineEffect, DeadlineState
from deadlines.models import Deadline
from deadlines.services import LIVE
from escalation.gate import open_alarms
from notifications.models import Delivery, DeliveryState, Untold
from operations.heartbeats import SWEEPING, WORKER, last_of
from workdays.selectors import missing_notice

TRY_MAY_WAIT = timedelta(minutes=2)
TELLING_MAY_WAIT = timedelta(minutes=10)
LATEST = 5_000
"""Events that are looked at for their fan-out, the newest; ``doctor`` looks at all."""
COUNT_EVERY = 30.0

T = TypeVar("T")


@dataclass(kw_only=True)
class Lately(Generic[T]):
    """近值: what takes a look at a whole table is asked for at most every ``seconds`` by this process."""

    ask: Callable[[], T]
    seconds: float = COUNT_EVERY
    _until: float = 0.0
    _known: T | None = None

    def __call__(self) -> T:
        now = time.monotonic()
        if self._known is None or now >= self._until:
            self._known, self._until = self.ask(), now + self.seconds
        return self._known

    def forget(self) -> None:
        """The next call asks anew."""
        self._known = None


def readiness(*, at: datetime, lately: bool = False) -> dict[str, Any]:
    """What ``/readyz`` says at ``at``, check by check; ``lately``: what takes a whole table as it was counted lately.

    Sweeps run, a worker works, every open case has a clock, no due clock is left waiting, the time is trusted, and
    whom something concerns is told. Warnings are what somebody should see to before it hurts; they make nothing red.
    """
    swept, worked = last_of(*SWEEPING), last_of(WORKER)
    since = at - timedelta(seconds=settings.READY_SECONDS)
    unclocked = unclocked_lately() if lately else open_cases_without_clock()
    waiting = clocks_waiting(at - TRY_MAY_WAIT)
    untold, unsent = oldest_untold(), deliveries_waiting(at - TELLING_MAY_WAIT)
    shut = [{"host": alarm.host, "trouble": alarm.trouble, "since": alarm.opened_at} for alarm in open_alarms()]
    checks: dict[str, dict[str, Any]] = {
        "sweep": {"ok": swept is not None and swept >= since, "last": swept},
        "worker": {"ok": worked is not None and worked >= since, "last": worked},
        "clocks": {"ok": unclocked == 0, "open_cases_without_clock": unclocked},
        "deadlines": {"ok": waiting == 0, "overdue": waiting},
        "clock_gate": {"ok": not shut, "shut": shut},
        "fan_out": {"ok": untold is None or at - untold <= TELLING_MAY_WAIT, "oldest": untold},
        "delivery": {"ok": unsent == 0, "overdue": unsent},
    }
    warnings = {
        "holiday_notice_missing": missing_notice(at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()),
        "provisional_deadlines": provisional_lately() if lately else provisional_clocks(),
    }
    return {"ready": all(check["ok"] for check in checks.values()), "checks": checks, "warnings": warnings}


def open_cases_without_clock() -> int:
    """How many cases are open, not suspended, and have no running clock (a warning is none)."""
    clocks = Deadline.objects.exclude(effect=DeadlineEffect.WARN)
    running = clocks.filter(case=OuterRef("pk"), state=DeadlineState.RUNNING)
    return Case.objects.filter(~Exists(running), state=CaseState.OPEN, suspended_at=None).count()


def provisional_clocks() -> int:
    """How many clocks reach into a year whose notice is not loaded."""
    clocks = Deadline.objects.filter(provisional=True, state__in=LIVE)
    return clocks.exclude(effect=DeadlineEffect.WARN).count()


unclocked_lately = Lately(ask=open_cases_without_clock)
provisional_lately = Lately(ask=provisional_clocks)


def clocks_waiting(since: datetime) -> int:
    """How many clocks have been due since then and nobody tried them; those that wait for their next try are none."""
    return Deadline.objects.filter(state=DeadlineState.RUNNING, next_try_at__lt=since).count()


def oldest_untold() -> datetime | None:
    """Since when an event waits to be told: of those longest in the queue and, queue or not, of the latest events."""
    longest = Untold.objects.order_by("pk").values("pk")[:LATEST]
    latest = Event.objects.order_by("-pk").values("pk")[:LATEST]
    untold = Event.objects.filter(pk__in=longest.union(latest), fan_out=None)
    found: datetime | None = untold.aggregate(oldest=Min("at"))["oldest"]
    return found


def deliveries_waiting(since: datetime) -> int:
    """How many messages have been due to be sent since then."""
    due = Delivery.objects.filter(state__in=[DeliveryState.PENDING, DeliveryState.RETRYING])
    return due.filter(next_try_at__lt=since).count()
