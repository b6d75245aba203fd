"""层级阶段一览: the visits of a case with what hangs on them, so that asking costs no query where there is nothing."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from audit.models import ChainKind, Event
from cases.models import Case, ExtensionRequest, JointAction, JointActionMember, Stage, StepTick
from core.statements import Slot, Statement
from core.vocabulary import JointActionState
from flows.four_steps import KINDS
from organizations.models import Organization

_CASE = Slot("case", BigIntegerField())
_STAGE = [field.attname for field in Stage._meta.concrete_fields]
_CONDUCTOR = [field.attname for field in Organization._meta.concrete_fields]
_BESIDE = ("asked_for_more", "is_called", "happened", "ticked")


def visits_of(case: Case) -> list[Stage]:
    """Every stage with its conductor; one query. Read the rest by the functions below."""
    return [_visit(case, row) for row in _statement().run({_CASE.name: case.pk})]


def _visit(case: Case, row: tuple[Any, ...]) -> Stage:
    stage = Stage.from_db(DEFAULT_DB_ALIAS, _STAGE, row[: len(_STAGE)])
    stage.case = case
    stage.conductor = Organization.from_db(DEFAULT_DB_ALIAS, _CONDUCTOR, row[len(_STAGE) : -len(_BESIDE)])
    for name, value in zip(_BESIDE, row[-len(_BESIDE) :], strict=True):
        setattr(stage, name, [_read(one) for one in value] if isinstance(value, list) else value)
    return stage


def _read(row: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(row)
    return found


@cache
def _statement() -> Statement:
    """Written once: it is asked before every act and for every page of a case."""
    happened = Event.objects.filter(
        chain_kind=ChainKind.CASE, subject_id=OuterRef("case_id"), kind__in=KINDS, at__gt=OuterRef("opened_at")
    )
    ticked = StepTick.objects.filter(stage=OuterRef("pk")).order_by("pk")
    beside = {
        "asked_for_more": Exists(ExtensionRequest.objects.filter(stage=OuterRef("pk"), answered_at=None)),
        "is_called": Exists(JointAction.objects.filter(case=OuterRef("case"), state=JointActionState.CALLED)),
        "happened": ArraySubquery(
            happened.order_by("sequence").values(row=JSONObject(kind="kind", at="at", by="on_behalf_of_name"))
        ),
        "ticked": ArraySubquery(
            ticked.values(row=JSONObject(step="step", at="ticked_at", by="organization__short_name", note="note"))
        ),
    }
    conductor = [f"conductor__{name}" for name in _CONDUCTOR]
    rows: QuerySet[Stage] = Stage.objects.filter(case=_CASE).annotate(**{name: beside[name] for name in _BESIDE})
    return Statement.of(rows.values_list(*_STAGE, *conductor, *_BESIDE))


def waiting_request(stage: Stage | None) -> ExtensionRequest | None:
    """What was asked for this visit and is not answered; no query where nothing was."""
    if not getattr(stage, "asked_for_more", False):
        return None
    waiting = ExtensionRequest.objects.filter(stage=stage, answered_at=None)
    return waiting.select_related("organization").first()


def called_members(case: Case, visits: Sequence[Stage]) -> list[JointActionMember]:
    """Who is called to the joint action that is under way; no query where none is."""
    if not any(getattr(stage, "is_called", False) for stage in visits):
        return []
    called = JointActionMember.objects.filter(action__case=case, action__state=JointActionState.CALLED)
    return list(called.select_related("organization", "action__leader", "action__called_by").order_by("pk"))
