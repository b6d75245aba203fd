"""What happens inside each tier. The body of a class is its diagram."""

from django.utils.translation import gettext_noop as _
from viewflow import this
from viewflow.workflow import flow

from core.vocabulary import DecidingBody, StageResult, Step
from flows.acting import case_lock
from flows.choices import (
    act_is,
    applicant,
    asked_to_confirm,
    conductor,
    confirmation_is_asked,
    goes_to,
    opinion_is_agreed,
    opinion_is_reviewed,
    other_parties,
    parties,
    signatures_are_missing,
    signers_to_ask,
    silent_parties,
)
from flows.nodes import CaseStart, FanOut, If, PathEnd, Split, StageEnd, Switch, Work


def somebody_objected(activation: object, _active: object) -> bool:
    return act_is("object_to_minutes")(activation)


class NegotiationFlow(flow.Flow):
    """部门自行协商: positions, letters, replies; the convening department drafts what all sign, or refers."""

    process_title = _("Negotiation between departments")
    lock_impl = case_lock

    start = CaseStart().Next(this.begin)
    begin = Split().Next(this.ask).Next(this.conduct)
    ask = FanOut(parties).Annotation(title=_("Ask the parties")).Next(this.position)
    position = Work().Annotation(title=_("State a position")).Next(this.positions_in)
    positions_in = flow.Join().Annotation(title=_("All positions in")).Next(this.heard)
    heard = PathEnd().Annotation(title=_("All heard"))
    conduct = Work(conductor).Annotation(title=_("Draft the agreement, or refer")).Next(this.conducted)
    conducted = (
        Switch()
        .Case(this.consult, act_is("send_negotiation_letter"))
        .Case(this.circulate, act_is("draft_agreement"))
        .Default(this.referred)
    )
    consult = FanOut(other_parties, beside=this.conduct).Annotation(title=_("Send the letter")).Next(this.answer)
    answer = Work().Annotation(title=_("Reply to the letter")).Next(this.answers)
    answers = flow.Join(continue_on_condition=this.letter_follows).Annotation(title=_("Replies in")).Next(this.answered)
    answered = PathEnd().Annotation(title=_("Round over"))
    circulate = FanOut(signers_to_ask).Annotation(title=_("Circulate for signature")).Next(this.sign)
    sign = Work().Annotation(title=_("Sign the agreement")).Next(this.signed)
    signed = flow.Join(continue_on_condition=this.draft_is_gone).Next(this.all_signed)
    all_signed = (
        Switch()
        .Case(this.conduct, act_is("refuse_agreement"))
        .Case(this.circulate, signatures_are_missing)
        .Default(this.agreed)
    )
    agreed = StageEnd(StageResult.AGREED).Annotation(title=_("Agreed"))
    referred = StageEnd(StageResult.REFERRED).Annotation(title=_("Referred upward"))

    def letter_follows(self, activation: object, _active: object) -> bool:
        return act_is("send_negotiation_letter")(activation)

    def draft_is_gone(self, activation: object, _active: object) -> bool:
        return act_is("refuse_agreement", "revise_agreement")(activation)


class DispatchCoordinationFlow(flow.Flow):
    """派件部门专题协调: the dispatch office convenes; its minutes name who does what, or it applies to 编办."""

    process_title = _("Coordination by the dispatch office")
    lock_impl = case_lock

    start = CaseStart().Next(this.begin)
    begin = Split().Next(this.ask).Next(this.convene)
    ask = FanOut(silent_parties).Annotation(title=_("Ask who has not spoken")).Next(this.position)
    position = Work().Annotation(title=_("State a position")).Next(this.positions_in)
    positions_in = flow.Join().Annotation(title=_("All positions in")).Next(this.heard)
    heard = PathEnd().Annotation(title=_("All heard"))
    convene = Work(conductor, step=Step.CONVENING).Annotation(title=_("Convene a joint meeting")).Next(this.convened)
    convened = Switch().Case(this.hold, act_is("convene_meeting", "put_on_agenda")).Default(this.referred)
    hold = Work(conductor).Annotation(title=_("Hold the meeting")).Next(this.held)
    held = Switch().Case(this.minutes, act_is("hold_meeting")).Default(this.convene)
    minutes = Work(conductor, step=Step.MINUTES).Annotation(title=_("Issue the minutes")).Next(this.minuted)
    minuted = (
        Switch()
        .Case(this.apply, act_is("issue_minutes_not_agreed"))
        .Case(this.circulate_minutes, confirmation_is_asked)
        .Default(this.agreed)
    )
    circulate_minutes = (
        FanOut(asked_to_confirm).Annotation(title=_("Send the minutes for confirmation")).Next(this.confirm_minutes)
    )
    confirm_minutes = Work().Annotation(title=_("Confirm the minutes")).Next(this.answered)
    answered = flow.Join(continue_on_condition=somebody_objected).Next(this.confirmed)
    confirmed = Switch().Case(this.correct_minutes, act_is("object_to_minutes")).Default(this.agreed)
    correct_minutes = Work(conductor, step=Step.MINUTES).Annotation(title=_("Answer the objection")).Next(this.minuted)
    apply = Work(conductor).Annotation(title=_("Apply to the next tier")).Next(this.referred)
    agreed = StageEnd(StageResult.AGREED).Annotation(title=_("Agreed"))
    referred = StageEnd(StageResult.REFERRED).Annotation(title=_("Referred upward"))


class OfficeCoordinationFlow(flow.Flow):
    """编办牵头协调: acceptance, written rounds, a joint meeting, the opinion: drafted, reviewed, confirmed."""

    process_title = _("Coordination by the establishment office")
    lock_impl = case_lock

    start = CaseStart().Next(this.acceptance)
    acceptance = Work(conductor, step=Step.ACCEPTANCE).Annotation(title=_("Review the application")).Next(this.reviewed)
    reviewed = (
        Switch()
        .Case(this.supplement, act_is("ask_to_supplement"))
        .Case(this.declined, act_is("decline_application"))
        .Case(this.transferred, act_is("transfer_case"))
        .Default(this.study)
    )
    supplement = (
        Work(applicant, step=Step.SUPPLEMENT).Annotation(title=_("Supplement the application")).Next(this.supplemented)
    )
    supplemented = Switch().Case(this.abandoned, act_is("abandon_application")).Default(this.acceptance)
    study = Work(conductor).Annotation(title=_("Study the case")).Next(this.studied)
    studied = (
        Switch()
        .Case(this.solicit, act_is("open_round"))
        .Case(this.hold, act_is("convene_meeting", "put_on_agenda"))
        .Case(this.drafted, act_is("draft_opinion"))
        .Case(this.cosigning, act_is("request_cosignatures"))
        .Default(this.referred)
    )
    solicit = FanOut(parties).Annotation(title=_("Ask for written opinions")).Next(this.reply)
    reply = Work().Annotation(title=_("Reply in writing")).Next(this.replies)
    replies = flow.Join(continue_on_condition=this.round_is_closed).Annotation(title=_("Replies in")).Next(this.study)
    hold = Work(conductor).Annotation(title=_("Hold the meeting")).Next(this.held)
    held = Switch().Case(this.minutes, act_is("hold_meeting")).Default(this.study)
    minutes = Work(conductor, step=Step.MINUTES).Annotation(title=_("Issue the minutes")).Next(this.minuted)
    minuted = Switch().Case(this.circulate_minutes, confirmation_is_asked).Default(this.study)
    circulate_minutes = (
        FanOut(asked_to_confirm).Annotation(title=_("Send the minutes for confirmation")).Next(this.confirm_minutes)
    )
    confirm_minutes = Work().Annotation(title=_("Confirm the minutes")).Next(this.answered)
    answered = flow.Join(continue_on_condition=somebody_objected).Next(this.minutes_answered)
    minutes_answered = Switch().Case(this.correct_minutes, act_is("object_to_minutes")).Default(this.study)
    correct_minutes = Work(conductor, step=Step.MINUTES).Annotation(title=_("Answer the objection")).Next(this.minuted)
    drafted = If(opinion_is_reviewed).Then(this.review).Else(this.confirm)
    review = Work(conductor).Annotation(title=_("Review the draft opinion")).Next(this.checked)
    checked = Switch().Case(this.study, act_is("send_back_opinion")).Default(this.confirm)
    confirm = Work(conductor).Annotation(title=_("Confirm the opinion")).Next(this.confirmed)
    confirmed = (
        Switch()
        .Case(this.study, act_is("return_opinion"))
        .Case(this.agreed, opinion_is_agreed)
        .Default(this.determined)
    )
    cosigning = FanOut(parties).Annotation(title=_("Ask to co-sign the referral")).Next(this.cosign)
    cosign = Work().Annotation(title=_("Co-sign or dissent in writing")).Next(this.cosigned)
    cosigned = flow.Join(continue_on_condition=this.cosigning_is_over).Annotation(title=_("Co-signed")).Next(this.study)
    agreed = StageEnd(StageResult.AGREED).Annotation(title=_("Agreed"))
    determined = StageEnd(StageResult.DETERMINED).Annotation(title=_("Opinion issued"))
    referred = StageEnd(StageResult.REFERRED).Annotation(title=_("Referred upward"))
    declined = StageEnd(StageResult.DECLINED).Annotation(title=_("Declined"))
    transferred = StageEnd(StageResult.TRANSFERRED).Annotation(title=_("Transferred"))
    abandoned = StageEnd(StageResult.ABANDONED).Annotation(title=_("Deemed abandoned"))

    def round_is_closed(self, activation: object, _active: object) -> bool:
        return act_is("close_round", "lapse_round")(activation)

    def cosigning_is_over(self, activation: object, _active: object) -> bool:
        return act_is("end_cosigning")(activation)


class ReferralFlow(flow.Flow):
    """提请党委、政府专题研究: received, sent to who decides, tabled where a meeting does; there is nothing above."""

    process_title = _("Referral to the party committee or government")
    lock_impl = case_lock

    start = CaseStart().Next(this.receive)
    receive = Work(conductor).Annotation(title=_("Register the referral")).Next(this.route)
    route = Work(conductor).Annotation(title=_("Send it to who decides")).Next(this.routed)
    routed = (
        Switch()
        .Case(this.returned, act_is("return_referral"))
        .Case(this.on_paper, goes_to(DecidingBody.LEADER_IN_CHARGE))
        .Default(this.agenda)
    )
    on_paper = Work(conductor).Annotation(title=_("Leader in charge decides on paper")).Next(this.answered)
    agenda = Work(conductor).Annotation(title=_("Apply for the agenda")).Next(this.tabled)
    tabled = (
        Switch()
        .Case(this.routed, act_is("route_referral", "return_referral"))
        .Case(this.commission, goes_to(DecidingBody.ESTABLISHMENT_COMMISSION))
        .Case(this.standing_committee, goes_to(DecidingBody.PARTY_STANDING_COMMITTEE))
        .Default(this.government)
    )
    commission = Work(conductor).Annotation(title=_("Establishment commission decides")).Next(this.answered)
    government = Work(conductor).Annotation(title=_("Government meeting decides")).Next(this.answered)
    standing_committee = Work(conductor).Annotation(title=_("Standing committee decides")).Next(this.answered)
    answered = (
        Switch()
        .Case(this.decided, act_is("enter_decision"))
        .Case(this.tabled, act_is("apply_for_agenda"))
        .Default(this.routed)
    )
    decided = StageEnd(StageResult.DECIDED).Annotation(title=_("Decided"))
    returned = StageEnd(StageResult.RETURNED).Annotation(title=_("Sent back for further work"))
