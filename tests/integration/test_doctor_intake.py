"""Doctor names what is broken in the review before the first tier."""

import pytest
from django.db import connection

from core.vocabulary import CaseSource, IntakeItem
from operations.doctor import examine
from tests.factories import moment
from tests.health import assert_healthy
from tests.packs import pack_with
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db
AT = moment("2026-03-03 12:00")


@pytest.fixture
def scene(db: None) -> Scene:
    """A matter that was returned for correction."""
    scene = set_the_stage(text=pack_with("longquanyi", {"intake_review": '["DEPARTMENT"]'}))
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("return_for_correction", scene.office, at="2026-03-03 10:00", missing=[IntakeItem.BASIS])
    assert_healthy(AT)
    return scene


BREAKAGES = {
    "the clock of the correction is gone": (
        "intake_has_not_its_clock",
        "UPDATE deadlines_deadline SET state = 'MET', ended_at = started_at WHERE step = 'correction'",
    ),
    "the case went on over a return that waits": (
        "return_for_correction_left_open",
        "UPDATE cases_case SET state = 'OPEN', tier = 'NEGOTIATION'",
    ),
    "a return was made to look corrected": (
        "record_and_tables_differ",
        (
            "UPDATE cases_intakereview SET correction = 'x', corrected_by_name = 'x', "
            "corrected_at = decided_at + interval '1 hour'"
        ),
    ),
    "it was returned more often than allowed": (
        "returned_too_often",
        (
            "INSERT INTO cases_intakereview (case_id, organization_id, decision, items, reason, exclusion, subject, "
            "forum, decided_at, decided_by_name, correction, former_summary, corrected_by_name, lapsed_at) "
            "SELECT case_id, organization_id, decision, items, reason, '', '', '', decided_at, 'x', '', '', '', "
            "decided_at FROM cases_intakereview CROSS JOIN generate_series(1, 3)"
        ),
    ),
}


@pytest.mark.parametrize("name", list(BREAKAGES))
def test_doctor_names_it(scene: Scene, name: str) -> None:
    code, sql = BREAKAGES[name]
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert (code, scene.number) in {(one.finding.code, one.finding.subject) for one in examine(AT)}
