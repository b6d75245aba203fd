"""Where a process begins: tied to its case before anything else happens in it."""

from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.models import Task
from viewflow.workflow.nodes.start import StartHandleActivation
from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

from flows.acting import in_hand
from flows.models import CaseRun


class CaseStartActivation(StartHandleActivation):
    @Activation.status.transition(source=STATUS.NEW)
    def execute(self) -> None:
        in_hand().act.rows.add(self.process)
        self.task.process = self.process
        self.complete()
        self.activate_next()

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)
    def complete(self) -> None:
        acting = in_hand()
        stage = acting.stage if self.process.parent_task_id else None
        acting.act.rows.add(CaseRun(process=self.process, case=acting.case, stage=stage))
        acting.stages_by_process[self.process.pk] = stage
        self.task.flow_task_type = self.flow_task.task_type
        self.task.started = self.task.finished = acting.act.at
        acting.act.rows.add(self.task)


class CaseStart(flow.StartHandle):
    """流程开始: started by an act on a case."""

    activation_class = CaseStartActivation

    def begin(self, parent: Task | None = None) -> None:
        """A process begins, called by the task of a ``parent`` process, or as the main one of the case in hand."""
        activation = self.activation_class.create(self, None, Token("start"))
        activation.process.parent_task = parent
        activation.execute()
