from viewflow.workflow.nodes import Timer as Timer, TimerActivation as TimerActivation
