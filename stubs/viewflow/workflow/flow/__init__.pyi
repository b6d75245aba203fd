from viewflow.workflow.base import Flow as Flow
from viewflow.workflow.flow.mixins import NodeDetailMixin as NodeDetailMixin, NodeExecuteMixin as NodeExecuteMixin
from viewflow.workflow.flow.nodes import (
    End as End,
    Function as Function,
    Handle as Handle,
    If as If,
    Join as Join,
    Obsolete as Obsolete,
    Split as Split,
    StartHandle as StartHandle,
    Switch as Switch,
    Timer as Timer,
    View as View,
)
