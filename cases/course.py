"""中止、恢复、撤回申请、催办、抄送: what interrupts or accompanies the course of a case.

Callers hold the case's lock; each change of state is noted in the act.
"""

from audit.acting import Act
from cases.models import Case, Reader, Reminder, Stage, Suspension, WithdrawalRequest
from core.vocabulary import SuspensionGround
from organizations.models import Organization


def suspend(
    *, case: Case, stage: Stage, ground: SuspensionGround, reason: str, by: Organization, act: Act
) -> Suspension:
    """中止: nothing moves until it is resumed."""
    case.suspended_at = act.at
    suspension = Suspension.objects.create(
        case=case, stage=stage, ground=ground, reason=reason, suspended_by=by,
        suspended_by_name=act.actor.person_name, suspended_at=act.at,
    )  # fmt: skip
    act.changed("case.suspended")
    act.data.update(suspension=suspension.pk, ground=ground)
    return suspension


def resume(*, case: Case, reason: str, act: Act) -> None:
    """恢复; also at the end of a case that was suspended."""
    if case.suspended_at is None:
        return
    case.suspended_at = None
    Suspension.objects.filter(case=case, resumed_at=None).update(
        resumed_at=act.at, resumed_by_name=act.actor.person_name, resume_reason=reason
    )
    act.changed("case.resumed")


def ask_to_withdraw(*, stage: Stage, reason: str, act: Act) -> WithdrawalRequest:
    """申请撤回."""
    request = WithdrawalRequest.objects.create(
        case=stage.case, stage=stage, reason=reason, asked_at=act.at, asked_by_name=act.actor.person_name
    )
    act.data["withdrawal_request"] = request.pk
    return request


def answer_withdrawal(*, request: WithdrawalRequest, granted: bool, answer: str, act: Act) -> None:
    """答复撤回申请."""
    request.granted, request.answer = granted, answer
    request.answered_at, request.answered_by_name = act.at, act.actor.person_name
    request.save(update_fields=["granted", "answer", "answered_at", "answered_by_name"])
    act.data["withdrawal_request"] = request.pk


def remind(*, case: Case, organization: Organization, by: Organization, text: str, act: Act) -> Reminder:
    """催办."""
    reminder = Reminder.objects.create(
        case=case, organization=organization, sent_by=by, sent_by_name=act.actor.person_name, sent_at=act.at, text=text
    )
    act.data.update(reminder=reminder.pk, organization=organization.pk)
    return reminder


def let_read(*, case: Case, organization: Organization, reason: str, act: Act) -> Reader:
    """抄送."""
    reader = Reader.objects.create(
        case=case, organization=organization, reason=reason, added_by_name=act.actor.person_name, added_at=act.at
    )
    act.data.update(reader=organization.pk, reader_name=organization.name)
    return reader


def end_reading(*, reader: Reader, act: Act) -> None:
    """取消抄送: it takes effect on the next request."""
    reader.ended_at = act.at
    reader.save(update_fields=["ended_at"])
    act.data.update(reader=reader.organization_id, reader_name=reader.organization.name)
