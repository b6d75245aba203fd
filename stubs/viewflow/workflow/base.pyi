from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, ClassVar, Self

from viewflow.workflow.activation import Activation
from viewflow.workflow.models import Process, Task
from viewflow.workflow.token import Token

class Edge:
    src: str
    dst: str
    edge_class: str
    label: str | None
    def __init__(self, src: Any, dst: Any, edge_class: str, label: str | None = None) -> None: ...

class Node:
    activation_class: type[Any]
    flow_class: type[Flow]
    name: str
    task_type: str | None
    task_title: str
    task_description: str
    shape: Any
    bpmn_element: Any
    _boundary_events: list[Any]
    _boundary_specs: list[tuple[str, Any]]
    _incoming_edges: list[Edge]
    _multi_instance: bool
    _next: Any
    def __init__(self, activation_class: type[Any] | None = None, **kwargs: Any) -> None: ...
    def _outgoing(self) -> Iterator[Edge]: ...
    def _incoming(self) -> Iterator[Edge]: ...
    def _resolve(self, instance: Any) -> None: ...
    def _ready(self) -> None: ...
    def _create(
        self,
        prev_activation: Activation | None,
        token: Token | str,
        data: dict[str, Any] | None = None,
        seed: Any = None,
    ) -> Any: ...
    def bpmn_content(self) -> str: ...
    def bpmn_attrs(self) -> dict[str, str]: ...
    def Annotation(
        self,
        title: Any = None,
        description: Any = None,
        summary_template: Any = None,
        result_template: Any = None,
        **kwargs: Any,
    ) -> Self: ...

class Flow:
    instance: ClassVar[Any]
    process_class: ClassVar[type[Any]]
    task_class: ClassVar[type[Any]]
    lock_impl: ClassVar[Any]
    process_title: ClassVar[Any]
    process_description: ClassVar[Any]
    app_label: str
    flow_label: str
    @classmethod
    def lock(cls, process_pk: int) -> AbstractContextManager[Any]: ...
    def nodes(self) -> Iterator[Node]: ...
    def node(self, name: str, no_obsolete: bool = False) -> Node | None: ...
    def cancel(self, process: Process) -> None: ...
