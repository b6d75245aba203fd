"""Where a process begins: tied to its case before anything else happens in it."""

from typing import Any

from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.nodes.start import StartHandleActivation
from viewflow.workflow.status import STATUS

from flows.acting import in_hand
from flows.models import CaseRun


class CaseStartActivation(StartHandleActivation):
    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)
    def complete(self) -> None:
        acting = in_hand()
        stage = acting.stage if self.process.parent_task_id else None
        CaseRun.objects.create(process_id=self.process.pk, case=acting.case, stage=stage)
        acting.stages_by_process[self.process.pk] = stage
        super().complete.original()


class CaseStart(flow.StartHandle):
    """流程开始: started by an act on a case."""

    activation_class = CaseStartActivation

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(func=None, **kwargs)
