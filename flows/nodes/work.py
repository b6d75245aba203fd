"""Human work: a task that waits for one organization."""

from collections.abc import Callable
from typing import Any, Self

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Node
from viewflow.workflow.nodes import mixins
from viewflow.workflow.status import STATUS

from cases.services import enter_state
from core.vocabulary import CaseState, DeadlineState, Step
from deadlines.services import arm, end, running
from flows.acting import Acting, in_hand
from flows.models import WorkItem
from flows.nodes.activation import CaseActivation
from flows.whole_case import end_whole_case
from organizations.models import Organization

Owner = Callable[[Acting], Organization]


class WorkActivation(mixins.NextNodeActivationMixin, CaseActivation):
    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None) -> Self:
        acting = in_hand()
        owner = seed or flow_task._owner(acting)
        activation = super().create(flow_task, prev_activation, token, data=data, seed=owner)
        flow_task._open(acting, activation.task, owner)
        return activation

    @Activation.status.super()
    def activate(self) -> None:
        """Waits for somebody."""

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.STARTED)
    def start(self) -> None:
        self.task.started = in_hand().act.at

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        self.write(started=self.task.started, finished=in_hand().act.at)

    @Activation.status.transition(source=STATUS.STARTED)
    def execute(self) -> None:
        self.complete()
        self.activate_next()

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.CANCELED)
    def cancel(self) -> None:
        self.write(finished=in_hand().act.at)
        close_items(in_hand(), [self.task.pk])


class Work(mixins.NextNodeMixin, Node):
    """待办环节: work of one organization, with a term and the state the case enters, where it has them."""

    task_type = "HUMAN"
    bpmn_element = "userTask"
    activation_class = WorkActivation
    shape = flow.View.shape

    def __init__(
        self, owner: Owner | None = None, *, enters: CaseState | None = None, step: Step | None = None
    ) -> None:
        super().__init__()
        self._owner = owner
        self.enters = enters
        self._step = step

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self._owner = this.resolve(instance, self._owner)

    def _open(self, acting: Acting, task: Any, owner: Organization) -> None:
        stage = acting.stages_by_process.get(task.process_id, acting.stage)
        item = WorkItem(
            task=task, case=acting.case, stage=stage, node=self.name, organization=owner, opened_at=acting.act.at
        )
        acting.act.rows.add(item)
        if self.enters:
            end_whole_case(acting, self.enters)
            enter_state(case=acting.case, state=self.enters, act=acting.act, reason=acting.closing)
        if self._step:
            arm(
                case=acting.case, stage=stage, organization=owner, step=self._step, effect=acting.effect_of(self._step),
                by_rule=acting.by_rule(self._step), act=acting.act,
            )  # fmt: skip


def perform(acting: Acting, item: WorkItem) -> None:
    """办理: the work item is done by the act in hand, its clock met, and the flow goes on."""
    item.ended_at = acting.act.at
    if acting.capacity:
        item.done_by_id, item.done_by_name = acting.capacity.person.pk, acting.capacity.person.name
    item.save(update_fields=["ended_at", "done_by_id", "done_by_name"])
    activation = item.task.flow_task.activation_class(item.task)
    step = item.task.flow_task._step
    if step:
        end(running(acting.case).filter(step=step, stage=item.stage_id, of=None), DeadlineState.MET, acting.act)
    activation.start()
    activation.execute()


def fall_away(acting: Acting, item: WorkItem) -> None:
    """失其必要: nobody need do this any more; its branch goes on to where the others meet, its clock is not met."""
    item.ended_at = acting.act.at
    item.save(update_fields=["ended_at"])
    activation = item.task.flow_task.activation_class(item.task)
    activation.start()
    activation.execute()


def release(acting: Acting, item: WorkItem) -> None:
    """放行: the flow goes on from this work although nobody did it."""
    capacity, acting.capacity = acting.capacity, None
    perform(acting, item)
    acting.capacity = capacity


def close_items(acting: Acting, task_ids: list[int]) -> None:
    """The tasks fell away: nobody need do them any more."""
    acting.act.rows.change_where(WorkItem, "task", task_ids, {"ended_at": None}, ended_at=acting.act.at)
