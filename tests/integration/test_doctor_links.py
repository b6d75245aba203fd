"""Doctor names what is broken between merged and linked cases."""

import pytest
from django.db import connection

from core.vocabulary import CaseRelation
from operations.doctor import examine
from tests.factories import moment
from tests.health import assert_healthy
from tests.order_scene import Orders
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db
AT = moment("2026-03-03 12:00")


@pytest.fixture
def scene(db: None) -> Scene:
    """Four cases: the first above the second, the second above the third; a fourth with an order was merged."""
    scene = set_the_stage()
    first, second, third = (scene.open_case(at=f"2026-03-02 1{hour}:00").number for hour in range(3))
    for upper, lower in ((first, second), (second, third)):
        scene.do(
            "link_case", scene.office, number=upper, at="2026-03-02 14:00", other=lower, relation=CaseRelation.CHILD
        )
    orders = Orders(scene=scene)
    orders.take_in(at="2026-03-02 15:00")
    orders.open_case(at="2026-03-02 15:30")
    scene.do("merge_case", scene.dispatch, at="2026-03-02 16:00", into=first)
    assert_healthy(AT)
    return scene


BREAKAGES = {
    "a case stands above itself": (
        "links_go_round",
        (
            "INSERT INTO cases_caselink (first_id, second_id, kind, reason, organization_id, linked_at, "
            "linked_by_name, ended_by_name, end_reason) SELECT max(second_id), min(first_id), 'PARENT', 'x', "
            "min(organization_id), min(linked_at), 'x', '', '' FROM cases_caselink"
        ),
    ),
    "a link is gone": ("record_and_tables_differ", "DELETE FROM cases_caselink"),
    "nobody knows into which case it went": ("merge_and_state_differ", "DELETE FROM cases_casemerge"),
    "a merge has no case that ended by it": (
        "merge_and_state_differ",
        "UPDATE cases_case SET closing_reason = 'WITHDRAWN' WHERE closing_reason = 'MERGED'",
    ),
    "it went into another case than the record says": (
        "record_and_tables_differ",
        "UPDATE cases_casemerge SET into_id = (SELECT max(second_id) FROM cases_caselink)",
    ),
    "its order was left behind": (
        "order_left_behind",
        "UPDATE hotline_workorder SET case_id = (SELECT merged_id FROM cases_casemerge)",
    ),
}


@pytest.mark.parametrize("name", list(BREAKAGES))
def test_doctor_names_it(scene: Scene, name: str) -> None:
    code, sql = BREAKAGES[name]
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert code in {one.finding.code for one in examine(AT)}
