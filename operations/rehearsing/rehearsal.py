"""排演: a year of cases under one procedure, in the empty database at hand; what it came to, ready for JSON."""

import gc
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from audit.models import Event
from cases.models import Case
from operations.rehearsing.chance import Chance
from operations.rehearsing.course import Course
from operations.rehearsing.district import District, set_up
from operations.rehearsing.errors import SpanUnknown
from operations.rehearsing.eyes import eyes
from operations.rehearsing.figures import figures_of
from operations.rehearsing.halt import Halt
from operations.rehearsing.hours import OfficeHours
from operations.rehearsing.parameters import People
from operations.rehearsing.paved import keep_prepared
from operations.rehearsing.temper import Temper
from operations.rehearsing.watch import Watch
from procedures.pack import Pack
from procedures.schema import sha256
from workdays.days import Calendar
from workdays.rules import is_workday
from workdays.selectors import calendar_for, national_calendar

YEAR = 365
_BEYOND = timedelta(days=400)
_MANY_OBJECTS = 50_000


@dataclass(frozen=True, kw_only=True)
class Plan:
    """排演安排: what is played. ``stop_at`` ends it early, everything else being the same."""

    pack: str
    file: str
    people: People
    cases: int
    seed: int
    begin: date
    until: date
    stop_at: datetime | None = None
    apart: bool = True

    @property
    def end(self) -> datetime:
        """The first moment that is not played any more."""
        whole = datetime.combine(self.until, time.min, national_calendar().zone)
        return min(whole, self.stop_at) if self.stop_at else whole


def first_day() -> date:
    """The first day of the newest year whose holiday notice is known."""
    return date(max(national_calendar().years), 1, 1)


def rehearse(plan: Plan) -> dict[str, Any]:
    """演一年. Raises ``SpanUnknown``, ``PackInvalid``, ``TooFewDepartments``, and ``Halt`` where something is wrong."""
    calendar = national_calendar()
    days = _workdays(plan.begin, plan.until + _BEYOND, calendar)
    played = [day for day in days if day < plan.until]
    if not played:
        raise SpanUnknown(begin=plan.begin, until=plan.until)
    hours = OfficeHours(days, calendar.zone)
    temper = Temper(people=plan.people, chance=Chance(plan.seed), hours=hours)
    begin = datetime.combine(plan.begin, time.min, calendar.zone)
    district = set_up(pack=plan.pack, file=plan.file, at=begin)
    with eyes(apart=plan.apart) as second_pair, _undisturbed():
        keep_prepared()
        watch = Watch(eyes=second_pair)
        course = Course(district, temper, watch)
        course.play(temper.arrivals(plan.cases, played), begin=begin, end=plan.end)
    return _report(plan, district, watch)


def where_it_stopped(halt: Halt, plan: Plan) -> dict[str, Any]:
    """What was found, and how to get there again."""
    again = f"--seed {plan.seed} --cases {plan.cases} --begin {plan.begin} --until {plan.until}"
    return {
        "ok": False, "found": halt.kind, "told": halt.told, **halt.where.as_json(), "seed": plan.seed,
        "again": f"manage.py rehearse --pack {plan.file} {again} --stop-at {halt.where.at.isoformat()} --keep",
    }  # fmt: skip


def _report(plan: Plan, district: District, watch: Watch) -> dict[str, Any]:
    calendar, last = calendar_for(district.jurisdiction), plan.end.astimezone(national_calendar().zone).date()
    pack = district.pack
    return {
        "ok": True, "pack": {"code": pack.code, "name": pack.name_zh, "version": pack.version, "file": plan.file},
        "cases": plan.cases, "seed": plan.seed, "begin": plan.begin.isoformat(), "end": last.isoformat(),
        "stopped_at": plan.stop_at.isoformat() if plan.stop_at else "", "pack_digest": sha256(pack),
        "checked": {"evenings": watch.evenings, "wholes": watch.wholes, "seconds": round(watch.seconds, 1)},
        "figures": figures_of(calendar=calendar, begin=plan.begin, end=last), "digest": digest_of_course(),
        "rules": _rules(pack), "people": _flat(plan.people.model_dump(mode="json")),
    }  # fmt: skip


def digest_of_course() -> str:
    """过程摘要: over what happened when, to which case, by whom; not over the ids of rows."""
    numbers = dict(Case.objects.values_list("pk", "number"))
    hasher = hashlib.sha256()
    rows = Event.objects.order_by("pk").values_list("chain_kind", "subject_id", "kind", "at", "actor_name", "data")
    for kind, subject, what, at, who, data in rows.iterator():
        subject_name = numbers.get(subject, "") if kind == "case" else ""
        line = [kind, subject_name, what, at.isoformat(), who, data.get("act", ""), data.get("step", "")]
        hasher.update(json.dumps(line, ensure_ascii=False).encode())
    return hasher.hexdigest()


def _rules(pack: Pack) -> list[dict[str, Any]]:
    return [{**one.as_json(), "value": _shown(one.as_json()["value"])} for one in pack.cited()]


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _flat(values: dict[str, Any], prefix: str = "") -> list[list[Any]]:
    """Names with dots, and their values."""
    found: list[list[Any]] = []
    for name, value in values.items():
        found += _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [[f"{prefix}{name}", _shown(value)]]
    return found


def _workdays(begin: date, until: date, calendar: Calendar) -> list[date]:
    ordinals = range(begin.toordinal(), until.toordinal())
    return [day for day in map(date.fromordinal, ordinals) if is_workday(day, calendar)]


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Rows are read by the million and live shortly: looking for rings among them takes a tenth of the time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_MANY_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
