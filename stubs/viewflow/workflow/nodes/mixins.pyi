from typing import Any, Self

from viewflow.fsm import TransitionDescriptor

class NextNodeActivationMixin:
    create_next: TransitionDescriptor

class NextNodeMixin:
    _next: Any
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def Next(self, node: Any, task_data: Any = None, task_seed: Any = None) -> Self: ...

class NodePermissionMixin:
    def Permission(
        self, permission: Any = None, auto_create: bool = False, obj: Any = None, help_text: Any = None
    ) -> Self: ...
