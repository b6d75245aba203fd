"""What each act does to a work order. Each function runs inside ``acting_on`` with the order locked."""

from cases.models import Case
from cases.rules import check_paper_date
from cases.selectors import lead_of_outcome
from core.labels import label
from core.vocabulary import (
    DeadlineState,
    DispatchEnd,
    DispatchTaking,
    MembershipRole,
    ObjectionAim,
    ObjectionVerdict,
    OrganizationKind,
    PaperKind,
    Step,
    WorkOrderState,
)
from documents.models import Document
from flows.errors import ReviewerMissing, ScanMissing
from flows.inputs.fields import SignedInput
from hotline.acting import OrderActing
from hotline.errors import (
    DispatchToItself,
    NotAPaperOfTheOrder,
    OwnDutyListNeeded,
    ReturnedBefore,
)
from hotline.inputs import (
    AcceptOrder,
    AnswerOrder,
    AskForCoordination,
    DesignateReceiver,
    DispatchOrder,
    HandOverOrder,
    ObjectToDispatch,
    RejectDispatchObjection,
    UpholdDispatchObjection,
)
from hotline.masking import masked
from hotline.models import Dispatch, DispatchObjection
from hotline.owners import advice_for
from organizations.models import Organization
from organizations.selectors import local_date, organization_by_code

_TO_TAKE = (Step.DISPATCH_OBJECTION, Step.DISPATCH_VERIFICATION)


def dispatch_order(acting: OrderActing, form: DispatchOrder) -> None:
    """派单、改派: the receiver's term to accept or object begins; the citizen's own clock with the first dispatch."""
    receiver = _organization(acting, form.organization, "organization")
    _check_receiver(acting, receiver, reason=form.reason)
    acting.pin(office=acting.organization)
    acting.order.urgent = acting.order.urgent or form.urgent
    _dispatch(acting, receiver, reason=form.reason)
    acting.enter(WorkOrderState.DISPATCHED)
    acting.arm(Step.DISPATCH_OBJECTION, receiver)
    acting.run_citizens_clock()


def accept_order(acting: OrderActing, _form: AcceptOrder) -> None:
    """签收."""
    take(acting, DispatchTaking.ACCEPTED)
    acting.end_clocks(DeadlineState.MET, Step.DISPATCH_OBJECTION)


def object_to_dispatch(acting: OrderActing, form: ObjectToDispatch) -> None:
    """派单异议: with basis and reason, signed; the dispatch office verifies, if the procedure wants that (R45)."""
    objection = _object(acting, form, ObjectionAim.RETURN)
    if acting.pack.return_requires_approval:
        _ask_to_verify(acting)
    else:
        _return(acting, objection, remark="")


def ask_for_coordination(acting: OrderActing, form: AskForCoordination) -> None:
    """报请协调: on record with its basis, though nothing can be returned any more."""
    _object(acting, form, ObjectionAim.COORDINATION)
    _ask_to_verify(acting)


def uphold_dispatch_objection(acting: OrderActing, form: UpholdDispatchObjection) -> None:
    """同意退回: the order comes back and is dispatched to another."""
    _return(acting, DispatchObjection.objects.get(dispatch=acting.dispatch), remark=form.remark)
    acting.end_clocks(DeadlineState.MET, Step.DISPATCH_VERIFICATION)


def reject_dispatch_objection(acting: OrderActing, form: RejectDispatchObjection) -> None:
    """不同意退回: the order stays with its receiver."""
    _verdict(acting, ObjectionVerdict.REJECTED, reason=form.reason)
    take(acting, DispatchTaking.OBJECTION_REJECTED)
    acting.end_clocks(DeadlineState.MET, Step.DISPATCH_VERIFICATION)


def designate_receiver(acting: OrderActing, form: DesignateReceiver) -> None:
    """指定承办: ends every objection; nothing is returned afterwards (R35)."""
    receiver = _organization(acting, form.organization, "organization")
    if receiver == acting.organization:
        raise DispatchToItself(field="organization", organization=receiver.name)
    acting.pin(office=acting.organization)
    _designate(acting, receiver, reason=form.reason)


def hand_over_order(acting: OrderActing, form: HandOverOrder) -> None:
    """移交牵头部门: whom the case's outcome names as lead handles the order from now on; without return."""
    if acting.order.case is None:
        raise RuntimeError(f"work order {acting.order.reference} stands behind no case")
    acting.pin(office=acting.organization, procedure=acting.order.case.procedure)
    _designate(acting, lead_of_outcome(acting.order.case), reason=form.remark)


def answer_order(acting: OrderActing, form: AnswerOrder) -> None:
    """办结答复: the citizen has the answer; every clock of the order stops."""
    order = acting.order
    if order.office is None:
        order.office = acting.organization
    _verdict(acting, ObjectionVerdict.OVERTAKEN)
    acting.end_dispatch(DispatchEnd.ANSWERED)
    acting.end_clocks(DeadlineState.MET, Step.WORK_ORDER)
    acting.end_clocks(DeadlineState.CANCELLED, *_TO_TAKE)
    order.answer, order.answered_at = masked(form.answer), acting.at
    acting.enter(WorkOrderState.ANSWERED)


def put_behind_case(acting: OrderActing, case: Case, *, office: Organization) -> None:
    """由工单提起协调: who holds the order is a matter of the case now; the citizen's own clock runs on."""
    order = acting.order
    acting.pin(office=office, procedure=case.procedure)
    _verdict(acting, ObjectionVerdict.OVERTAKEN)
    acting.end_dispatch(DispatchEnd.IN_CASE)
    acting.end_clocks(DeadlineState.CANCELLED, *_TO_TAKE)
    order.case = case
    acting.enter(WorkOrderState.IN_CASE)
    acting.act.changed("work_order.in_case", work_order=order.pk, case=case.pk)
    acting.act.data["case"] = case.pk
    acting.run_citizens_clock()


def take(acting: OrderActing, taking: DispatchTaking) -> None:
    """承接: the receiver of the open dispatch holds the order from now on."""
    dispatch = acting.dispatch
    dispatch.taken, dispatch.taken_at = taking, acting.at
    dispatch.save(update_fields=["taken", "taken_at"])
    acting.act.changed("work_order.taken", dispatch=dispatch.number, taken=taking)
    acting.enter(WorkOrderState.ACCEPTED)


def lapse(acting: OrderActing) -> None:
    """异议期满: the receiver was reached and said nothing; it may still accept, and no longer object."""
    dispatch = acting.dispatch
    if dispatch.lapsed_at is None:
        dispatch.lapsed_at = acting.at
        dispatch.save(update_fields=["lapsed_at"])
        acting.act.changed("work_order.lapsed", dispatch=dispatch.number)


def _check_receiver(acting: OrderActing, receiver: Organization, *, reason: str) -> None:
    if receiver == acting.organization:
        raise DispatchToItself(field="organization", organization=receiver.name)
    if acting.order.dispatches.filter(organization=receiver, ended=DispatchEnd.RETURNED).exists():
        raise ReturnedBefore(field="organization", organization=receiver.name)
    if receiver.kind == OrganizationKind.SUBDISTRICT and not reason:
        raise OwnDutyListNeeded(field="reason", organization=receiver.name)


def _dispatch(acting: OrderActing, receiver: Organization, *, reason: str, designated: bool = False) -> Dispatch:
    order, advice = acting.order, advice_for(acting.order, at=acting.at)
    dispatch = Dispatch.objects.create(
        order=order, number=order.dispatches.count() + 1, organization=receiver, dispatched_by=acting.organization,
        dispatched_by_name=acting.act.actor.person_name, dispatched_at=acting.at, reason=masked(reason),
        advised=advice.organization, advice=advice.code,
        taken=DispatchTaking.DESIGNATED if designated else "", taken_at=acting.at if designated else None,
    )  # fmt: skip
    acting.act.data.update(receiver=receiver.pk, receiver_name=receiver.name, advice=advice.code)
    acting.act.changed(
        "work_order.dispatched", dispatch=dispatch.number, organization=receiver.pk, taken=dispatch.taken,
        urgent=order.urgent,
    )  # fmt: skip
    return dispatch


def _designate(acting: OrderActing, receiver: Organization, *, reason: str) -> None:
    _verdict(acting, ObjectionVerdict.OVERTAKEN)
    acting.end_dispatch(DispatchEnd.REDESIGNATED)
    acting.end_clocks(DeadlineState.CANCELLED, Step.DISPATCH_OBJECTION)
    acting.end_clocks(DeadlineState.MET, Step.DISPATCH_VERIFICATION)
    _dispatch(acting, receiver, reason=reason, designated=True)
    acting.enter(WorkOrderState.DESIGNATED)
    acting.run_citizens_clock()


def _object(acting: OrderActing, form: ObjectToDispatch | AskForCoordination, aim: ObjectionAim) -> DispatchObjection:
    _check_signed(acting, form)
    dispatch = acting.dispatch
    proposed = _organization(acting, form.proposed, "proposed") if form.proposed else None
    objection = DispatchObjection.objects.create(
        dispatch=dispatch, aim=aim, basis_kind=form.basis_kind, basis=masked(form.basis), reason=masked(form.reason),
        proposed=proposed, signed_by=form.signed_by, signed_on=form.signed_on, reviewed_by=form.reviewed_by,
        delegated_by=form.delegated_by, scan=_scan(acting, form.scan),
        recorded_at=acting.at, recorded_by_name=acting.act.actor.person_name,
    )  # fmt: skip
    acting.end_clocks(DeadlineState.MET, Step.DISPATCH_OBJECTION)
    acting.act.data.update(objection=objection.pk, basis_kind=form.basis_kind, signed_on=form.signed_on.isoformat())
    acting.act.changed("work_order.objected", dispatch=dispatch.number, aim=aim)
    return objection


def _ask_to_verify(acting: OrderActing) -> None:
    acting.enter(WorkOrderState.OBJECTED)
    acting.arm(Step.DISPATCH_VERIFICATION, acting.office)


def _return(acting: OrderActing, objection: DispatchObjection, *, remark: str) -> None:
    _give(acting, objection, ObjectionVerdict.UPHELD, reason=remark)
    acting.end_dispatch(DispatchEnd.RETURNED)
    acting.order.returns += 1
    acting.act.changed("work_order.returned", returns=acting.order.returns)
    acting.enter(WorkOrderState.RETURNED)


def _verdict(acting: OrderActing, verdict: ObjectionVerdict, *, reason: str = "") -> None:
    """Of the objection to the open dispatch, if there is one that waits."""
    waiting = DispatchObjection.objects.filter(dispatch__order=acting.order, dispatch__ended="", verdict="")
    for objection in waiting.select_related("dispatch"):
        _give(acting, objection, verdict, reason=reason)


def _give(acting: OrderActing, objection: DispatchObjection, verdict: ObjectionVerdict, *, reason: str) -> None:
    objection.verdict, objection.verdict_at, objection.verdict_reason = verdict, acting.at, masked(reason)
    objection.verdict_by_name = acting.act.actor.person_name
    objection.save(update_fields=["verdict", "verdict_at", "verdict_reason", "verdict_by_name"])
    acting.act.changed("work_order.verified", dispatch=objection.dispatch.number, verdict=verdict)


def _check_signed(acting: OrderActing, form: SignedInput) -> None:
    """签发: an objection is its organization's word (R41), held to what the procedure demands of the kind.

    The head's own act in the head's own name is a signature in the system; all else was signed on paper.
    """
    check_paper_date(form.signed_on, local_date(acting.order.jurisdiction, acting.at))
    kind, levels = PaperKind.DISPATCH_OBJECTION, acting.pack.sign_off[PaperKind.DISPATCH_OBJECTION]
    capacity = acting.capacity
    by_head = capacity is not None and capacity.role is MembershipRole.HEAD
    in_system = by_head and form.scan is None and form.signed_by == acting.act.actor.person_name
    if levels > (1 if in_system else 2) and not form.reviewed_by:
        raise ReviewerMissing(field="reviewed_by", kind=label(kind))
    if not in_system and acting.pack.scan_required and form.scan is None:
        raise ScanMissing(field="scan")


def _scan(acting: OrderActing, document: int | None) -> Document | None:
    if document is None:
        return None
    paper = acting.order.papers.select_related("document").filter(document=document).first()
    if paper is None:
        raise NotAPaperOfTheOrder(field="scan", document=document)
    return paper.document


def _organization(acting: OrderActing, code: str, field: str) -> Organization:
    """The organization with this code, in force today."""
    on = local_date(acting.order.jurisdiction, acting.at)
    return organization_by_code(code, on, field=field)
