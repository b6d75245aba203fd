"""Health, for machines: alive, ready, and in figures."""

import logging
from datetime import datetime

from django.db import DatabaseError, connection
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from cases.models import Case
from core import clock
from core.vocabulary import CaseState, DeadlineState
from deadlines.incidents import LONELY_FROM
from deadlines.models import Deadline, Incident
from escalation.gate import open_alarms
from notifications.models import Delivery, DeliveryState
from operations.models import Heartbeat
from operations.readiness import Lately, oldest_untold, readiness, unclocked_lately

logger = logging.getLogger(__name__)


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
        report = readiness(at=clock.now(), lately=True)
    except DatabaseError:
        logger.exception("readyz: the database does not answer as it should")
        report = {"ready": False, "checks": {"database": {"ok": False}}}
    return JsonResponse(report, status=200 if report["ready"] else 503)


@never_cache
@require_safe
def metrics(_request: HttpRequest) -> HttpResponse:
    """指标: Prometheus text. Counts only, never a name or a number of a case."""
    return HttpResponse(generate_latest(_measured(at=clock.now())), content_type=CONTENT_TYPE_LATEST)


def _measured(*, at: datetime) -> CollectorRegistry:
    registry = CollectorRegistry()

    def gauge(name: str, words: str, value: float) -> None:
        Gauge(name, words, registry=registry).set(value)

    cases = Gauge("dingfen_cases", "Cases by state.", ["state"], registry=registry)
    for state, count in _cases_by_state().items():
        cases.labels(state).set(count)
    deadlines = Gauge("dingfen_deadlines", "Clocks by state.", ["state"], registry=registry)
    for state, count in _clocks_by_state().items():
        deadlines.labels(state).set(count)
    running = Deadline.objects.filter(state=DeadlineState.RUNNING, next_try_at__lte=at)
    due = running.aggregate(due=Count("id"), suspect=Count("id", filter=Q(attempts__gte=LONELY_FROM)))
    gauge("dingfen_deadlines_overdue", "Running clocks that wait to be tried now.", due["due"])
    gauge("dingfen_deadlines_suspect", "Of these, those that failed before and are tried alone.", due["suspect"])
    gauge(
        "dingfen_incidents_open", "Clocks that could not take effect.", Incident.objects.filter(closed_at=None).count()
    )
    gauge("dingfen_open_cases_without_clock", "Must be 0.", unclocked_lately())
    gauge("dingfen_clock_gate_shut", "Machines whose time is not trusted; must be 0.", open_alarms().count())
    untold = oldest_untold()
    gauge("dingfen_fan_out_age_seconds", "Of the oldest event nobody was told of.", _age(untold, at))
    dead = Delivery.objects.filter(state=DeliveryState.DEAD).count()
    gauge("dingfen_deliveries_dead", "Messages that were given up.", dead)
    ready = Gauge("dingfen_ready", "1 where the check of /readyz is passed.", ["check"], registry=registry)
    for name, check in readiness(at=at, lately=True)["checks"].items():
        ready.labels(name).set(check["ok"])
    ages = Gauge("dingfen_heartbeat_age_seconds", "Since the last sign of life.", ["name"], registry=registry)
    for name, last in Heartbeat.objects.order_by().values_list("name").annotate(Max("beat_at")):
        ages.labels(name).set((at - last).total_seconds())
    return registry


def _age(moment: datetime | None, at: datetime) -> float:
    return (at - moment).total_seconds() if moment else 0.0


def _counted(model: type[Case] | type[Deadline], states: type[CaseState] | type[DeadlineState]) -> dict[str, int]:
    found = dict(model._default_manager.values_list("state").annotate(Count("id")).order_by())
    return {str(state): found.get(str(state), 0) for state in states}


_cases_by_state = Lately(ask=lambda: _counted(Case, CaseState))
_clocks_by_state = Lately(ask=lambda: _counted(Deadline, DeadlineState))
