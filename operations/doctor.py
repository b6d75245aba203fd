"""体检: everything that must hold, checked against the database as it is, and what waits for somebody's hand."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext, gettext_noop

from audit.verify import INVARIANTS as RECORD
from cases.invariants import INVARIANTS as CASES
from cases.models import Case, Letter
from cases.referral.invariants import INVARIANTS as REFERRALS
from core.invariants import Finding, Invariant
from core.labels import label
from core.vocabulary import DeadlineEffect, DeadlineState, LetterKind, Step
from deadlines.incidents import open_incidents
from deadlines.invariants import INVARIANTS as CLOCKS
from deadlines.models import Deadline
from deadlines.subjects import owner_name
from flows.invariants import INVARIANTS as FLOWS
from flows.recounts.preview import places_with_clocks, preview
from flows.reorganization import without_successor
from flows.sign_off_invariants import INVARIANTS as SIGN_OFF
from flows.signing_invariants import INVARIANTS as SIGNING
from flows.together_invariants import INVARIANTS as TOGETHER
from flows.trials.invariants import INVARIANTS as TRIALS
from hotline.invariants import INVARIANTS as ORDERS
from hotline.succession import orders_without_successor
from meetings.invariants import INVARIANTS as MEETINGS
from notifications.invariants import INVARIANTS as NOTICES
from notifications.models import Delivery, DeliveryState
from operations.heartbeats import CRON
from operations.models import Heartbeat
from organizations.invariants import INVARIANTS as PEOPLE
from registry.invariants import INVARIANTS as DUTIES
from workdays.selectors import NEXT_NOTICE_FROM_MONTH, missing_notice

INVARIANTS: tuple[Invariant, ...] = tuple(
    sorted(
        (
            *CASES,
            *CLOCKS,
            *DUTIES,
            *FLOWS,
            *MEETINGS,
            *NOTICES,
            *ORDERS,
            *PEOPLE,
            *RECORD,
            *REFERRALS,
            *SIGNING,
            *SIGN_OFF,
            *TOGETHER,
            *TRIALS,
        ),
        key=lambda invariant: invariant.number,
    )
)
DRAFT_MAY_WAIT = timedelta(days=7)
HEART_MAY_REST = timedelta(minutes=5)

REMEDIES: Mapping[int, str] = {
    1: gettext_noop("Compare the stages of the case with its timeline; no act is possible until they agree."),
    2: gettext_noop("See whether the sweep runs, and in the timeline which act should have armed or ended the clock."),
    3: gettext_noop("Run manage.py escalate and read its error; what took effect twice needs a decision."),
    4: gettext_noop("Let the dispatch office or who conducts the tier designate an interim handler."),
    5: gettext_noop("Patch the entry so that one department leads in each phase."),
    6: gettext_noop("Somebody changed the tables past the program, or an act left something out: trust the record."),
    7: gettext_noop("See whether the worker runs (heartbeats); fan-out is repeated by itself."),
    8: gettext_noop("Keep the database as it is, compare it with the last backup, and tell who audits."),
    9: gettext_noop("No act is possible at this step until flow and case agree; compare both with the timeline."),
    10: gettext_noop("Let the organization's head or liaison put its people, deputies and roster in order."),
}


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """诊断: a finding under its invariant."""

    invariant: Invariant
    finding: Finding


@dataclass(frozen=True, kw_only=True)
class Notable:
    """待处理: nothing is broken, but somebody should look: what it is about, and since when."""

    code: str
    subject: str
    message: str
    since: datetime
    detail: str = ""

    def text(self) -> str:
        """The message in the language of the moment."""
        return gettext(self.message) % {"detail": self.detail}


def examine(at: datetime, *, case: Case | None = None, cases: Collection[int] | None = None) -> list[Diagnosis]:
    """Every finding at ``at``, of one case or of all, from one unchanging view of the database.

    With the ids of ``cases`` the checks that take long look at these only; the others look at everything all the same.
    """
    among = [case.pk] if case is not None else cases
    with _one_view():
        return [
            Diagnosis(invariant=invariant, finding=finding)
            for invariant in INVARIANTS
            for finding in invariant.look(at, among)
            if case is None or _is_about(finding, case)
        ]


def findings(at: datetime) -> list[Finding]:
    """What does not hold at ``at``; empty on a sound database."""
    return [diagnosis.finding for diagnosis in examine(at)]


def waiting(at: datetime, *, case: Case | None = None) -> list[Notable]:
    """What is stuck without being broken: incidents, dead messages, old heartbeats, provisional clocks, drafts."""
    notables = [
        *_incidents(),
        *_dead_deliveries(),
        *_old_heartbeats(at),
        *_provisional_clocks(),
        *_calendar_alarms(at),
        *_old_drafts(at),
        *_without_successor(at),
        *_orders_without_successor(at),
    ]
    return [notable for notable in notables if case is None or notable.subject == case.number]


@contextmanager
def _one_view() -> Iterator[None]:
    """One snapshot for all checks, because people act while they run; a caller's transaction is taken as it is."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _is_about(finding: Finding, case: Case) -> bool:
    return finding.subject == case.number or finding.subject.split("#")[0] == f"case:{case.pk}"


def _incidents() -> Iterator[Notable]:
    stuck = gettext_noop("A clock could not take effect and waits for somebody to look: %(detail)s")
    over = gettext_noop("A clock could not take effect and has got over it; somebody should look: %(detail)s")
    for incident in open_incidents():
        settled = incident.is_settled
        yield Notable(
            code="incident_settled" if settled else "incident_open", subject=owner_name(incident.deadline),
            since=incident.opened_at, message=over if settled else stuck, detail=incident.error,
        )  # fmt: skip


def _dead_deliveries() -> Iterator[Notable]:
    dead = Delivery.objects.filter(state=DeliveryState.DEAD).select_related("event", "case").order_by("pk")
    for delivery in dead:
        yield Notable(
            code="delivery_dead", subject=delivery.case.number if delivery.case else "?", since=delivery.event.at,
            message=gettext_noop("A message could not be sent and was given up: %(detail)s"),
            detail=f"{delivery.channel}: {delivery.last_error}",
        )  # fmt: skip


def _without_successor(at: datetime) -> Iterator[Notable]:
    """Read by the day of the installation: an organization is dissolved from a day on."""
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    for case, organization in without_successor(today):
        begin = datetime.combine(organization.valid_to or today, time.min, ZoneInfo(settings.TIME_ZONE))
        yield Notable(
            code="organization_without_successor", subject=case.number, since=begin,
            message=gettext_noop("%(detail)s was dissolved, has a part in the case, and has no successor on record."),
            detail=organization.name,
        )  # fmt: skip


def _orders_without_successor(at: datetime) -> Iterator[Notable]:
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    for order, organization in orders_without_successor(today):
        begin = datetime.combine(organization.valid_to or today, time.min, ZoneInfo(settings.TIME_ZONE))
        yield Notable(
            code="organization_without_successor", subject=order.reference, since=begin,
            message=gettext_noop("%(detail)s was dissolved, holds the work order, and has no successor on record."),
            detail=organization.name,
        )  # fmt: skip


def _old_heartbeats(at: datetime) -> Iterator[Notable]:
    """Of cron nobody knows when it should have run: the check of readiness sees whether anybody sweeps."""
    for beat in Heartbeat.objects.filter(beat_at__lt=at - HEART_MAY_REST).exclude(name=CRON):
        whose = f"{beat.name} ({beat.host}, {beat.pid})" if beat.pid else beat.name
        yield Notable(
            code="heartbeat_old", subject="–", since=beat.beat_at,
            message=gettext_noop("The periodic task %(detail)s has not ended well lately."), detail=whose,
        )  # fmt: skip


def _provisional_clocks() -> Iterator[Notable]:
    clocks = Deadline.objects.filter(state=DeadlineState.RUNNING, provisional=True).exclude(effect=DeadlineEffect.WARN)
    for clock in clocks.select_related("case").order_by("pk"):
        yield Notable(
            code="clock_provisional", subject=owner_name(clock), since=clock.started_at,
            message=gettext_noop("“%(detail)s” reaches into a year whose holiday notice is not loaded."),
            detail=label(Step(clock.step)),
        )  # fmt: skip


def _calendar_alarms(at: datetime) -> Iterator[Notable]:
    """缺放假通知、日历变动待处理: what somebody should bring, apply or decide."""
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    year = missing_notice(today)
    if year is not None:
        first = date(today.year, NEXT_NOTICE_FROM_MONTH, 1) if year > today.year else date(year, 1, 1)
        yield Notable(
            code="holiday_notice_missing", subject=str(year), detail=str(year),
            since=datetime.combine(first, time.min, ZoneInfo(settings.TIME_ZONE)),
            message=gettext_noop("The holiday notice for %(detail)s is not loaded: install it."),
        )  # fmt: skip
    for place in places_with_clocks():
        found = preview(place, at=at)
        if not found.is_empty:
            yield Notable(
                code="calendar_change_waits", subject=place.code, since=at, detail=f"{place}: {len(found.moves)}",
                message=gettext_noop("Terms are counted otherwise by today's calendar (%(detail)s): apply it."),
            )  # fmt: skip
        for entry in found.waiting:
            yield Notable(
                code="end_waits_for_decision", subject=owner_name(entry.deadline), since=entry.recorded_at,
                message=gettext_noop("“%(detail)s” had ended already by the changed calendar; somebody must decide."),
                detail=label(Step(entry.deadline.step)),
            )  # fmt: skip


def _old_drafts(at: datetime) -> Iterator[Notable]:
    drafts = Letter.objects.filter(signed_by="", drafted_at__lt=at - DRAFT_MAY_WAIT)
    for letter in drafts.select_related("case", "sender").order_by("pk"):
        yield Notable(
            code="letter_unsigned", subject=letter.case.number, since=letter.drafted_at,
            message=gettext_noop("A letter that the clock left waits for its signature: %(detail)s"),
            detail=f"{letter.sender}, {label(LetterKind(letter.kind))}",
        )  # fmt: skip
