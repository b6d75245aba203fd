"""Gateways of the engine, whose choice is part of the act: an error in it undoes the act."""

from collections.abc import Iterator
from typing import Any

from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.token import Token

from flows.nodes.activation import CaseActivation


class IfActivation(CaseActivation):
    holds = False

    @Activation.status.super()
    def activate(self) -> None:
        self.holds = bool(self.flow_task._condition(self))

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        chosen = self.flow_task._on_true if self.holds else self.flow_task._on_false
        yield chosen._create(self, self.task.token)


class If(flow.If):
    """条件网关: one of two ways."""

    activation_class = IfActivation


class SwitchActivation(CaseActivation):
    chosen: Any = None

    @Activation.status.super()
    def activate(self) -> None:
        branches = self.flow_task._branches
        self.chosen = next(node for node, condition in branches if condition is None or condition(self))

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        yield self.chosen._create(self, self.task.token)


class Switch(flow.Switch):
    """分支网关: the first way whose condition holds, else the default."""

    activation_class = SwitchActivation


class SplitActivation(CaseActivation):
    @Activation.status.super()
    def activate(self) -> None:
        """A gateway waits for nothing."""

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        tokens = Token.split_token_source(self.task.token, self.task.pk)
        for (node, _condition, _data), token in zip(self.flow_task._branches, tokens, strict=False):
            yield node._create(self, token)


class Split(flow.Split):
    """并行网关: all its ways at once; none of them has a condition."""

    activation_class = SplitActivation
