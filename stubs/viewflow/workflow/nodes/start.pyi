from viewflow.workflow.nodes import (
    StartActivation as StartActivation,
    StartHandle as StartHandle,
    StartHandleActivation as StartHandleActivation,
)
