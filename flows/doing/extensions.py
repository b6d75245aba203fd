"""申请延期与答复: one request at a time for the open tier; granted, its clock runs longer."""

from cases.models import ExtensionRequest
from flows.acting import Acting
from flows.conditions.companions import who_extends
from flows.doing.companions import check_length, extend_tier
from flows.inputs import GrantExtension, RefuseExtension, RequestExtension
from flows.situation import situation_of


def request_extension(acting: Acting, form: RequestExtension) -> None:
    """申请延期: within what the procedure allows."""
    check_length(acting, form.workdays)
    request = ExtensionRequest.objects.create(
        case=acting.case, stage=acting.open_stage, organization=acting.organization, workdays=form.workdays,
        reason=form.reason, asked_at=acting.at, asked_by_name=acting.act.actor.person_name,
    )  # fmt: skip
    deciding = [one.pk for one in who_extends(situation_of(acting.case, at=acting.at))]
    acting.act.data.update(extension_request=request.pk, workdays=form.workdays, told=deciding)


def grant_extension(acting: Acting, form: GrantExtension) -> None:
    """同意延期: as many days as were asked for, or as many as the answer says."""
    request = _waiting(acting)
    workdays = form.workdays or request.workdays
    extend_tier(acting, workdays, reason=request.reason)
    _answer(acting, request, granted=True, answer=form.remark, workdays=workdays)


def refuse_extension(acting: Acting, form: RefuseExtension) -> None:
    """不同意延期: the term stays as it is."""
    _answer(acting, _waiting(acting), granted=False, answer=form.reason, workdays=None)


def _waiting(acting: Acting) -> ExtensionRequest:
    return ExtensionRequest.objects.select_related("organization").get(stage=acting.open_stage, answered_at=None)


def _answer(
    acting: Acting, request: ExtensionRequest, *, granted: bool, answer: str, workdays: int | None
) -> None:  # fmt: skip
    request.granted, request.answer, request.granted_workdays = granted, answer, workdays
    request.answered_at, request.answered_by_name = acting.at, acting.act.actor.person_name
    request.save(update_fields=["granted", "answer", "granted_workdays", "answered_at", "answered_by_name"])
    acting.act.data.update(extension_request=request.pk, told=[request.organization_id])
