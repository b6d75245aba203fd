"""What all our nodes have in common: their rows are written through the act in hand."""

from typing import Any, Self

from viewflow.workflow.activation import Activation
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from flows.acting import in_hand

Followed: Any = Task.previous.through


class CaseActivation(Activation):
    """环节的执行: a step of a case; written at once, or with those of the other cases of a batch."""

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None) -> Self:
        task = flow_task.flow_class.task_class(
            process=prev_activation.process, flow_task=flow_task, flow_task_type=flow_task.task_type, token=token,
            data=data or {},
        )  # fmt: skip
        task.seed = seed
        rows = in_hand().act.rows
        rows.add(task)
        rows.add(Followed(from_task=task, to_task=prev_activation.task))
        return cls(task)

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)
    def complete(self) -> None:
        self.write(finished=in_hand().act.at)

    def write(self, **values: Any) -> None:
        """The task's status as it is now, and these moments."""
        in_hand().act.rows.change(self.task, status=self.task.status, **values)
