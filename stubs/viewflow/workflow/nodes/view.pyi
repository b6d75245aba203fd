from viewflow.workflow.nodes import View as View, ViewActivation as ViewActivation
