"""Joint enforcement about the matter of a case."""

from django.utils.translation import gettext_noop as _

from flows import inputs
from flows.acts.spec import ActSpec
from flows.conditions import joint_action as rules
from flows.doing import joint_action

ACTS = (
    ActSpec(
        name="call_joint_action", event="joint_action.called", title=_("Call a joint enforcement action"),
        consequence=_("The departments are told and answer; the case and its terms go on as they are."),
        input=inputs.CallJointAction, service=joint_action.call_joint_action, who=rules.who_calls,
        check=rules.none_is_called, while_suspended=True,
    ),
    ActSpec(
        name="answer_call", event="joint_action.answered", title=_("Answer the call to joint enforcement"),
        consequence=_("Who called it and who leads it are told."),
        input=inputs.AnswerCall, service=joint_action.answer_call, who=rules.who_answers, while_suspended=True,
    ),
    ActSpec(
        name="record_joint_action", event="joint_action.recorded", title=_("Record the joint enforcement action"),
        consequence=_("Result and proof stand in the file; the case goes on as it is."),
        input=inputs.RecordJointAction, service=joint_action.record_joint_action, who=rules.who_records,
        check=rules.proof_is_there, while_suspended=True, irreversible=True,
    ),
    ActSpec(
        name="call_off_joint_action", event="joint_action.called_off", title=_("Call the joint action off"),
        consequence=_("The departments are told; another one can be called."),
        input=inputs.CallOffJointAction, service=joint_action.call_off_joint_action, who=rules.who_calls_off,
        while_suspended=True,
    ),
)  # fmt: skip
