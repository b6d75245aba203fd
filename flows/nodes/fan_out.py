"""One task per department, and room for one that joins late."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge, Node
from viewflow.workflow.nodes import mixins
from viewflow.workflow.token import Token

from flows.acting import Acting, in_hand
from flows.nodes.activation import CaseActivation
from organizations.models import Organization

Chooser = Callable[[Acting], Iterable[Organization]]


class FanOutActivation(CaseActivation):
    @Activation.status.super()
    def activate(self) -> None:
        """A gateway waits for nothing."""

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        if self.flow_task._beside:
            yield self.flow_task._beside._create(self, self.task.token)
        tokens = Token.split_token_source(self.task.token, self.task.pk)
        for organization in self.flow_task._organizations(in_hand()):
            yield self.flow_task._next._create(self, next(tokens), seed=organization)


class FanOut(mixins.NextNodeMixin, Node):
    """并行分发: starts the next node once for each organization.

    ``beside`` is a step that goes on at the same time; it keeps the token, so that it can come here again and again.
    """

    task_type = "PARALLEL_GATEWAY"
    bpmn_element = "parallelGateway"
    activation_class = FanOutActivation
    shape = flow.Split.shape

    def __init__(self, organizations: Chooser, *, beside: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._organizations = organizations
        self._beside = beside

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self._organizations = this.resolve(instance, self._organizations)
        self._beside = this.resolve(instance, self._beside)

    def _outgoing(self) -> Iterator[Edge]:
        yield from super()._outgoing()
        if self._beside:
            yield Edge(src=self, dst=self._beside, edge_class="next")

    def _ready(self) -> None:
        super()._ready()
        self._next._multi_instance = True

    def add(self, process: Any, organization: Organization) -> None:
        """Another organization joins while the latest fan-out of the process still runs."""
        fan = process.task_set.filter(flow_task=self).latest("pk")
        branch = Token(f"{fan.token}/{fan.pk}_{fan.leading.count() + 1}")
        self._next._create(self.activation_class(fan), branch, seed=organization).activate()
