"""A step that the system takes by itself, inside the act that led to it."""

from collections.abc import Callable
from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Node
from viewflow.workflow.nodes import mixins

from flows.acting import Acting, in_hand
from flows.nodes.activation import CaseActivation


class AutomaticActivation(mixins.NextNodeActivationMixin, CaseActivation):
    @Activation.status.super()
    def activate(self) -> None:
        self.flow_task._service(in_hand())


class Automatic(mixins.NextNodeMixin, Node):
    """自动环节: nobody has it as work; an error undoes the act that led to it."""

    task_type = "FUNCTION"
    bpmn_element = "serviceTask"
    activation_class = AutomaticActivation
    shape = flow.View.shape

    def __init__(self, service: Callable[[Acting], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._service = service

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self._service = this.resolve(instance, self._service)
