from viewflow.workflow.nodes import Function as Function, FunctionActivation as FunctionActivation
