"""The flow engine's side of acts that reach across tasks: interrupt a tier, join a late party."""

from collections.abc import Iterable

from django.db.models import QuerySet
from viewflow.workflow.status import PROCESS

from cases.intake import lapse
from cases.models import Stage
from core.ahead import ahead
from core.vocabulary import ClosingReason, DeadlineState, SigningOrder, StageResult
from deadlines.services import end, running
from flows.acting import Acting
from flows.dispute import DisputeFlow
from flows.models import CaseRun, WorkItem
from flows.nodes import FanOut
from flows.nodes.work import fall_away
from organizations.models import Organization

# a party that joins late is asked what the others are being asked: fan-out node → the work it starts
_OPEN_WHILE = {
    "ask": None,
    "consult": "answer",
    "circulate": "sign",
    "solicit": "reply",
    "cosigning": "cosign",
}


def start() -> None:
    """The main process of the case in hand begins with tier 1."""
    DisputeFlow.start.begin()


def time_out(acting: Acting) -> Stage:
    """到期转上一级: the deadline boundary of the open tier fires; returns the stage that ended."""
    return _interrupt(acting, "deadline", StageResult.TIMED_OUT)


def refer(acting: Acting) -> Stage:
    """提请上一级: the letter that the clock drafted was signed; the case goes up by the path of the deadline."""
    return _interrupt(acting, "deadline", StageResult.REFERRED)


def withdraw(acting: Acting, result: StageResult) -> Stage:
    """撤回: the withdrawal boundary of the open tier fires."""
    return _interrupt(acting, "withdrawal", result)


def leave(acting: Acting, result: StageResult, reason: ClosingReason) -> None:
    """终结: the open tier is interrupted; before any tier the review and its clock fall away."""
    if acting.stage is not None:
        withdraw(acting, result)
        return
    acting.closing = reason
    lapse(case=acting.case, act=acting.act)
    end(running(acting.case), DeadlineState.CANCELLED, acting.act)
    item = WorkItem.objects.select_related("task__process").get(case=acting.case, ended_at=None)
    fall_away(acting, item)


def _interrupt(acting: Acting, meaning: str, result: StageResult) -> Stage:
    stage = acting.open_stage
    (run,) = ahead(stage, "run", lambda: runs_of([stage]))
    host = run.process.parent_task
    if host is None:
        raise RuntimeError(f"the stage {stage.pk} has no visit that carries it")
    host.flow_task.boundary(meaning).fire(host, result)
    return stage


def runs_of(stages: Iterable[Stage]) -> QuerySet[CaseRun]:
    """The processes that carry these visits, with the task of the parent process that each was called by."""
    return CaseRun.objects.filter(stage__in=list(stages)).select_related("process__parent_task__process")


def add_to_fan_outs(acting: Acting, organization: Organization) -> None:
    """The late party gets a task in each fan-out of the open tier that still runs."""
    run = CaseRun.objects.select_related("process").get(stage=acting.open_stage, process__status=PROCESS.NEW)
    flow = run.process.flow_class
    waiting = set(WorkItem.objects.filter(case=acting.case, ended_at=None).values_list("node", flat=True))
    for node in flow.instance.nodes():
        if not isinstance(node, FanOut) or node.name not in _OPEN_WHILE:
            continue  # minutes are confirmed by those who attended
        begun = run.process.task_set.filter(flow_task=node).exists()
        needs = _OPEN_WHILE[node.name]
        if begun and (needs is None or needs in waiting) and not (node.name == "circulate" and _one_by_one(acting)):
            node.add(run.process, organization)


def ask_to_sign(acting: Acting, organization: Organization) -> None:
    """Another signature is awaited; where they sign one after the other, its turn comes when the others have."""
    if _one_by_one(acting):
        return
    run = CaseRun.objects.select_related("process").get(stage=acting.open_stage, process__status=PROCESS.NEW)
    run.process.flow_class.circulate.add(run.process, organization)


def _one_by_one(acting: Acting) -> bool:
    return acting.pack.signing_order is SigningOrder.LISTED
