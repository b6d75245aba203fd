"""时间闸门: before anything takes effect by the clock, the clocks are asked whether to trust them (decision 0012).

A gate that is shut stops what the clock does and nothing that people do. It opens by itself when the clocks agree with
the trusted past again, or when a person accepts the new time.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from audit.acting import Act
from audit.actors import SYSTEM, Actor
from audit.models import ChainKind
from audit.services import record
from core.errors import DomainError
from core.labels import label
from core.readings import Reading
from core.text import tidy
from core.vocabulary import ClockTrouble
from deadlines.incidents import INSTALLATION
from escalation.models import ClockAlarm, ClockWitness
from escalation.rules import Sight, Verdict, Witness, clocks_differ, judge
from escalation.sweep import SweepReport, sweep

logger = logging.getLogger(__name__)
Read = Callable[[], Reading]
_SEEN_EVERY = timedelta(seconds=5)
_LOOK = """
SELECT clock_timestamp(), EXISTS (SELECT FROM escalation_clockalarm WHERE closed_at IS NULL),
       witness.boot, witness.anchor_at, witness.anchor_ticks, witness.seen_at
FROM (SELECT 1) AS one LEFT JOIN escalation_clockwitness AS witness ON true
"""


class ClockGateShut(DomainError):
    """The time cannot be trusted; nothing takes effect by the clock."""

    code = "clock_gate_shut"
    message = gettext_noop("The time cannot be trusted, so no deadline takes effect: %(trouble)s. %(figures)s")
    status = 503


class ClocksContradict(DomainError):
    """A time cannot be accepted while two clocks show two times."""

    code = "clocks_contradict"
    message = gettext_noop(
        "The database shows %(database)s and this machine %(machine)s: put the wrong one right first; only then can a "
        "time be accepted."
    )
    status = 409


class GateIsOpen(DomainError):
    """There is nothing to accept."""

    code = "clock_gate_is_open"
    message = gettext_noop("The time is trusted; there is nothing to accept.")
    status = 409


def guarded_sweep(*, at: datetime, read: Read, **how: Any) -> SweepReport:
    """到期巡检: one pass (``how`` as ``sweep`` has it), if the time can be trusted. Raises ``ClockGateShut``."""
    check(at=at, read=read)
    return sweep(at=at, **how)


def check(*, at: datetime, read: Read) -> None:
    """校时: two short statements while all is well. Raises ``ClockGateShut``; the alarm is on record then."""
    sight, witnesses, alarmed = _look(read)
    verdict = judge(sight, witnesses, unresolved=alarmed)
    if verdict.trouble is None:
        _trust(sight, witnesses)
        if alarmed:
            _open_again(sight.after, at)
        return
    _shut(verdict, sight.after, at)
    raise ClockGateShut(trouble=label(verdict.trouble), figures=in_words(verdict.figures))


def trusts_the_time(*, at: datetime, read: Read) -> bool:
    """For what goes by the date beside the sweep: whether it may go on."""
    try:
        check(at=at, read=read)
    except ClockGateShut:
        return False
    return True


def open_alarms() -> QuerySet[ClockAlarm]:
    """Why the gate is shut, by machine; none while it is open."""
    return ClockAlarm.objects.filter(closed_at=None).order_by("pk")


def in_words(figures: dict[str, object]) -> str:
    """The figures of a verdict in one line, for logs and people."""
    return ", ".join(f"{name} {value}" for name, value in figures.items())


@transaction.atomic
def accept(*, remark: str, read: Read, by: Actor, at: datetime, request_key: str = "") -> int:
    """认可当前时间: a person vouches for the time as it is now; returns how many alarms that ends.

    Every machine begins anew from here. Raises ``GateIsOpen``, ``ClocksContradict``.
    """
    alarms = list(open_alarms().select_for_update())
    if not alarms:
        raise GateIsOpen
    sight, _witnesses, _alarmed = _look(read)
    if clocks_differ(sight):
        raise ClocksContradict(database=sight.database.isoformat(), machine=sight.after.wall.isoformat())
    ClockWitness.objects.all().delete()
    _anchor(sight)
    for alarm in alarms:
        alarm.closed_at, alarm.remark = at, tidy(remark)
        alarm.closed_by_id, alarm.closed_by_name = by.person_id, by.person_name
        alarm.save(update_fields=["closed_at", "remark", "closed_by_id", "closed_by_name"])
    _note("clock_gate.accepted", alarms, by=by, at=at, request_key=request_key)
    return len(alarms)


def _look(read: Read) -> tuple[Sight, list[Witness], bool]:
    before = read()
    with connection.cursor() as cursor:
        cursor.execute(_LOOK)
        rows = cursor.fetchall()
    sight = Sight(before=before, database=rows[0][0], after=read())
    witnesses = [
        Witness(boot=boot, anchor_at=anchor, anchor_ticks=ticks, seen_at=seen)
        for _now, _alarmed, boot, anchor, ticks, seen in rows
        if boot is not None
    ]
    return sight, witnesses, rows[0][1]


def _trust(sight: Sight, witnesses: list[Witness]) -> None:
    own = next((one for one in witnesses if one.boot == sight.after.boot), None)
    if own is None:
        _anchor(sight)
    elif sight.database - own.seen_at >= _SEEN_EVERY:
        ClockWitness.objects.filter(boot=own.boot, seen_at__lt=sight.database).update(seen_at=sight.database)


def _anchor(sight: Sight) -> None:
    ClockWitness.objects.get_or_create(
        boot=sight.after.boot,
        defaults={
            "host": sight.after.host, "anchor_at": sight.database, "anchor_ticks": sight.after.ticks,
            "seen_at": sight.database,
        },
    )  # fmt: skip


@transaction.atomic
def _shut(verdict: Verdict, reading: Reading, at: datetime) -> None:
    """The first figures stand: they tell what happened; who comes later finds the alarm open."""
    given = {"host": reading.host, "trouble": verdict.trouble, "figures": verdict.figures, "opened_at": at}
    alarm, is_new = ClockAlarm.objects.get_or_create(boot=reading.boot, closed_at=None, defaults=given)
    if is_new:
        logger.error("the clock gate is shut: %s", in_words(verdict.figures), extra={"action": "clock_gate"})
        _note("clock_gate.shut", [alarm], by=SYSTEM, at=at)


@transaction.atomic
def _open_again(reading: Reading, at: datetime) -> None:
    """Of this machine only: another one's clocks are no better for ours being right."""
    mine = open_alarms().filter(Q(boot=reading.boot) | Q(host=reading.host)).select_for_update()
    alarms = list(mine)
    for alarm in alarms:
        alarm.closed_at = at
        alarm.save(update_fields=["closed_at"])
    if alarms:
        logger.warning("the clock gate is open again", extra={"action": "clock_gate"})
        _note("clock_gate.opened", alarms, by=SYSTEM, at=at)


def _note(kind: str, alarms: list[ClockAlarm], *, by: Actor, at: datetime, request_key: str = "") -> None:
    data = {
        "alarms": [alarm.pk for alarm in alarms],
        "hosts": sorted({alarm.host for alarm in alarms}),
        "troubles": sorted({str(ClockTrouble(alarm.trouble)) for alarm in alarms}),
        "figures": alarms[0].figures,
    }
    act = Act(kind=kind, actor=by, at=at, request_key=request_key, data=data)
    record(chain=ChainKind.OPERATION, subject_id=INSTALLATION, act=act)
