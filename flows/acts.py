"""Every act of the procedure, declared once.

Forms, the API's ``actions``, its typed operations and the timeline derive from this table. An act is offered to a
capacity when ``who`` names its organization, its role is among ``roles``, and ``check`` has no objection.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from core.vocabulary import MembershipRole
from flows import conditions, inputs
from flows.acting import Acting
from flows.doing import companions, coordination, negotiation, office, settlement
from flows.situation import Situation
from organizations.models import Organization

STAFF = frozenset({MembershipRole.HANDLER, MembershipRole.REVIEWER, MembershipRole.HEAD, MembershipRole.LIAISON})
HEADS = frozenset({MembershipRole.HEAD})

Who = Callable[[Situation], list[Organization]]
Check = Callable[[Situation], str | None]


@dataclass(frozen=True, kw_only=True)
class ActSpec:
    """行为: ``title`` and ``consequence`` are translatable; ``event`` is what the record calls it.

    ``nodes`` are the steps of the flow that the act completes; none for a companion act, which says by ``who``
    whom it is open to. ``check`` gives the reason why it is not possible just now.
    """

    name: str
    event: str
    title: str
    consequence: str
    input: type[inputs.ActInput]
    service: Callable[[Acting, Any], None]
    nodes: tuple[str, ...] = ()
    who: Who
    roles: frozenset[MembershipRole] = STAFF
    check: Check = conditions.always
    irreversible: bool = False


def _at(*nodes: str) -> dict[str, Any]:
    return {"nodes": nodes, "who": lambda situation: situation.at_node(*nodes)}


_TIER_1 = (
    ActSpec(
        name="state_position", event="position.submitted", title=_("State a position"),
        consequence=_("The position goes on the record with its basis and is shown to all parties."),
        input=inputs.StatePosition, service=negotiation.state_position, nodes=("position",),
        who=conditions.parties_of_negotiable_tier,
    ),
    ActSpec(
        name="draft_agreement", event="agreement.drafted", title=_("Put an agreement to the parties"),
        consequence=_("Every party is asked to sign; when all have signed, it is filed with the establishment office."),
        input=inputs.DraftAgreement, service=negotiation.draft_agreement, **_at("conduct"),
    ),
    ActSpec(
        name="sign_agreement", event="agreement.signed", title=_("Agree and sign"),
        consequence=_("The agreement binds once all parties have signed."),
        input=inputs.SignAgreement, service=negotiation.sign_agreement, irreversible=True, **_at("sign"),
    ),
    ActSpec(
        name="refuse_agreement", event="agreement.refused", title=_("Decline to sign"),
        consequence=_("The draft falls; the convening department drafts anew or refers the case."),
        input=inputs.RefuseAgreement, service=negotiation.refuse_agreement, irreversible=True, **_at("sign"),
    ),
    ActSpec(
        name="refer_case", event="case.referred", title=_("Refer to the next tier"),
        consequence=_("The signed letter and the case go up one tier; the next term begins."),
        input=inputs.ReferCase, service=negotiation.refer_case, check=conditions.may_be_referred, irreversible=True,
        **_at("conduct", "convene", "apply", "study"),
    ),
)  # fmt: skip

_MEETINGS = (
    ActSpec(
        name="convene_meeting", event="meeting.convened", title=_("Convene a joint meeting"),
        consequence=_("Every party is invited to time and place."),
        input=inputs.ConveneMeeting, service=coordination.convene_meeting, **_at("convene", "study"),
    ),
    ActSpec(
        name="hold_meeting", event="meeting.held", title=_("Record the meeting"),
        consequence=_("Attendance and the stand of each department go on the record; the term for the minutes begins."),
        input=inputs.HoldMeeting, service=coordination.hold_meeting, **_at("hold"),
    ),
    ActSpec(
        name="issue_minutes_agreed", event="minutes.issued", title=_("Issue minutes: agreed"),
        consequence=_("The minutes name who does what and go to the establishment office for the record."),
        input=inputs.IssueMinutesAgreed, service=coordination.issue_minutes_agreed, check=conditions.at_tier_2,
        irreversible=True, **_at("minutes"),
    ),
    ActSpec(
        name="issue_minutes_consensus", event="minutes.issued", title=_("Issue minutes: consensus"),
        consequence=_("The opinion can now be drafted on what the meeting found."),
        input=inputs.IssueMinutesNotAgreed, service=coordination.issue_minutes_consensus, check=conditions.at_tier_3,
        irreversible=True, **_at("minutes"),
    ),
    ActSpec(
        name="issue_minutes_not_agreed", event="minutes.issued", title=_("Issue minutes: not agreed"),
        consequence=_("The differences go on the record; the case can be referred upward."),
        input=inputs.IssueMinutesNotAgreed, service=coordination.issue_minutes_not_agreed, irreversible=True,
        **_at("minutes"),
    ),
)  # fmt: skip

_TIERS_3_AND_4 = (
    ActSpec(
        name="accept_application", event="application.accepted", title=_("Accept the application"),
        consequence=_("The establishment office takes the case up: opinions, meeting, opinion of the office."),
        input=inputs.AcceptApplication, service=office.accept_application, **_at("acceptance"),
    ),
    ActSpec(
        name="ask_to_supplement", event="supplement.requested", title=_("Ask for a supplement"),
        consequence=_("The applicant is told what is missing; its term to supplement begins."),
        input=inputs.AskToSupplement, service=office.ask_to_supplement, check=conditions.may_ask_to_supplement,
        **_at("acceptance"),
    ),
    ActSpec(
        name="supplement_application", event="application.supplemented", title=_("Supplement the application"),
        consequence=_("The review of the application goes on."),
        input=inputs.SupplementApplication, service=office.supplement_application, **_at("supplement"),
    ),
    ActSpec(
        name="transfer_case", event="case.transferred", title=_("Transfer to the right forum"),
        consequence=_("The case is closed here and handed to the forum named."),
        input=inputs.TransferCase, service=office.transfer_case, irreversible=True, **_at("acceptance"),
    ),
    ActSpec(
        name="decline_application", event="application.declined", title=_("Decline the application"),
        consequence=_("The case is closed with the reason given."),
        input=inputs.DeclineApplication, service=office.decline_application, irreversible=True, **_at("acceptance"),
    ),
    ActSpec(
        name="open_round", event="round.opened", title=_("Ask for written opinions"),
        consequence=_("Every party is asked; at the end of the term the round closes, silence is no consent."),
        input=inputs.OpenRound, service=office.open_round, check=conditions.may_open_round, **_at("study"),
    ),
    ActSpec(
        name="reply_opinion", event="opinion.replied", title=_("Reply in writing"),
        consequence=_("The reply goes on the record; with the last one the round is over."),
        input=inputs.ReplyOpinion, service=office.reply_opinion, **_at("reply"),
    ),
    ActSpec(
        name="close_round", event="round.closed", title=_("Close the round"),
        consequence=_("Who has not replied is recorded as silent, never as consenting."),
        input=inputs.CloseRound, service=office.close_round, who=conditions.conductor_of_open_round,
    ),
    ActSpec(
        name="draft_opinion", event="opinion.drafted", title=_("Draft the coordination opinion"),
        consequence=_("The director confirms it or returns it."),
        input=inputs.DraftOpinion, service=office.draft_opinion, check=conditions.may_draft_opinion, **_at("study"),
    ),
    ActSpec(
        name="confirm_opinion", event="opinion.confirmed", title=_("Confirm and issue the opinion"),
        consequence=_("The opinion binds; the outcome goes to the duty list."),
        input=inputs.ConfirmOpinion, service=office.confirm_opinion, roles=HEADS, irreversible=True, **_at("confirm"),
    ),
    ActSpec(
        name="return_opinion", event="opinion.returned", title=_("Return the draft opinion"),
        consequence=_("The draft falls; the study goes on."),
        input=inputs.ReturnOpinion, service=office.return_opinion, roles=HEADS, **_at("confirm"),
    ),
    ActSpec(
        name="enter_decision", event="decision.entered", title=_("Enter the decision"),
        consequence=_("What was decided above binds; the establishment office enters it into the duty list."),
        input=inputs.EnterDecision, service=office.enter_decision, irreversible=True, **_at("decide"),
    ),
)  # fmt: skip

_SETTLEMENT = (
    ActSpec(
        name="accept_filing", event="filing.accepted", title=_("Accept for the record"),
        consequence=_("The result is in force and enters the duty list; carrying out begins."),
        input=inputs.AcceptFiling, service=settlement.accept_filing, irreversible=True, **_at("filing"),
    ),
    ActSpec(
        name="return_filing", event="filing.returned", title=_("Return for correction"),
        consequence=_("The result falls; the tier it came from begins anew with a full term."),
        input=inputs.ReturnFiling, service=settlement.return_filing, **_at("filing"),
    ),
    ActSpec(
        name="list_outcome", event="outcome.listed", title=_("Enter into the duty list"),
        consequence=_("The outcome is in force; carrying out begins."),
        input=inputs.ListOutcome, service=settlement.list_outcome, irreversible=True, **_at("listing"),
    ),
    ActSpec(
        name="report_carrying_out", event="carrying_out.reported", title=_("Report that it is carried out"),
        consequence=_("The establishment office checks the report."),
        input=inputs.ReportCarryingOut, service=settlement.report_carrying_out, **_at("carrying_out"),
    ),
    ActSpec(
        name="strike_off", event="carrying_out.struck_off", title=_("Strike off"),
        consequence=_("The case is closed and can be archived."),
        input=inputs.StrikeOff, service=settlement.strike_off, irreversible=True, **_at("checking"),
    ),
    ActSpec(
        name="return_report", event="carrying_out.returned", title=_("Return the report"),
        consequence=_("The lead department carries out and reports again."),
        input=inputs.ReturnReport, service=settlement.return_report, **_at("checking"),
    ),
    ActSpec(
        name="archive_case", event="case.archived", title=_("Archive"),
        consequence=_("Nothing further happens to the case."),
        input=inputs.ArchiveCase, service=settlement.archive_case, irreversible=True, **_at("archiving"),
    ),
)  # fmt: skip

_COMPANIONS = (
    ActSpec(
        name="sign_letter", event="letter.signed", title=_("Sign the letter"),
        consequence=_("The letter that the clock left as a draft becomes your organization's word."),
        input=inputs.SignLetter, service=companions.sign_letter, who=conditions.senders_of_drafts,
    ),
    ActSpec(
        name="designate_interim_handler", event="interim_handler.designated", title=_("Designate the interim handler"),
        consequence=_("It handles the citizen's matter from now on, without prejudice to the outcome."),
        input=inputs.DesignateInterimHandler, service=companions.designate_interim_handler,
        who=conditions.who_designates, check=conditions.has_citizens_matter,
    ),
    ActSpec(
        name="add_party", event="party.added", title=_("Add a department"),
        consequence=_("It takes part from now on and is asked what the others are asked."),
        input=inputs.AddParty, service=companions.add_party, who=conditions.who_adds_parties,
    ),
    ActSpec(
        name="extend_deadline", event="deadline.extended", title=_("Extend the term of the tier"),
        consequence=_("The whole term is counted again from its start with the working days added."),
        input=inputs.ExtendDeadline, service=companions.extend_deadline, who=conditions.who_extends, roles=HEADS,
        check=conditions.may_be_extended,
    ),
    ActSpec(
        name="withdraw_case", event="case.withdrawn", title=_("Withdraw the case"),
        consequence=_("Every clock stops and the case is closed without an outcome."),
        input=inputs.WithdrawCase, service=companions.withdraw_case, who=conditions.who_withdraws, irreversible=True,
    ),
)  # fmt: skip

ACTS: Mapping[str, ActSpec] = {
    spec.name: spec for spec in (*_TIER_1, *_MEETINGS, *_TIERS_3_AND_4, *_SETTLEMENT, *_COMPANIONS)
}

SYSTEM_EVENTS = (
    "case.opened",
    "document.added",
    "stage.timed_out",
    "deadline.warned",
    "deadline.reminded",
    "round.lapsed",
    "application.abandoned",
)
"""Events that no act of the table writes: opening, papers, and the clock's own."""
