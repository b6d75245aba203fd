"""全程期限: where a procedure gives the whole coordination a term, its clock reminds, and ends with settling."""

from typing import Any

import pytest
from django.db import connection

from core.vocabulary import CaseSource, CaseState, ClockScope, DeadlineEffect, DeadlineState, Step, Tier
from deadlines.models import Deadline
from deadlines.scopes import scope_of
from operations.doctor import findings
from procedures.files import shipped_pack, text_of
from tests.factories import moment
from tests.health import living
from tests.stage_set import Scene, set_the_stage

TERM = '\n[terms.whole_case]\nvalue = { n = 8, unit = "workday" }\nbasis = "sample"\nreason = "示范值。"\n'


@pytest.fixture
def scene(db: None) -> Scene:
    """Eight working days for the whole coordination, five for tier 1."""
    return living(set_the_stage(text=text_of(shipped_pack("longquanyi")) + TERM))


def whole(scene: Scene) -> list[Deadline]:
    rows = Deadline.objects.filter(case=scene.case, step=Step.WHOLE_CASE).exclude(effect=DeadlineEffect.WARN)
    return list(rows.order_by("pk"))


def test_it_begins_with_the_first_tier_and_outlives_it(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    [clock] = whole(scene)
    assert (clock.expires_at, clock.stage, clock.effect) == (moment("2026-03-13 00:00"), None, DeadlineEffect.REMIND)
    assert clock.organization == scene.office
    assert scope_of(Step.WHOLE_CASE) is ClockScope.WHOLE_CASE
    scene.live_until("2026-03-10 00:01")
    assert scene.stage.tier == Tier.DISPATCH_COORDINATION
    assert [one.state for one in whole(scene)] == [DeadlineState.RUNNING]


def test_it_reminds_again_and_again_and_moves_nothing(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until("2026-03-13 00:00")
    assert scene.events().count("deadline.reminded") == 1
    assert scene.stage.tier == Tier.DISPATCH_COORDINATION
    assert [one.state for one in whole(scene)] == [DeadlineState.FIRED, DeadlineState.RUNNING]


def test_it_is_met_when_the_case_is_settled_and_begins_anew_with_a_returned_result(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    for department in scene.district.departments:
        scene.do("sign_agreement", department, at="2026-03-03 11:00")
    assert [one.state for one in whole(scene)] == [DeadlineState.MET]
    scene.do("return_filing", scene.office, at="2026-03-04 10:00")
    assert [one.state for one in whole(scene)] == [DeadlineState.MET, DeadlineState.RUNNING]


def test_it_stands_still_with_the_case_and_falls_away_with_it(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("suspend_case", scene.ecology, at="2026-03-04 15:00", ground="INTERPRETATION")
    assert [one.state for one in whole(scene)] == [DeadlineState.PAUSED]
    scene.do("resume_case", scene.ecology, at="2026-03-09 09:00")
    [clock] = whole(scene)
    assert clock.expires_at == moment("2026-03-18 00:00")  # six were left: 10, 11, 12, 13, 16, 17
    scene.do("withdraw_case", scene.ecology, at="2026-03-10 10:00")
    assert [one.state for one in whole(scene)] == [DeadlineState.CANCELLED]


def test_without_such_a_term_there_is_no_such_clock(db: None) -> None:
    scene = living(set_the_stage())
    scene.open_case(at="2026-03-02 10:00")
    assert whole(scene) == []


@pytest.mark.parametrize("pack", ["national_minimum", "ningbo", "shandong", "weihai"])
def test_packs_that_give_it_a_term_say_that_it_is_a_sample(pack: str, db: None) -> None:
    scene = living(set_the_stage(pack=pack))
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    if scene.case.state == CaseState.INTAKE:  # it begins with the first tier, not before
        assert whole(scene) == []
        scene.do("accept_case", scene.office, at="2026-03-02 11:00")
    [clock] = whole(scene)
    assert (clock.term_n, clock.is_sample) == (60, True)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE cases_case SET state = 'SETTLED'",
        "INSERT INTO deadlines_deadline ({columns}) SELECT {columns} FROM deadlines_deadline WHERE step = 'whole_case'",
    ],
)
def test_doctor_names_one_that_is_left_over_or_doubled(sql: str, db: None) -> None:
    scene: Any = set_the_stage(text=text_of(shipped_pack("longquanyi")) + TERM)
    scene.open_case(at="2026-03-02 10:00")
    columns = ", ".join(str(field.column) for field in Deadline._meta.concrete_fields if not field.primary_key)
    with connection.cursor() as cursor:
        cursor.execute(sql.format(columns=columns))
    codes = {finding.code for finding in findings(moment("2026-03-02 10:00"))}
    assert "whole_case_clock_is_left_over" in codes
