"""Many cases at once, for tests that compare the number of queries: copies of one case's rows."""

from itertools import count
from typing import Any

from django.db.models import Model

from cases.models import Case, Party, Stage
from core.vocabulary import DeadlineEffect
from deadlines.models import Deadline
from flows.models import WorkItem
from tests.stage_set import Scene

_numbers = count(1)


def multiply(scene: Scene, copies: int) -> None:
    """``copies`` more cases like the one in hand, with parties, open stage, clock and open work."""
    original = scene.case
    cases = Case.objects.bulk_create(_copy(original, number=f"CROWD-{next(_numbers):06}") for _ in range(copies))
    stages = Stage.objects.bulk_create(_copy(scene.stage, case=case) for case in cases)
    Party.objects.bulk_create(_copy(party, case=case) for case in cases for party in original.parties.all())
    clocks = list(original.deadlines.exclude(effect=DeadlineEffect.WARN))
    Deadline.objects.bulk_create(_copy(clock, case=stage.case, stage=stage) for stage in stages for clock in clocks)
    for item in WorkItem.objects.filter(case=original, ended_at=None).select_related("task"):
        tasks = type(item.task).objects.bulk_create(_copy(item.task) for _ in stages)
        WorkItem.objects.bulk_create(
            _copy(item, case=stage.case, stage=stage, task=task) for stage, task in zip(stages, tasks, strict=True)
        )


def _copy(row: Model, **changes: Any) -> Any:
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    for name, value in changes.items():
        field = row._meta.get_field(name)
        values[field.attname] = value.pk if isinstance(value, Model) else value
    return type(row)(**values)
