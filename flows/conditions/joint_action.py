"""Joint enforcement about the matter of a case: who calls it, who answers, who records it."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import CaseState, JointActionCaller
from flows.situation import Situation
from organizations.models import Organization


def who_calls(situation: Situation) -> list[Organization]:
    """发起联合执法: by the procedure's rule, while the case is open."""
    if situation.case.state != CaseState.OPEN:
        return []
    interim = [situation.interim.organization] if situation.interim else []
    allowed = situation.pack.joint_action_callers
    offices = situation.establishment_offices if JointActionCaller.ESTABLISHMENT_OFFICE in allowed else []
    conductor = situation.conductor() if JointActionCaller.CONDUCTOR in allowed else []
    handler = interim if JointActionCaller.INTERIM_HANDLER in allowed else []
    return list(dict.fromkeys([*conductor, *handler, *offices]))


def none_is_called(situation: Situation) -> str | None:
    if not situation.called_to_action:
        return None
    return _("a joint action is under way already; record it or call it off first")


def who_answers(situation: Situation) -> list[Organization]:
    """Who is called and has not answered."""
    return [member.organization for member in situation.called_to_action if not member.answer]


def who_records(situation: Situation) -> list[Organization]:
    """Its leader."""
    return [member.action.leader for member in situation.called_to_action[:1]]


def proof_is_there(situation: Situation) -> str | None:
    if situation.case.documents.exists():
        return None
    return _("the proof is not in the file yet; put it there first")


def who_calls_off(situation: Situation) -> list[Organization]:
    """Who called it, and the establishment office."""
    called = situation.called_to_action
    return [called[0].action.called_by, *situation.establishment_offices] if called else []


def no_joint_action_waits(situation: Situation) -> str | None:
    """联合执法未了: it is recorded or called off before the case goes to the archive."""
    return _("a joint action is neither recorded nor called off") if situation.called_to_action else None
