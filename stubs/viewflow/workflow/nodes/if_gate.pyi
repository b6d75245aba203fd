from viewflow.workflow.nodes import If as If, IfActivation as IfActivation
