from viewflow.workflow.nodes import Handle as Handle, HandleActivation as HandleActivation
