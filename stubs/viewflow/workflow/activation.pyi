from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any, Self

from viewflow.fsm import State, TransitionBoundMethod, TransitionDescriptor
from viewflow.workflow.base import Flow, Node
from viewflow.workflow.models import Process, Task
from viewflow.workflow.token import Token

class Activation:
    status: State
    task: Task
    process: Process
    def __init__(self, task: Task) -> None: ...
    @property
    def flow_task(self) -> Any: ...
    @property
    def flow_class(self) -> type[Flow]: ...
    def exception_guard(self) -> AbstractContextManager[Any]: ...
    @classmethod
    def create(
        cls,
        flow_task: Node,
        prev_activation: Activation | None,
        token: Token | str,
        data: dict[str, Any] | None = None,
        seed: Any = None,
    ) -> Self: ...
    activate: TransitionDescriptor
    create_next: TransitionDescriptor
    complete: TransitionDescriptor
    activate_next: TransitionDescriptor
    cancel: TransitionDescriptor
    undo: TransitionDescriptor
    revive: TransitionDescriptor
