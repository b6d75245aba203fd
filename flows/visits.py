"""层级阶段一览: the visits of a case with what hangs on them, so that asking costs no query where there is nothing."""

from collections.abc import Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from audit.models import ChainKind, Event
from cases.models import Case, ExtensionRequest, JointAction, JointActionMember, Stage, StepTick
from core.vocabulary import JointActionState
from flows.four_steps import KINDS


def visits_of(case: Case) -> list[Stage]:
    """Every stage with its conductor; one query. Read the rest by the functions below."""
    happened = Event.objects.filter(
        chain_kind=ChainKind.CASE, subject_id=OuterRef("case_id"), kind__in=KINDS, at__gt=OuterRef("opened_at")
    )
    rows: QuerySet[Stage] = case.stages.select_related("conductor").annotate(
        asked_for_more=Exists(ExtensionRequest.objects.filter(stage=OuterRef("pk"), answered_at=None)),
        is_called=Exists(JointAction.objects.filter(case=OuterRef("case"), state=JointActionState.CALLED)),
        happened=ArraySubquery(
            happened.order_by("sequence").values(row=JSONObject(kind="kind", at="at", by="on_behalf_of_name"))
        ),
        ticked=ArraySubquery(
            StepTick.objects.filter(stage=OuterRef("pk"))
            .order_by("pk")
            .values(
                row=JSONObject(step="step", at="ticked_at", by="organization__short_name", note="note"),
            )
        ),
    )
    return list(rows)


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
