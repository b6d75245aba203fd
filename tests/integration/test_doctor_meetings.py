"""Doctor names what is broken in a meeting, and the database refuses what must never stand in it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from operations.doctor import examine
from tests.factories import moment
from tests.stage_set import Scene, set_the_stage

AT = moment("2026-03-12 18:00")

pytestmark = pytest.mark.django_db


def convened(scene: Scene) -> None:
    scene.open_case(at="2026-03-05 10:00")
    scene.do("refer_case", scene.ecology, at="2026-03-06 10:00")
    scene.do("convene_meeting", scene.dispatch, at="2026-03-09 09:00")


def minuted(scene: Scene) -> None:
    convened(scene)
    scene.do("hold_meeting", scene.dispatch, at="2026-03-12 12:00")
    scene.do("issue_minutes_agreed", scene.dispatch, at="2026-03-12 17:00")


def minuted_without_housing(scene: Scene) -> None:
    convened(scene)
    came = {"attended": True, "representative": "代表", "says": "AGREES", "stand": "同意。"}
    rows = [{"organization": one.code, **came} for one in (scene.ecology, scene.management)]
    scene.do("hold_meeting", scene.dispatch, at="2026-03-12 12:00", attendances=rows)
    scene.do("issue_minutes_agreed", scene.dispatch, at="2026-03-12 17:00")


ABSENT = "(SELECT organization_id FROM meetings_presence WHERE NOT attended)"


@dataclass(frozen=True, kw_only=True)
class Breakage:
    """What a careless statement does to the tables, and how doctor names it."""

    number: int
    code: str
    sql: str
    play: Callable[[Scene], None] = minuted


BREAKAGES = {
    "a meeting is called off and has a case to discuss": Breakage(
        number=9, code="meeting_and_agenda_differ", play=convened,
        sql="UPDATE meetings_jointmeeting SET state = 'CANCELLED'",
    ),
    "a meeting is to come and has nothing to discuss": Breakage(
        number=9, code="meeting_and_agenda_differ", play=convened,
        sql="UPDATE meetings_agendaitem SET dropped_at = now()",
    ),
    "a party was not invited": Breakage(
        number=7, code="party_is_not_invited", play=convened,
        sql="DELETE FROM meetings_attendance WHERE id = (SELECT max(id) FROM meetings_attendance)",
    ),
    "minutes bind before they are confirmed": Breakage(
        number=6, code="minutes_bind_unanswered",
        sql="UPDATE meetings_agendaitem SET binding_at = minutes_issued_at",
    ),
    "silence counts before delivery": Breakage(
        number=6, code="silence_passed_for_consent",
        sql=(
            "UPDATE meetings_minutesconfirmation SET answer = 'BY_SILENCE', answered_at = asked_at, "
            "received_at = asked_at, received_by = '收文员'"
        ),
    ),
    "who was not there is asked to confirm": Breakage(
        number=6, code="absent_is_asked_to_confirm", play=minuted_without_housing,
        sql=(
            f"UPDATE meetings_minutesconfirmation SET organization_id = {ABSENT} "
            "WHERE id = (SELECT max(id) FROM meetings_minutesconfirmation)"
        ),
    ),
    "who was not there has taken a stand": Breakage(
        number=6, code="absent_has_a_stand", play=minuted_without_housing,
        sql=(
            f"UPDATE meetings_stand SET organization_id = {ABSENT} WHERE id = (SELECT max(id) FROM meetings_stand)"
        ),
    ),
    "a record says nothing of who was there": Breakage(
        number=6, code="record_without_presence", play=convened,
        sql="UPDATE meetings_agendaitem SET recorded_at = now()",
    ),
    "nothing reminds of the confirmation": Breakage(
        number=2, code="open_case_without_clock",
        sql="UPDATE deadlines_deadline SET state = 'MET', ended_at = started_at WHERE state = 'RUNNING'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKAGES)
def test_doctor_names_it(name: str) -> None:
    BREAKAGES[name].play(set_the_stage())
    assert not {d.finding.code for d in examine(AT)} & {breakage.code for breakage in BREAKAGES.values()}
    with connection.cursor() as cursor:
        cursor.execute(BREAKAGES[name].sql)
    named = {(d.invariant.number, d.finding.code) for d in examine(AT)}
    assert (BREAKAGES[name].number, BREAKAGES[name].code) in named


INSERT = (
    "INSERT INTO meetings_presence (item_id, organization_id, attended, excused, representative, authority, mandate)"
)
REFUSED = {
    "only_agreed_minutes_bind": "UPDATE meetings_agendaitem SET agreed = FALSE, binding_at = now()",
    "a_dropped_item_has_no_minutes": "UPDATE meetings_agendaitem SET dropped_at = now()",
    "silence_counts_only_announced_and_delivered": (
        "UPDATE meetings_minutesconfirmation SET answer = 'BY_SILENCE', answered_at = asked_at"
    ),
    "an_answer_to_minutes_is_signed": (
        "UPDATE meetings_minutesconfirmation SET answer = 'CONFIRMED', answered_at = asked_at"
    ),
    "who_cannot_come_has_a_ground": (
        "UPDATE meetings_attendance SET reply = 'CANNOT_COME', replied_at = now(), absence_reason = 'DELEGATED'"
    ),
    "who_comes_says_who_speaks_with_what_authority": (
        "UPDATE meetings_attendance SET reply = 'COMES', replied_at = now(), authority = ''"
    ),
    "an_absence_and_nothing_else_is_excused_or_not": (
        f"{INSERT} SELECT id, id, FALSE, NULL, '', '', '' FROM meetings_agendaitem"
    ),
    "who_attends_and_nobody_else_has_a_representative": (
        f"{INSERT} SELECT id, id, TRUE, NULL, '', '', '' FROM meetings_agendaitem"
    ),
    "a_mandate_at_an_item_says_how_far_it_goes": (
        f"{INSERT} SELECT id, id, TRUE, NULL, '代表', 'MANDATE', '' FROM meetings_agendaitem"
    ),
    "presence_is_recorded_once_per_item": (
        f"{INSERT} SELECT item_id, organization_id, FALSE, FALSE, '', '', '' FROM meetings_presence"
    ),
    "only_a_provisional_stand_is_confirmed": "UPDATE meetings_stand SET confirmed_at = now()",
}


@pytest.mark.parametrize("constraint", REFUSED)
def test_the_database_refuses_it(constraint: str) -> None:
    minuted(set_the_stage())
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REFUSED[constraint])


@pytest.mark.parametrize("statement", ["UPDATE {} SET excused = TRUE", "DELETE FROM {}", "TRUNCATE {}"])
def test_who_was_there_is_recorded_for_good(statement: str) -> None:
    minuted(set_the_stage())
    refused = pytest.raises(ProgrammingError, match="meetings_presence")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("meetings_presence"))
