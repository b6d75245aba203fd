"""数字: what a rehearsal came to, read from the record and the tables alone; nothing is counted by who played it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from math import ceil
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import TruncDate

from audit.models import ChainKind, Event
from cases.models import Case, Objection, Stage
from core.vocabulary import CaseState, DeadlineEffect, DeadlineState, StageResult, Tier
from deadlines.models import Deadline, Extension
from flows.models import WorkItem
from organizations.models import Organization
from workdays.days import Calendar
from workdays.rules import workdays_between

SETTLES = (StageResult.AGREED, StageResult.DETERMINED, StageResult.DECIDED)
_OVER = (CaseState.CLOSED, CaseState.ARCHIVED)
_MOVES = (DeadlineEffect.MOVE_UP, DeadlineEffect.GRACE, DeadlineEffect.DRAFT_LETTER)
_SILENCE = (
    DeadlineEffect.CLOSE_ROUND, DeadlineEffect.NO_OBJECTION, DeadlineEffect.CONFIRM, DeadlineEffect.ABANDON,
    DeadlineEffect.END_COSIGNING,
)  # fmt: skip
_HAPPENED = {
    "warnings": ("deadline.warned",),
    "reminders": ("deadline.reminded", "receipt.reminded", "check_in.reminded"),
    "urged": ("reminder.sent",),
    "extended": ("deadline.extended", "extension.granted"),
    "extensions_asked": ("extension.requested",),
    "suspended": ("case.suspended",),
    "withdrawn": ("case.withdrawn", "withdrawal.granted"),
    "upheld": ("objection.upheld",),
    "rejected": ("objection.rejected",),
    "returned_filings": ("filing.returned",),
    "ladder": ("ladder.climbed",),
    "late_parties": ("party.added",),
}


def figures_of(*, calendar: Calendar, begin: date, end: date) -> dict[str, Any]:
    """All figures, ready for JSON; organizations by code, days as ISO dates."""
    stages = list(Stage.objects.select_related("case").order_by("pk"))
    acts = _acts_per_day(calendar.zone)
    return {
        "cases": _cases(), "settled": _settled(stages, calendar), "tiers": _tiers(stages, calendar),
        "steps": _steps(), "happened": _happened(), "days": _days(acts, calendar, begin, end),
        "load": _load(acts), "waits": _waits(calendar, end), "open_by_day": _open_by_day(stages, begin, end, calendar),
        "organizations": _names(),
    }  # fmt: skip


def spread(values: Sequence[int]) -> dict[str, Any]:
    """How many there are, their median and what nine of ten stay within; None without any."""
    if not values:
        return {"count": 0, "median": None, "p90": None, "longest": None}
    ordered = sorted(values)
    within = ordered[max(ceil(len(ordered) * 0.9) - 1, 0)]
    return {"count": len(ordered), "median": median(ordered), "p90": within, "longest": ordered[-1]}


def _cases() -> dict[str, Any]:
    by_state = dict(Case.objects.values_list("state").annotate(Count("pk")).order_by("state"))
    closed = Case.objects.filter(state__in=_OVER)
    return {
        "opened": Case.objects.count(), "by_state": by_state, "over": closed.count(),
        "by_reason": dict(closed.values_list("closing_reason").annotate(Count("pk")).order_by("closing_reason")),
        "by_source": dict(Case.objects.values_list("source").annotate(Count("pk")).order_by("source")),
        "still_open": Case.objects.exclude(state__in=_OVER).count(),
    }  # fmt: skip


def _settled(stages: Sequence[Stage], calendar: Calendar) -> dict[str, Any]:
    """Each case once, at the tier whose result it has in the end; the days from its opening to that result."""
    last: dict[int, Stage] = {stage.case_id: stage for stage in stages if stage.result}
    days: defaultdict[str, list[int]] = defaultdict(list)
    for stage in last.values():
        if stage.result in SETTLES and stage.closed_at is not None:
            days[stage.tier].append(_workdays(stage.case.opened_at, stage.closed_at, calendar))
    every = [one for found in days.values() for one in found]
    return {"by_tier": {tier: spread(days[tier]) for tier in Tier}, "all": spread(every)}


def _tiers(stages: Sequence[Stage], calendar: Calendar) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for tier in Tier:
        here = [stage for stage in stages if stage.tier == tier]
        days = [_workdays(one.opened_at, one.closed_at, calendar) for one in here if one.closed_at is not None]
        results = Counter(stage.result for stage in here if stage.result)
        found[tier] = {
            "visits": len(here), "still_open": sum(not stage.result for stage in here), "days": spread(days),
            "results": dict(sorted(results.items())), "by_the_clock": results[StageResult.TIMED_OUT],
        }  # fmt: skip
    return found


def _steps() -> dict[str, dict[str, int]]:
    """What became of the clocks of each step: met, moved the case, ended by silence, reminded, fell away, running."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows = Deadline.objects.exclude(effect=DeadlineEffect.WARN).values_list("step", "state", "effect")
    for step, state, effect, number in rows.annotate(Count("pk")).order_by("step", "state", "effect"):
        found[step][_fate(state, effect)] += number
    return {step: dict(fates) for step, fates in sorted(found.items())}


def _fate(state: str, effect: str) -> str:
    if state != DeadlineState.FIRED:
        return {DeadlineState.MET: "met", DeadlineState.CANCELLED: "fell_away"}.get(DeadlineState(state), "running")
    if effect in _MOVES:
        return "moved"
    return "silence" if effect in _SILENCE else "reminded"


def _happened() -> dict[str, int]:
    kinds = dict(Event.objects.values_list("kind").annotate(Count("pk")).order_by("kind"))
    counted = {name: sum(kinds.get(kind, 0) for kind in of) for name, of in _HAPPENED.items()}
    verdicts = dict(Objection.objects.values_list("verdict").annotate(Count("pk")).order_by("verdict"))
    return {
        **counted, "reneged": verdicts.get("REFUSED", 0), "days_extended": sum(_added()),
        "events": sum(kinds.values()), "on_cases": Event.objects.filter(chain_kind=ChainKind.CASE).count(),
    }  # fmt: skip


def _added() -> Iterable[int]:
    return Extension.objects.values_list("added", flat=True)


def _acts_per_day(zone: ZoneInfo) -> list[tuple[int, date, int]]:
    """Acts of people on cases: for each organization and day, how many."""
    acts = Event.objects.filter(chain_kind=ChainKind.CASE, on_behalf_of_id__isnull=False)
    days = acts.annotate(day=TruncDate("at", tzinfo=zone)).values_list("on_behalf_of_id", "day")
    return list(days.annotate(Count("pk")).order_by("day", "on_behalf_of_id"))


def _days(
    acts: Sequence[tuple[int, date, int]], calendar: Calendar, begin: date, end: date
) -> dict[str, Any]:  # fmt: skip
    """Acts on each day, and the greatest load of all."""
    by_day: Counter[date] = Counter()
    for _organization, day, number in acts:
        by_day[day] += number
    greatest = max(acts, key=lambda row: (row[2], -row[1].toordinal()), default=None)
    busiest = max(by_day, key=lambda day: (by_day[day], -day.toordinal()), default=None)
    return {
        "acts": {day.isoformat(): by_day[day] for day in sorted(by_day)},
        "busiest": {"day": busiest.isoformat(), "acts": by_day[busiest]} if busiest else None,
        "of_one": {"day": greatest[1].isoformat(), "organization": _codes()[greatest[0]], "acts": greatest[2]}
        if greatest else None,
        "workdays": workdays_between(begin, end, calendar),
    }  # fmt: skip


def _load(acts: Sequence[tuple[int, date, int]]) -> dict[str, dict[str, Any]]:
    """For each organization: acts in all, on its greatest day, by month."""
    codes = _codes()
    found: dict[str, dict[str, Any]] = {}
    for organization, day, number in acts:
        one = found.setdefault(codes[organization], {"acts": 0, "greatest": 0, "on": "", "by_week": {}})
        one["acts"] += number
        week = "{}-W{:02}".format(*day.isocalendar()[:2])
        one["by_week"][week] = one["by_week"].get(week, 0) + number
        if number > one["greatest"]:
            one["greatest"], one["on"] = number, day.isoformat()
    return dict(sorted(found.items(), key=lambda item: (-item[1]["acts"], item[0])))


def _waits(calendar: Calendar, end: date) -> list[dict[str, Any]]:
    """谁等谁: working days for which one organization had work in a case that another waited for.

    Who waits is who conducts the tier; for its own work who filed the case. What an organization owes itself counts
    for nobody.
    """
    codes = _codes()
    days: Counter[tuple[int, int]] = Counter()
    items: Counter[tuple[int, int]] = Counter()
    rows = WorkItem.objects.values_list(
        "organization", "stage__conductor", "case__opened_by", "opened_at", "ended_at"
    ).order_by("pk")
    for waited_for, conductor, opener, opened_at, ended_at in rows:
        waiting = conductor if conductor not in (None, waited_for) else opener
        if waiting != waited_for:
            until = ended_at.astimezone(calendar.zone).date() if ended_at else end
            since = opened_at.astimezone(calendar.zone).date()
            days[waiting, waited_for] += workdays_between(since, max(until, since), calendar)
            items[waiting, waited_for] += 1
    return [
        {"waiting": codes[waiting], "for": codes[waited_for], "days": number, "times": items[waiting, waited_for]}
        for (waiting, waited_for), number in sorted(days.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def _open_by_day(stages: Sequence[Stage], begin: date, end: date, calendar: Calendar) -> dict[str, dict[str, int]]:
    """How many cases are in each tier at the end of each seventh day."""
    found: dict[str, dict[str, int]] = {}
    spans = [
        (stage.tier, _day(stage.opened_at, calendar), _day(stage.closed_at, calendar) if stage.closed_at else date.max)
        for stage in stages
    ]
    for ordinal in range(begin.toordinal(), end.toordinal() + 1, 7):
        day = date.fromordinal(ordinal)
        counted = Counter(tier for tier, opened, closed in spans if opened <= day < closed)
        found[day.isoformat()] = {tier: counted[tier] for tier in Tier}
    return found


def _workdays(since: datetime, until: datetime, calendar: Calendar) -> int:
    return workdays_between(_day(since, calendar), _day(until, calendar), calendar)


def _day(moment: datetime, calendar: Calendar) -> date:
    return moment.astimezone(calendar.zone).date()


def _codes() -> Mapping[int, str]:
    return dict(Organization.objects.values_list("pk", "code"))


def _names() -> dict[str, str]:
    """Short names, of those that did something."""
    return dict(Organization.objects.order_by("code").values_list("code", "short_name"))
