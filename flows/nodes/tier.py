"""A tier as a call activity: a stage, a process of its own, and boundaries that interrupt it."""

from collections.abc import Iterable
from typing import Any, Self

from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Node
from viewflow.workflow.models import Process, Task
from viewflow.workflow.nodes import mixins
from viewflow.workflow.nodes.boundary import BoundaryEventMixin
from viewflow.workflow.status import PROCESS, STATUS

from core.ahead import ahead
from core.vocabulary import StageResult, Tier
from flows.acting import in_hand
from flows.nodes.activation import CaseActivation
from flows.nodes.work import close_items
from flows.stages import close_stage, open_stage

ENDED = (STATUS.DONE, STATUS.CANCELED)


def stop_process(process: Process, *, status: str, spare: int | None = None) -> None:
    """Everything that waits in the process falls away; ``spare`` is the task that says so."""
    acting = in_hand()
    live = [pk for pk in ahead(process, "waiting", lambda: waiting_in(process)) if pk != spare]
    ended = {"status": STATUS.CANCELED, "finished": acting.act.at}
    acting.act.rows.change_where(Task, "pk", live, {}, **ended)
    close_items(acting, live)
    acting.act.rows.change_where(Process, "pk", [process.pk], {}, status=status, finished=acting.act.at)


def waiting_in(process: Process) -> Iterable[int]:
    """The tasks of the process that have not ended."""
    return process.task_set.exclude(status__in=ENDED).values_list("pk", flat=True)


class TierActivation(mixins.NextNodeActivationMixin, CaseActivation):
    resumed = False

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None) -> Self:
        activation = super().create(flow_task, prev_activation, token, data=data, seed=seed)
        open_stage(in_hand(), flow_task.tier)
        return activation

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.STARTED)
    def activate(self) -> None:
        self.write(started=in_hand().act.at)
        self.flow_task.child.start.begin(self.task)

    def is_resumed(self) -> bool:
        return self.resumed

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE, conditions=[is_resumed])
    def complete(self) -> None:
        super().complete.original()

    @Activation.status.transition(source=STATUS.STARTED)
    def finish(self, result: StageResult) -> None:
        """The child has ended; until then the engine's own loop must not complete the visit."""
        close_stage(in_hand(), result)
        self.resumed = True
        self.complete()
        self.activate_next()

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.CANCELED)
    def interrupt(self, result: StageResult) -> None:
        for process in ahead(self.task, "children", self._children):
            stop_process(process, status=PROCESS.CANCELED)
        close_stage(in_hand(), result)
        self.write(finished=in_hand().act.at)

    def _children(self) -> Iterable[Process]:
        return Process.objects.filter(parent_task=self.task, status=PROCESS.NEW)


class BoundaryActivation(mixins.NextNodeActivationMixin, CaseActivation):
    @Activation.status.transition(source=STATUS.NEW)
    def activate(self) -> None:
        """Created only when it fires."""

    @Activation.status.transition(source=STATUS.DONE)
    def go_on(self) -> None:
        self.activate_next()


class Boundary(BoundaryEventMixin, mixins.NextNodeMixin, Node):
    """中断边界: a deadline or a withdrawal that ends a tier from outside.

    Its task exists only once it has fired; until then the deadline lives in ``deadlines`` alone.
    """

    task_type = "BOUNDARY"
    activation_class = BoundaryActivation
    shape = flow.nodes.TimerBoundary.shape

    def __init__(self, meaning: str, **kwargs: Any) -> None:
        super().__init__(None, **kwargs)
        self.meaning = meaning

    def _ready(self) -> None:
        self._attached_to._boundary_events.append(self)

    def _arm(self, host_activation: Activation) -> None:
        """Nothing waits here."""

    def bpmn_content(self) -> str:
        if self.meaning == "deadline":
            # the moment is the procedure's: it is counted per case and kept in the deadlines table
            return "<bpmn:timerEventDefinition/>"
        return "<bpmn:messageEventDefinition/>"

    def fire(self, host: Task, result: StageResult) -> None:
        """Interrupt the host and take the boundary's own path."""
        host_activation = host.flow_task.activation_class(host)
        host_activation.interrupt(result)
        activation = self._create(host_activation, host.token)
        activation.activate()
        activation.complete()
        activation.go_on()


class TierVisit(mixins.NextNodeMixin, Node):
    """层级: one visit of the case to a tier, carried by a process of ``child``."""

    task_type = "SUBPROCESS"
    bpmn_element = "callActivity"
    activation_class = TierActivation
    shape = {
        "width": 150,
        "height": 100,
        "text-align": "middle",
        "svg": '<rect class="task call" width="150" height="100" rx="5" ry="5"/>',
    }

    def __init__(self, tier: Tier, child: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tier = tier
        self.child = child

    def OnDeadline(self, then: Any, title: str) -> Self:  # noqa: N802  (reads like the engine's own)
        self._boundary_specs.append(("deadline", Boundary("deadline").Next(then).Annotation(title=title)))
        return self

    def OnWithdrawal(self, then: Any, title: str) -> Self:  # noqa: N802
        self._boundary_specs.append(("withdrawal", Boundary("withdrawal").Next(then).Annotation(title=title)))
        return self

    def boundary(self, meaning: str) -> Boundary:
        found: Boundary = next(event for event in self._boundary_events if event.meaning == meaning)
        return found

    def bpmn_attrs(self) -> dict[str, str]:
        return {"calledElement": f"id_process_{self.child.instance.flow_label.replace('/', '_')}"}


class StageEndActivation(CaseActivation):
    @Activation.status.super()
    def activate(self) -> None:
        stop_process(self.process, status=PROCESS.DONE, spare=self.task.pk)

    @Activation.status.super()
    def create_next(self) -> Any:
        host = self.process.parent_task
        if host is None:
            raise RuntimeError("a stage ends in the process of a tier only")
        host.flow_task.activation_class(host).finish(self.flow_task.result)
        return []


class StageEnd(Node):
    """阶段结束: stops everything that still waits in the tier and resumes the parent with a result."""

    task_type = "END"
    bpmn_element = "endEvent"
    activation_class = StageEndActivation
    shape = flow.End.shape

    def __init__(self, result: StageResult, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.result = result

    def _outgoing(self) -> Any:
        return iter(())

    def bpmn_content(self) -> str:
        return "<bpmn:terminateEventDefinition/>"


class PathEndActivation(CaseActivation):
    @Activation.status.super()
    def activate(self) -> None:
        """Ends this path only."""

    @Activation.status.super()
    def create_next(self) -> Any:
        return []


class PathEnd(Node):
    """路径结束: one parallel path is over, the others go on."""

    task_type = "END"
    bpmn_element = "endEvent"
    activation_class = PathEndActivation
    shape = flow.End.shape

    def _outgoing(self) -> Any:
        return iter(())
