"""联合执法: called about a case, answered, recorded with proof or called off; the case and its clocks go their way."""

from cases import course
from cases.models import JointAction, JointActionMember
from core.vocabulary import JointActionAnswer, JointActionState
from flows.acting import Acting
from flows.choices import parties
from flows.course_errors import (
    ActionInThePast,
    CalledTwice,
    HeldOutOfTime,
    LeaderNotCalled,
    NoReasonGiven,
    NotCalled,
    NotInvolved,
)
from flows.doing.papers import document_of, organization_of
from flows.inputs import AnswerCall, CallJointAction, CallOffJointAction, RecordJointAction
from organizations.models import Organization
from organizations.selectors import local_date


def call_joint_action(acting: Acting, form: CallJointAction) -> None:
    """发起联合执法: who takes no part in the case gets a copy, so that it can answer."""
    if form.starts_at <= acting.at:
        raise ActionInThePast(field="starts_at")
    brings = _brings(acting, form)
    leader = next((one for one in brings if one.code == form.leader), None)
    if leader is None:
        raise LeaderNotCalled(field="leader", organization=form.leader)
    action = JointAction.objects.create(
        case=acting.case, called_by=acting.organization, leader=leader, purpose=form.purpose, place=form.place,
        starts_at=form.starts_at, state=JointActionState.CALLED, called_at=acting.at,
        called_by_name=acting.act.actor.person_name,
    )  # fmt: skip
    JointActionMember.objects.bulk_create(
        JointActionMember(action=action, organization=organization, brings=brought)
        for organization, brought in brings.items()
    )
    _let_read(acting, [one for one in brings if one.code in form.others], form.purpose)
    acting.act.data.update(joint_action=action.pk, leader=leader.pk, told=[one.pk for one in brings])


def answer_call(acting: Acting, form: AnswerCall) -> None:
    """答复: coming, or not and why."""
    if form.answer is JointActionAnswer.NOT_COMING and not form.reason:
        raise NoReasonGiven(field="reason")
    action = _under_way(acting)
    member = action.members.get(organization=acting.organization)
    member.answer, member.reason = form.answer, form.reason
    member.answered_at, member.answered_by_name = acting.at, acting.act.actor.person_name
    member.save(update_fields=["answer", "reason", "answered_at", "answered_by_name"])
    told = list(dict.fromkeys([action.called_by_id, action.leader_id]))
    acting.act.data.update(joint_action=action.pk, answer=form.answer, told=told)


def record_joint_action(acting: Acting, form: RecordJointAction) -> None:
    """记录结果: by its leader, with proof; who came and who did not."""
    action = _under_way(acting)
    today, called_on = (local_date(acting.case.jurisdiction, one) for one in (acting.at, action.called_at))
    if not called_on <= form.held_on <= today:
        raise HeldOutOfTime(field="held_on", first=called_on, last=today)
    members = {member.organization.code: member for member in action.members.select_related("organization")}
    for code in form.absent:
        if code not in members:
            raise NotCalled(field="absent", organization=code)
    action.proof = document_of(acting, form.proof, field="proof")
    action.held_on = form.held_on
    for code, member in members.items():
        member.came = code not in form.absent
    JointActionMember.objects.bulk_update(members.values(), ["came"])
    _end(acting, action, JointActionState.HELD, form.result)
    acting.act.data.update(document=form.proof, absent=[members[code].organization_id for code in form.absent])


def call_off_joint_action(acting: Acting, form: CallOffJointAction) -> None:
    """取消联合执法."""
    _end(acting, _under_way(acting), JointActionState.CALLED_OFF, form.reason)


def _brings(acting: Acting, form: CallJointAction) -> dict[Organization, str]:
    """Whom the form calls, in its order, with what each brings."""
    taking_part = set(parties(acting)) | {acting.organization}
    brings: dict[Organization, str] = {}
    for code, brought in [*((one.organization, one.brings) for one in form.members), *((o, "") for o in form.others)]:
        organization = organization_of(acting, code)
        if organization in brings:
            raise CalledTwice(field="members", organization=organization.name)
        if code not in form.others and organization not in taking_part:
            raise NotInvolved(field="members", organization=organization.name)
        brings[organization] = brought
    return brings


def _let_read(acting: Acting, called: list[Organization], reason: str) -> None:
    taking_part = set(parties(acting)) | {acting.organization, acting.open_stage.conductor, acting.case.opened_by}
    reading = set(acting.case.readers.filter(ended_at=None).values_list("organization", flat=True))
    for organization in called:
        if organization not in taking_part and organization.pk not in reading:
            course.let_read(case=acting.case, organization=organization, reason=reason, act=acting.act)


def _under_way(acting: Acting) -> JointAction:
    return JointAction.objects.get(case=acting.case, state=JointActionState.CALLED)


def _end(acting: Acting, action: JointAction, state: JointActionState, result: str) -> None:
    action.state, action.result = state, result
    action.ended_at, action.ended_by_name = acting.at, acting.act.actor.person_name
    action.save(update_fields=["state", "result", "held_on", "proof", "ended_at", "ended_by_name"])
    told = list(action.members.values_list("organization", flat=True))
    acting.act.data.update(joint_action=action.pk, told=told)
