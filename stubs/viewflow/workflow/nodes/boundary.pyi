from typing import Any

from viewflow.fsm import TransitionDescriptor
from viewflow.workflow.activation import Activation
from viewflow.workflow.nodes import Timer, TimerActivation

class BoundaryEventMixin:
    _interrupting: bool
    _attached_to: Any
    def __init__(self, attached_to: Any, *args: Any, interrupting: bool = True, **kwargs: Any) -> None: ...
    def _arm(self, host_activation: Activation) -> None: ...

class BoundaryActivationMixin:
    def cancel_host_tasks(self) -> None: ...

class TimerBoundaryActivation(BoundaryActivationMixin, TimerActivation):
    execute: TransitionDescriptor

class TimerBoundary(BoundaryEventMixin, Timer): ...
