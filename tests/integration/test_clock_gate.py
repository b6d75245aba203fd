"""时间闸门: a clock that jumped lets nothing take effect until it is right again, or until a person says that it is."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from audit.models import ChainKind, Event
from core import clock
from core.readings import Reading
from core.vocabulary import ClockTrouble, MembershipRole
from deadlines.incidents import administrator_among
from escalation.gate import (
    ClockGateShut,
    ClocksContradict,
    GateIsOpen,
    accept,
    check,
    guarded_sweep,
    open_alarms,
    trusts_the_time,
)
from escalation.models import ClockAlarm, ClockWitness
from escalation.rules import LONGEST_REST
from escalation.tasks import inherit_from_dissolved, sweep_deadlines
from operations.readiness import readiness
from tests.factories import make_capacity
from tests.health import assert_healthy
from tests.stage_set import Scene, set_the_stage

Manage = Callable[..., subprocess.CompletedProcess[str]]
DAY = timedelta(days=1)


def reader(*, ahead: timedelta = timedelta(0), boot: str = "", host: str = "") -> Callable[[], Reading]:
    """This machine's clocks, its time of day put so far ahead; or those of another start of it."""

    def read() -> Reading:
        now = clock.reading()
        return replace(now, wall=now.wall + ahead, boot=boot or now.boot, host=host or now.host)

    return read


def both_jump(ahead: timedelta) -> None:
    """As if machine and database, which share one clock, had been put ahead: what was trusted lies further back."""
    for witness in ClockWitness.objects.all():
        witness.anchor_at, witness.seen_at = witness.anchor_at - ahead, witness.seen_at - ahead
        witness.save()


def overdue() -> Scene:
    scene = set_the_stage()
    scene.open_case(at=clock.now() - timedelta(days=30))
    return scene


def moved() -> int:
    return Event.objects.filter(kind="stage.timed_out").count()


def told() -> list[str]:
    rows = Event.objects.filter(chain_kind=ChainKind.OPERATION).order_by("sequence")
    return list(rows.values_list("kind", flat=True))


@pytest.mark.django_db
class TestTheGate:
    def test_time_that_goes_on_is_trusted_from_the_first_sweep_on(self, django_assert_num_queries) -> None:
        overdue()
        assert guarded_sweep(at=clock.now(), read=clock.reading).fired
        assert ClockWitness.objects.get().boot == clock.reading().boot
        with django_assert_num_queries(1):
            check(at=clock.now(), read=clock.reading)
        assert moved() == 1
        assert told() == []

    def test_machine_and_database_that_differ_let_nothing_take_effect_and_the_figures_are_on_record(self) -> None:
        overdue()
        for _ in range(2):
            with pytest.raises(ClockGateShut):
                guarded_sweep(at=clock.now() + DAY, read=reader(ahead=DAY))
        assert moved() == 0
        alarm = open_alarms().get()
        assert alarm.trouble == ClockTrouble.CLOCKS_DIFFER
        assert abs(alarm.figures["apart_seconds"] - 86_400) < 60
        assert told() == ["clock_gate.shut"]
        checks = readiness(at=clock.now())["checks"]
        assert [one["trouble"] for one in checks["clock_gate"]["shut"]] == [ClockTrouble.CLOCKS_DIFFER]
        assert not checks["clock_gate"]["ok"]

    def test_it_opens_by_itself_when_the_clocks_agree_again(self) -> None:
        overdue()
        check(at=clock.now(), read=clock.reading)
        both_jump(DAY)
        assert not trusts_the_time(at=clock.now(), read=clock.reading)
        assert open_alarms().get().trouble == ClockTrouble.JUMPED
        both_jump(-DAY)
        assert guarded_sweep(at=clock.now(), read=clock.reading).fired
        assert told() == ["clock_gate.shut", "clock_gate.opened"]
        assert ClockAlarm.objects.get().closed_by_name == ""
        assert_healthy(clock.now())

    def test_every_trigger_asks_it(self) -> None:
        overdue()
        check(at=clock.now(), read=clock.reading)
        both_jump(DAY)
        sweep_deadlines.apply()
        inherit_from_dissolved.apply()
        assert moved() == 0
        assert len(open_alarms()) == 1

    def test_another_machine_goes_on_and_does_not_end_the_alarm_of_the_wrong_one(self) -> None:
        overdue()
        check(at=clock.now(), read=clock.reading)
        assert not trusts_the_time(at=clock.now(), read=reader(ahead=DAY, boot="other", host="other"))
        assert guarded_sweep(at=clock.now(), read=clock.reading).fired
        assert [alarm.host for alarm in open_alarms()] == ["other"]
        assert trusts_the_time(at=clock.now(), read=reader(boot="restarted", host="other"))
        assert not open_alarms().exists()

    def test_a_weekend_off_passes_and_a_month_off_waits_for_a_person(self) -> None:
        check(at=clock.now(), read=clock.reading)
        both_jump(3 * DAY)
        assert trusts_the_time(at=clock.now(), read=reader(boot="after the weekend"))
        ClockWitness.objects.exclude(boot="after the weekend").delete()
        both_jump(LONGEST_REST + DAY)
        assert not trusts_the_time(at=clock.now(), read=reader(boot="after a month"))
        assert open_alarms().get().trouble == ClockTrouble.LONG_SILENCE

    def test_a_restart_does_not_make_a_wrong_time_right(self) -> None:
        check(at=clock.now(), read=clock.reading)
        both_jump(DAY)
        assert not trusts_the_time(at=clock.now(), read=clock.reading)
        assert not trusts_the_time(at=clock.now(), read=reader(boot="restarted"))
        assert [alarm.trouble for alarm in open_alarms()] == [ClockTrouble.JUMPED, ClockTrouble.UNRESOLVED]


@pytest.mark.django_db
class TestAccepting:
    def test_a_person_accepts_the_new_time_and_the_record_says_who(self) -> None:
        scene = overdue()
        by = administrator_among([make_capacity(scene.dispatch, MembershipRole.SYSTEM_ADMINISTRATOR)])
        check(at=clock.now(), read=clock.reading)
        both_jump(DAY)
        assert not trusts_the_time(at=clock.now(), read=clock.reading)
        assert accept(remark="校时服务器更换，已核对", read=clock.reading, by=by, at=clock.now()) == 1
        alarm = ClockAlarm.objects.get()
        assert (alarm.closed_by_id, alarm.remark) == (by.person_id, "校时服务器更换，已核对")
        event = Event.objects.filter(chain_kind=ChainKind.OPERATION).latest("sequence")
        assert (event.kind, event.actor_id) == ("clock_gate.accepted", by.person_id)
        assert "校时" not in str(event.data)
        assert guarded_sweep(at=clock.now(), read=clock.reading).fired
        assert_healthy(clock.now())

    def test_nobody_accepts_while_two_clocks_contradict_each_other_or_nothing_is_wrong(self) -> None:
        scene = overdue()
        by = administrator_among([make_capacity(scene.dispatch, MembershipRole.SYSTEM_ADMINISTRATOR)])
        with pytest.raises(GateIsOpen):
            accept(remark="随手", read=clock.reading, by=by, at=clock.now())
        assert not trusts_the_time(at=clock.now(), read=reader(ahead=DAY))
        with pytest.raises(ClocksContradict):
            accept(remark="随手", read=reader(ahead=DAY), by=by, at=clock.now())
        assert open_alarms().exists()


def test_commands_say_that_the_gate_is_shut_and_accept(manage: Manage, process_environment: dict[str, str]) -> None:
    overdue()
    assert manage("clock_gate").returncode == 0
    ClockWitness.objects.create(
        boot=clock.reading().boot, host="here", anchor_at=clock.now() - DAY, seen_at=clock.now() - DAY,
        anchor_ticks=clock.reading().ticks,
    )  # fmt: skip
    shut = manage("escalate", "--quiet")
    assert (shut.returncode, shut.stdout) == (2, "")
    assert "86400" in shut.stderr or "8640" in shut.stderr
    assert moved() == 0
    assert manage("clock_gate").returncode == 1
    assert manage("clock_gate", "--accept", "已与授时中心核对").returncode == 0
    assert manage("escalate", "--quiet").returncode == 0
    assert moved() == 1


def test_the_moved_clock_of_a_rehearsal_is_no_jump(manage: Manage, process_environment: dict[str, str]) -> None:
    set_the_stage().open_case(at=clock.now())
    process_environment["REHEARSAL"] = "1"
    assert manage("escalate", "--quiet").returncode == 0
    assert manage("rehearsal_clock", "--advance-workdays", "30").returncode == 0
    done = manage("escalate", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert moved() >= 1
    assert not open_alarms().exists()
    later: datetime = Event.objects.filter(kind="stage.timed_out").latest("pk").at
    assert later > clock.now() + 30 * DAY
