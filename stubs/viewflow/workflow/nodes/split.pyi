from viewflow.workflow.nodes import Split as Split, SplitActivation as SplitActivation
