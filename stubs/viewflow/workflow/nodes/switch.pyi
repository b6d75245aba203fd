from viewflow.workflow.nodes import Switch as Switch, SwitchActivation as SwitchActivation
