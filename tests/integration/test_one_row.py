"""A row that is added or changed by a statement written once is stored as Django itself would store it."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from viewflow.workflow.models import Task

from audit.models import Event
from cases.models import Letter, Stage
from core.one_row import insert, update
from deadlines.models import Deadline
from flows.models import WorkItem
from organizations.models import Organization
from tests.factories import make_organization
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db: None) -> Scene:
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 09:00")
    scene.live_until("2026-03-10 00:00")
    return scene


def _stored(row: Model) -> dict[str, Any]:
    fresh = type(row)._default_manager.get(pk=row.pk)
    return {field.attname: getattr(fresh, field.attname) for field in row._meta.concrete_fields}


def _again(row: Model) -> Model:
    """The same values, for a row that is not there yet."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**{**values, str(row._meta.pk.attname): None})


@pytest.mark.parametrize(
    ("model", "differs"),
    [
        (Deadline, {"state": "MET"}), (Letter, {"kind": "REFERRAL"}), (Task, {}), (Organization, {"code": "X-1"}),
        (Event, {"sequence": 99}),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("scene")
def test_what_is_added_is_what_save_adds(model: type[Model], differs: dict[str, Any]) -> None:
    made = model._default_manager.order_by("pk").first()
    assert made is not None
    results: list[dict[str, Any]] = []
    for add in (insert, lambda row: row.save(force_insert=True)):
        row = _again(made)
        for name, value in differs.items():
            setattr(row, name, value)
        with transaction.atomic():
            add(row)
            stored = _stored(row)
            assert stored.pop(str(model._meta.pk.attname)) == row.pk
            assert (row._state.adding, row._state.db) == (False, connection.alias)
            results.append(stored)
            transaction.set_rollback(True)
    assert results[0] == results[1]


def test_what_is_changed_is_what_save_changes(scene: Scene) -> None:
    clock = Deadline.objects.filter(case=scene.case).latest("pk")
    clock.last_error, clock.attempts = "第一次", 3
    clock.organization = make_organization(jurisdiction=scene.case.jurisdiction)
    with CaptureQueriesContext(connection) as asked:
        update(clock, ["last_error", "attempts", "organization"])
    assert len(asked) == 1
    stored = _stored(clock)
    assert (stored["last_error"], stored["attempts"], stored["organization_id"]) == (
        "第一次", 3, clock.organization_id,
    )  # fmt: skip
    case = scene.case
    case.closing_remark, case.revision = "不写", case.revision + 1
    update(case, ["revision"])
    assert _stored(case)["closing_remark"] == ""
    assert _stored(case)["revision"] == case.revision


def test_a_row_that_is_not_there_is_not_changed_in_silence(scene: Scene) -> None:
    stage = Stage.objects.filter(case=scene.case).latest("pk")
    stage.pk = 999_999
    with transaction.atomic(), pytest.raises(DatabaseError, match="999999"):
        update(stage, ["result"])
    connection.needs_rollback = False


def test_after_a_refusal_nothing_more_is_asked_of_the_transaction(scene: Scene) -> None:
    item = _again(WorkItem.objects.filter(case=scene.case).latest("pk"))
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            insert(item)
        with pytest.raises(TransactionManagementError):
            WorkItem.objects.count()
        transaction.set_rollback(True)
