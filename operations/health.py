"""Health, for machines: alive, ready, and in figures."""

import logging
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Exists, Max, OuterRef
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from cases.models import Case
from core import clock
from core.vocabulary import CaseState, DeadlineEffect, DeadlineState
from deadlines.models import Deadline, Incident
from deadlines.services import LIVE
from escalation.gate import open_alarms
from operations.heartbeats import SWEEPING, last_of
from operations.models import Heartbeat
from workdays.selectors import missing_notice

logger = logging.getLogger(__name__)

SWEEP_MAY_REST = timedelta(minutes=2)  # cron can do no more than one a minute
TRY_MAY_WAIT = timedelta(minutes=2)


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """存活: this process answers and reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """就绪: 200 while the clocks are being kept, otherwise 503; the body says which check failed."""
    try:
        report = readiness(at=clock.now())
    except DatabaseError:
        logger.exception("readyz: the database does not answer as it should")
        report = {"ready": False, "checks": {"database": {"ok": False}}}
    return JsonResponse(report, status=200 if report["ready"] else 503)


@never_cache
@require_safe
def metrics(_request: HttpRequest) -> HttpResponse:
    """指标: Prometheus text. Counts only, never a name or a number of a case."""
    return HttpResponse(generate_latest(_measured(at=clock.now())), content_type=CONTENT_TYPE_LATEST)


def readiness(*, at: datetime) -> dict[str, Any]:
    """What ``/readyz`` says at ``at``: sweeps run, every open case has a clock, no due clock is left waiting."""
    swept = last_of(*SWEEPING)
    unclocked = open_cases_without_clock()
    waiting = Deadline.objects.filter(state=DeadlineState.RUNNING, next_try_at__lt=at - TRY_MAY_WAIT).count()
    shut = [{"host": alarm.host, "trouble": alarm.trouble, "since": alarm.opened_at} for alarm in open_alarms()]
    checks: dict[str, dict[str, Any]] = {
        "sweep": {"ok": swept is not None and at - swept <= SWEEP_MAY_REST, "last": swept},
        "clocks": {"ok": unclocked == 0, "open_cases_without_clock": unclocked},
        "deadlines": {"ok": waiting == 0, "overdue": waiting},
        "clock_gate": {"ok": not shut, "shut": shut},
    }
    return {"ready": all(check["ok"] for check in checks.values()), "checks": checks, "warnings": _warnings(at)}


def _warnings(at: datetime) -> dict[str, Any]:
    """提醒: what somebody should see to before it hurts; it makes nothing red."""
    provisional = Deadline.objects.filter(provisional=True, state__in=LIVE).exclude(effect=DeadlineEffect.WARN).count()
    year = missing_notice(at.astimezone(ZoneInfo(settings.TIME_ZONE)).date())
    return {"holiday_notice_missing": year, "provisional_deadlines": provisional}


def open_cases_without_clock() -> int:
    """How many cases are open, not suspended, and have no running clock (a warning is none)."""
    clocks = Deadline.objects.exclude(effect=DeadlineEffect.WARN)
    running = clocks.filter(case=OuterRef("pk"), state=DeadlineState.RUNNING)
    return Case.objects.filter(~Exists(running), state=CaseState.OPEN, suspended_at=None).count()


def _measured(*, at: datetime) -> CollectorRegistry:
    registry = CollectorRegistry()
    cases = Gauge("dingfen_cases", "Cases by state.", ["state"], registry=registry)
    for state, count in _counted(Case, CaseState).items():
        cases.labels(state).set(count)
    deadlines = Gauge("dingfen_deadlines", "Clocks by state.", ["state"], registry=registry)
    for state, count in _counted(Deadline, DeadlineState).items():
        deadlines.labels(state).set(count)
    overdue = Gauge("dingfen_deadlines_overdue", "Running clocks whose moment has passed.", registry=registry)
    overdue.set(Deadline.objects.filter(state=DeadlineState.RUNNING, expires_at__lte=at).count())
    incidents = Gauge("dingfen_incidents_open", "Clocks that could not take effect.", registry=registry)
    incidents.set(Incident.objects.filter(closed_at=None).count())
    unclocked = Gauge("dingfen_open_cases_without_clock", "Must be 0.", registry=registry)
    unclocked.set(open_cases_without_clock())
    shut = Gauge("dingfen_clock_gate_shut", "Machines whose time is not trusted; must be 0.", registry=registry)
    shut.set(open_alarms().count())
    ages = Gauge("dingfen_heartbeat_age_seconds", "Since the last sign of life.", ["name"], registry=registry)
    for name, last in Heartbeat.objects.order_by().values_list("name").annotate(Max("beat_at")):
        ages.labels(name).set((at - last).total_seconds())
    return registry


def _counted(model: type[Case] | type[Deadline], states: type[CaseState] | type[DeadlineState]) -> dict[str, int]:
    found = dict(model._default_manager.values_list("state").annotate(Count("id")).order_by())
    return {str(state): found.get(str(state), 0) for state in states}
