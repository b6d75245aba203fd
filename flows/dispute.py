"""The whole way of a dispute: one token, four tiers, then settled, carried out, archived."""

from django.utils.translation import gettext_noop as _
from viewflow import this
from viewflow.workflow import flow

from core.vocabulary import CaseState, StageResult, Step, Tier
from flows.acting import case_lock
from flows.choices import (
    act_is,
    agreed_for_the_record,
    dispatch_tier_applies,
    either,
    ended_with,
    enters_at,
    establishment_office,
    intake_office,
    lead_department,
    opener,
    reneged_at,
    returned_from,
    reviewed_at_intake,
)
from flows.nodes import Automatic, CaseStart, If, Switch, TierVisit, Work
from flows.recording import put_on_record
from flows.tiers import DispatchCoordinationFlow, NegotiationFlow, OfficeCoordinationFlow, ReferralFlow


class DisputeFlow(flow.Flow):
    """部门职责争议协调: which of the tiers a case visits is policy; going up is by people or by the clock."""

    process_title = _("Coordination of a duty dispute")
    lock_impl = case_lock

    start = CaseStart().Next(this.received)
    received = If(reviewed_at_intake).Then(this.intake).Else(this.entering)
    intake = (
        Work(intake_office, enters=CaseState.INTAKE, step=Step.INTAKE)
        .Annotation(title=_("Review what was filed"))
        .Next(this.taken_in)
    )
    taken_in = (
        Switch()
        .Case(this.entering, act_is("accept_case"))
        .Case(this.correction, act_is("return_for_correction"))
        .Default(this.archiving)
    )
    correction = (
        Work(opener, enters=CaseState.INTAKE, step=Step.CORRECTION)
        .Annotation(title=_("Put right what is missing"))
        .Next(this.corrected)
    )
    corrected = Switch().Case(this.intake, act_is("correct_case")).Default(this.archiving)
    entering = (
        Switch()
        .Case(this.office, enters_at(Tier.OFFICE_COORDINATION))
        .Case(this.referral, enters_at(Tier.REFERRAL))
        .Default(this.negotiation)
    )
    negotiation = (
        TierVisit(Tier.NEGOTIATION, NegotiationFlow)
        .Annotation(title=_("Tier 1: negotiation"))
        .OnDeadline(this.dispatch_applies, _("Time is up"))
        .OnWithdrawal(this.archiving, _("Withdrawn"))
        .Next(this.negotiated)
    )
    negotiated = (
        Switch()
        .Case(this.recording, agreed_for_the_record)
        .Case(this.filing, ended_with(StageResult.AGREED))
        .Default(this.dispatch_applies)
    )
    dispatch_applies = If(dispatch_tier_applies).Then(this.dispatch).Else(this.office)
    dispatch = (
        TierVisit(Tier.DISPATCH_COORDINATION, DispatchCoordinationFlow)
        .Annotation(title=_("Tier 2: dispatch office"))
        .OnDeadline(this.office, _("Time is up"))
        .OnWithdrawal(this.archiving, _("Withdrawn"))
        .Next(this.dispatched)
    )
    dispatched = (
        Switch()
        .Case(this.recording, agreed_for_the_record)
        .Case(this.filing, ended_with(StageResult.AGREED))
        .Default(this.office)
    )
    office = (
        TierVisit(Tier.OFFICE_COORDINATION, OfficeCoordinationFlow)
        .Annotation(title=_("Tier 3: establishment office"))
        .OnDeadline(this.referral, _("Time is up"))
        .OnWithdrawal(this.archiving, _("Withdrawn"))
        .Next(this.coordinated)
    )
    coordinated = (
        Switch()
        .Case(this.listing, ended_with(StageResult.DETERMINED, StageResult.AGREED))
        .Case(this.referral, ended_with(StageResult.REFERRED))
        .Default(this.archiving)
    )
    referral = (
        TierVisit(Tier.REFERRAL, ReferralFlow)
        .Annotation(title=_("Tier 4: party committee or government"))
        .OnWithdrawal(this.archiving, _("Withdrawn"))
        .Next(this.resolved)
    )
    recording = Automatic(put_on_record).Annotation(title=_("Put on record")).Next(this.carrying_out)
    resolved = Switch().Case(this.office, ended_with(StageResult.RETURNED)).Default(this.listing)
    filing = (
        Work(establishment_office, enters=CaseState.SETTLED, step=Step.FILING_REVIEW)
        .Annotation(title=_("Review the filing"))
        .Next(this.filed)
    )
    filed = (
        Switch()
        .Case(this.negotiation, returned_from(Tier.NEGOTIATION))
        .Case(this.dispatch, returned_from(Tier.DISPATCH_COORDINATION))
        .Case(this.dispatch_applies, reneged_at(Tier.NEGOTIATION))
        .Case(this.office, reneged_at(Tier.DISPATCH_COORDINATION))
        .Default(this.carrying_out)
    )
    listing = (
        Work(establishment_office, enters=CaseState.SETTLED, step=Step.LISTING)
        .Annotation(title=_("Enter the duty list"))
        .Next(this.listed)
    )
    listed = (
        Switch()
        .Case(this.office, returned_from(Tier.OFFICE_COORDINATION))
        .Case(this.referral, either(returned_from(Tier.REFERRAL), reneged_at(Tier.OFFICE_COORDINATION)))
        .Default(this.carrying_out)
    )
    carrying_out = (
        Work(lead_department, enters=CaseState.CARRYING_OUT, step=Step.CARRYING_OUT)
        .Annotation(title=_("Carry out and report"))
        .Next(this.reported)
    )
    reported = Switch().Case(this.office, act_is("uphold_objection")).Default(this.checking)
    checking = (
        Work(establishment_office, enters=CaseState.CARRYING_OUT, step=Step.FILING_REVIEW)
        .Annotation(title=_("Check the report"))
        .Next(this.checked)
    )
    checked = (
        Switch()
        .Case(this.archiving, act_is("strike_off"))
        .Case(this.office, act_is("uphold_objection"))
        .Default(this.carrying_out)
    )
    archiving = Work(establishment_office, enters=CaseState.CLOSED).Annotation(title=_("Archive")).Next(this.end)
    end = flow.End()
