"""What must always hold between the record and the tables, and between the flow engine and the dispute."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_noop
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from audit.models import ChainKind, Event
from cases.models import Case, Stage
from core.invariants import Finding, Invariant
from core.vocabulary import CaseState
from flows.dispute import DisputeFlow
from flows.nodes import TierVisit, Work
from flows.records import recorded_and_stored
from flows.replay import differences

_OVER = (STATUS.DONE, STATUS.CANCELED)

# Work that waits in the engine and has no open row, and open rows whose task does not wait at that step.
_WORK_ASTRAY = """
SELECT owner.number, task.flow_task, TRUE
FROM viewflow_task AS task
JOIN flows_caserun AS run ON run.process_id = task.process_id
JOIN cases_case AS owner ON owner.id = run.case_id
LEFT JOIN flows_workitem AS item ON item.task_id = task.id AND item.ended_at IS NULL
WHERE task.flow_task_type = 'HUMAN' AND task.status = 'NEW' AND item.id IS NULL
UNION ALL
SELECT owner.number, item.node, FALSE
FROM flows_workitem AS item
JOIN cases_case AS owner ON owner.id = item.case_id
JOIN viewflow_task AS task ON task.id = item.task_id
LEFT JOIN flows_caserun AS run ON run.process_id = task.process_id AND run.case_id = item.case_id
WHERE item.ended_at IS NULL
  AND (run.id IS NULL OR task.status <> 'NEW' OR right(task.flow_task, length(item.node) + 1) <> '.' || item.node)
ORDER BY 1, 2
"""


def record_rebuilds_the_case(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """重放: folding the events of a case gives its state, tier, parties, stages, clocks and interim handler."""
    return _rebuilt(Case.objects.order_by("pk"))


def record_rebuilds_these(at: datetime, cases: Collection[int]) -> Iterator[Finding]:  # noqa: ARG001
    """The same of some cases."""
    return _rebuilt(Case.objects.filter(pk__in=cases).order_by("pk"))


def _rebuilt(cases: QuerySet[Case]) -> Iterator[Finding]:
    for case, recorded, stored in recorded_and_stored(cases.iterator()):
        if recorded.acts == 0:
            yield _of(case.number, "case_without_events", gettext_noop("Nothing is recorded of this case."))
            continue
        for what in recorded.unknown:
            yield _of(
                case.number, "change_makes_no_sense", gettext_noop("The record notes “%(what)s” where it cannot be."),
                what=what,
            )  # fmt: skip
        for name, said, held in differences(recorded, stored):
            yield _of(
                case.number, "record_and_tables_differ",
                gettext_noop("%(what)s: by the record %(recorded)s, in the tables %(stored)s."),
                what=name, recorded=_shown(said), stored=_shown(held),
            )  # fmt: skip


def events_have_their_case(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """No chain of a case without the case."""
    known = Case.objects.filter(pk=OuterRef("subject_id"))
    lost = Event.objects.filter(~Exists(known), chain_kind=ChainKind.CASE, sequence=1)
    for event in lost.order_by("subject_id").iterator():
        yield _of(event.chain, "case_is_gone", gettext_noop("Events are recorded of a case that does not exist."))


def one_live_process_per_case(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """The main process of a case lives until the case is archived, and is done then."""
    live = Count("runs", filter=Q(runs__stage=None, runs__process__status=PROCESS.NEW))
    done = Count("runs", filter=Q(runs__stage=None, runs__process__status=PROCESS.DONE))
    counted = Case.objects.annotate(live=live, done=done)
    sound = Q(state=CaseState.ARCHIVED, live=0, done=1) | ~Q(state=CaseState.ARCHIVED) & Q(live=1)
    for case in counted.exclude(sound).order_by("pk").iterator():
        yield _of(
            case.number, "main_process_and_state_differ",
            gettext_noop("%(live)s main processes live, %(done)s are done, and the case is %(state)s."),
            live=case.live, done=case.done, state=case.state,
        )  # fmt: skip


def stages_are_where_the_flow_is(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """An open stage has a live process whose host waits at the node of its tier; a closed one has neither."""
    stages = Stage.objects.annotate(
        child=F("run__process__status"), host=F("run__process__parent_task__status"),
        node=Cast("run__process__parent_task__flow_task", TextField()),
        home=F("run__process__parent_task__process__case_run__case"),
    )  # fmt: skip
    at_its_tier = Q(pk__in=[])
    for tier, name in _NODE_OF_TIER.items():
        at_its_tier |= Q(tier=tier, node__endswith=f".{name}")
    live = Q(closed_at=None, child=PROCESS.NEW, host=STATUS.STARTED)
    over = Q(closed_at__isnull=False, child__in=[PROCESS.DONE, PROCESS.CANCELED], host__in=_OVER)
    sound = stages.filter(at_its_tier, live | over, home=F("case"))
    for stage in stages.exclude(pk__in=sound.values("pk")).select_related("case").order_by("pk").iterator():
        yield _of(
            stage.case.number, "stage_and_flow_differ",
            gettext_noop("Visit %(visit)s to %(tier)s: process %(child)s, its host at %(node)s %(host)s."),
            visit=stage.visit, tier=stage.tier, child=stage.child, node=_node_name(stage.node), host=stage.host,
        )  # fmt: skip


def work_is_what_the_flow_awaits(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """待办: human tasks that wait and open work items are the same, one to one."""
    with connection.cursor() as cursor:
        cursor.execute(_WORK_ASTRAY)
        rows = cursor.fetchall()
    for number, node, item_is_missing in rows:
        message = (
            gettext_noop("The flow waits at “%(node)s” and nobody has it as work.")
            if item_is_missing
            else gettext_noop("Somebody has “%(node)s” as work and the flow does not wait there.")
        )
        yield _of(number, "work_and_flow_differ", message, node=_node_name(node))


def states_are_where_the_flow_is(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """After the tiers the case waits at exactly one step of those that belong to its state; in the tiers at none."""
    waiting = {
        f"at_{state}": Count("work_items", filter=Q(work_items__ended_at=None, work_items__node__in=nodes))
        for state, nodes in _NODES_OF_STATE.items()
    }
    for case in Case.objects.annotate(**waiting).order_by("pk").iterator():
        counts = {state: getattr(case, f"at_{state}") for state in _NODES_OF_STATE}
        if counts != {state: int(state == case.state) for state in _NODES_OF_STATE}:
            yield _of(
                case.number, "step_and_state_differ",
                gettext_noop("The case is %(state)s, and the work that waits after the tiers is of: %(waiting)s."),
                state=case.state, waiting=", ".join(state for state, count in counts.items() if count) or "–",
            )  # fmt: skip


def no_task_is_broken(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """No task is in error, and none lives on in a process that has ended."""
    broken = Task.objects.filter(Q(status=STATUS.ERROR) | ~Q(process__status=PROCESS.NEW) & ~Q(status__in=_OVER))
    rows = broken.order_by("pk").values_list("process__case_run__case__number", "flow_task", "status")
    for number, node, status in rows.iterator():
        yield _of(
            number or "?", "task_is_broken", gettext_noop("The task at “%(node)s” is %(status)s."),
            node=_node_name(node), status=status,
        )  # fmt: skip


def every_process_has_its_case(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """No process of the engine runs without a case."""
    for pk in Process.objects.filter(case_run=None).order_by("pk").values_list("pk", flat=True).iterator():
        yield _of("?", "process_without_case", gettext_noop("Process %(process)s belongs to no case."), process=pk)


def _of(subject: str, code: str, message: str, **params: Any) -> Finding:
    return Finding(code=code, subject=subject, message=message, params=params)


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return " / ".join(_shown(part) for part in value)
    return "–" if value in (None, "") else str(value)


def _node_name(flow_task: Any) -> str:
    """The last part of how the engine names a node: ``flows/dispute.DisputeFlow.filing`` → ``filing``."""
    return str(getattr(flow_task, "name", None) or flow_task or "–").rpartition(".")[2]


def _nodes_of_state(nodes: Iterable[Any]) -> dict[CaseState, list[str]]:
    found: dict[CaseState, list[str]] = {}
    for node in nodes:
        if isinstance(node, Work) and node.enters:
            found.setdefault(node.enters, []).append(node.name)
    return found


_NODES_OF_STATE: Mapping[CaseState, list[str]] = _nodes_of_state(DisputeFlow.instance.nodes())
_NODE_OF_TIER = {node.tier: node.name for node in DisputeFlow.instance.nodes() if isinstance(node, TierVisit)}

INVARIANTS = (
    Invariant(
        code="record_rebuilds_the_case", number=6, check=record_rebuilds_the_case, of_cases=record_rebuilds_these,
        title=gettext_noop("Replaying the events gives the case as it is"),
    ),
    Invariant(
        code="events_have_their_case", number=6, check=events_have_their_case,
        title=gettext_noop("No events without their case"),
    ),
    Invariant(
        code="one_live_process_per_case", number=9, check=one_live_process_per_case,
        title=gettext_noop("A case has one main process, alive until it is archived"),
    ),
    Invariant(
        code="stages_are_where_the_flow_is", number=9, check=stages_are_where_the_flow_is,
        title=gettext_noop("The open stage is the tier the flow is in"),
    ),
    Invariant(
        code="work_is_what_the_flow_awaits", number=9, check=work_is_what_the_flow_awaits,
        title=gettext_noop("Open work is what the flow waits for"),
    ),
    Invariant(
        code="states_are_where_the_flow_is", number=9, check=states_are_where_the_flow_is,
        title=gettext_noop("The state of a case is the step the flow is at"),
    ),
    Invariant(
        code="no_task_is_broken", number=9, check=no_task_is_broken,
        title=gettext_noop("No task of the flow is broken"),
    ),
    Invariant(
        code="every_process_has_its_case", number=9, check=every_process_has_its_case,
        title=gettext_noop("Every process belongs to a case"),
    ),
)  # fmt: skip
