"""立项审查、报到: what happens before the first tier, and who comes when a subdistrict calls."""

from cases import course
from cases import intake as cases
from cases.errors import CorrectionFirst
from cases.models import CheckIn, Opening
from cases.opening.checklist import Item, check_complete, check_on_list, checklist
from cases.services import join_party
from core.labels import label
from core.vocabulary import (
    CaseSource,
    ClosingReason,
    DeadlineState,
    ForumSubject,
    IntakeDecision,
    PartyRole,
    Step,
)
from deadlines import services as deadlines
from flows import inputs
from flows.acting import Acting
from flows.conditions.intake import called
from flows.doing.opening import check_kind, claimed_lead_of
from flows.doing.papers import done, organization_of
from flows.office_errors import RightForum
from organizations.selectors import local_date, organizations_by_codes


def check_in(acting: Acting, form: inputs.CheckIn) -> None:
    """报到: with the last of those called nobody need be reminded."""
    CheckIn.objects.create(
        case=acting.case, organization=acting.organization, representative=form.representative,
        checked_in_at=acting.at, checked_in_by_name=acting.act.actor.person_name,
    )  # fmt: skip
    acting.act.data["organization"] = acting.organization.pk
    arrived = set(CheckIn.objects.filter(case=acting.case).values_list("organization", flat=True))
    if all(one.pk in arrived for one in called(acting.case, acting.parties())):
        reminder = deadlines.running(acting.case).filter(step=Step.CHECK_IN)
        deadlines.end(reminder, DeadlineState.MET, acting.act)


def accept_case(acting: Acting, form: inputs.AcceptCase) -> None:
    """受理立项: everything required is there; the first tier begins."""
    check_complete(_checklist(acting), form.checked)
    cases.review(
        case=acting.case, organization=acting.organization, decision=IntakeDecision.ACCEPTED, items=form.checked,
        reason=form.remark, act=acting.act,
    )  # fmt: skip
    done(acting)


def return_for_correction(acting: Acting, form: inputs.ReturnForCorrection) -> None:
    """退回补正: the opener's term begins."""
    check_on_list(_checklist(acting), form.missing, field="missing")
    cases.review(
        case=acting.case, organization=acting.organization, decision=IntakeDecision.TO_CORRECT, items=form.missing,
        reason=form.reason, act=acting.act,
    )  # fmt: skip
    done(acting)


def correct_case(acting: Acting, form: inputs.CorrectCase) -> None:
    """补正: the matter is reviewed again."""
    _add_parties(acting, form)
    _claim_anew(acting, form)
    cases.correct(case=acting.case, text=form.correction, summary=form.summary, act=acting.act)
    done(acting)


def decline_case(acting: Acting, form: inputs.DeclineCase) -> None:
    """不予受理: outside the scope, or incomplete after every return that the procedure allows."""
    case, most = acting.case, acting.pack.max_corrections
    count = case.intake_reviews.filter(decision=IntakeDecision.TO_CORRECT).count()
    if form.exclusion is None and count < most:
        raise CorrectionFirst(field="exclusion", most=most, count=count)
    cases.review(
        case=case, organization=acting.organization, decision=IntakeDecision.DECLINED, reason=form.reason,
        exclusion=form.exclusion, act=acting.act,
    )  # fmt: skip
    acting.closing = ClosingReason.REFUSED if form.exclusion else ClosingReason.DECLINED
    case.closing_remark = form.reason
    done(acting)


def transfer_at_intake(acting: Acting, form: inputs.TransferCase) -> None:
    """移送: to the forum that the procedure names for what the dispute is about."""
    if form.subject is ForumSubject.DUTIES:
        raise RightForum(field="subject", subject=label(form.subject))
    organization = organization_of(acting, form.organization) if form.organization else None
    cases.review(
        case=acting.case, organization=acting.organization, decision=IntakeDecision.TRANSFERRED, reason=form.reason,
        subject=form.subject, forum=acting.pack.forum_routing[form.subject], act=acting.act,
    )  # fmt: skip
    if organization and not acting.case.readers.filter(organization=organization, ended_at=None).exists():
        course.let_read(case=acting.case, organization=organization, reason=form.reason, act=acting.act)
    acting.closing, acting.case.closing_remark = ClosingReason.TRANSFERRED, form.reason
    done(acting)


def _checklist(acting: Acting) -> list[Item]:
    opening = Opening.objects.get(case=acting.case)
    return checklist(CaseSource(acting.case.source), ForumSubject(opening.subject))


def _add_parties(acting: Acting, form: inputs.CorrectCase) -> None:
    on = local_date(acting.case.jurisdiction, acting.at)
    taking_part = {party.organization_id for party in acting.parties()}
    for organization in organizations_by_codes(form.add_parties, on, field="add_parties"):
        check_kind(organization, acting.pack, field="add_parties")
        if organization.pk not in taking_part:
            taking_part.add(organization.pk)
            join_party(case=acting.case, organization=organization, role=PartyRole.CONCERNED, act=acting.act)


def _claim_anew(acting: Acting, form: inputs.CorrectCase) -> None:
    if not (form.claimed_lead or form.clause or form.phase):
        return
    parties = {party.organization.code: party.organization for party in acting.parties()}
    lead = claimed_lead_of(form, parties)
    cases.claim_anew(case=acting.case, lead=lead, phase=form.phase or "", clause=form.clause)
