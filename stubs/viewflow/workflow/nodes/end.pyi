from viewflow.workflow.nodes import End as End, EndActivation as EndActivation
