from viewflow.workflow.nodes import Join as Join, JoinActivation as JoinActivation
