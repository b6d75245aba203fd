"""Words for the codes of ``core.vocabulary``, in the language of the moment.

English sources here, Chinese in the catalogue. Tables are by vocabulary, because codes of two vocabularies may
be equal as text (``DutyRole.LEAD == Stance.LEAD``).
"""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from core import vocabulary as v

LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    v.Tier: {
        v.Tier.NEGOTIATION: _("Negotiation between departments"),
        v.Tier.DISPATCH_COORDINATION: _("Coordination by the dispatch office"),
        v.Tier.OFFICE_COORDINATION: _("Coordination by the establishment office"),
        v.Tier.REFERRAL: _("Referral to the party committee and government"),
    },
    v.CaseState: {
        v.CaseState.DRAFT: _("Draft"),
        v.CaseState.INTAKE: _("Intake"),
        v.CaseState.OPEN: _("Under coordination"),
        v.CaseState.SETTLED: _("Settled"),
        v.CaseState.CARRYING_OUT: _("Being carried out"),
        v.CaseState.CLOSED: _("Closed"),
        v.CaseState.ARCHIVED: _("Archived"),
    },
    v.ClosingReason: {
        v.ClosingReason.CARRIED_OUT: _("Carried out"),
        v.ClosingReason.WITHDRAWN: _("Withdrawn"),
        v.ClosingReason.DECLINED: _("Declined"),
        v.ClosingReason.TRANSFERRED: _("Transferred"),
        v.ClosingReason.ABANDONED: _("Abandoned: not supplemented in time"),
    },
    v.StageResult: {
        v.StageResult.AGREED: _("Agreed"),
        v.StageResult.REFERRED: _("Referred one tier up"),
        v.StageResult.TIMED_OUT: _("Term ran out"),
        v.StageResult.DETERMINED: _("Determined by the conductor"),
        v.StageResult.DECIDED: _("Decided"),
        v.StageResult.DECLINED: _("Declined"),
        v.StageResult.TRANSFERRED: _("Transferred"),
        v.StageResult.ABANDONED: _("Abandoned: not supplemented in time"),
        v.StageResult.WITHDRAWN: _("Withdrawn"),
    },
    v.CaseSource: {
        v.CaseSource.HOTLINE: _("12345 hotline work order"),
        v.CaseSource.PETITION: _("Petition"),
        v.CaseSource.DEPARTMENT: _("Raised by a department"),
        v.CaseSource.ASSIGNED: _("Assigned from above"),
        v.CaseSource.EX_OFFICIO: _("Taken up by the establishment office"),
    },
    v.Phase: {
        v.Phase.APPROVAL: _("Approval"),
        v.Phase.SUPERVISION: _("Supervision"),
        v.Phase.ENFORCEMENT: _("Enforcement"),
    },
    v.DutyRole: {
        v.DutyRole.LEAD: _("Lead department"),
        v.DutyRole.RESPONSIBLE: _("Responsible department"),
        v.DutyRole.ASSISTING: _("Assisting department"),
    },
    v.Stance: {
        v.Stance.LEAD: _("We lead"),
        v.Stance.ASSIST: _("We assist"),
        v.Stance.NOT_OURS: _("Not ours"),
        v.Stance.PART: _("Ours in part"),
    },
    v.PartyRole: {
        v.PartyRole.CONVENING: _("Convening department"),
        v.PartyRole.CONCERNED: _("Department concerned"),
    },
    v.OutcomeScope: {
        v.OutcomeScope.STANDING: _("Standing"),
        v.OutcomeScope.THIS_CASE: _("This case only"),
    },
    v.OrganizationKind: {
        v.OrganizationKind.PARTY_ORGAN: _("Organ of the party committee"),
        v.OrganizationKind.DISCIPLINE: _("Discipline inspection organ"),
        v.OrganizationKind.CONGRESS_OR_CONSULTATIVE: _("People's congress or consultative conference"),
        v.OrganizationKind.DEPARTMENT: _("Government department"),
        v.OrganizationKind.MASS_ORGANIZATION: _("Mass organization"),
        v.OrganizationKind.SUBDISTRICT: _("Subdistrict or town"),
        v.OrganizationKind.VERTICAL_ORGAN: _("Vertically managed organ"),
        v.OrganizationKind.INSTITUTION: _("Public institution"),
    },
    v.OrganizationFunction: {
        v.OrganizationFunction.DISPATCH_OFFICE: _("Dispatch office"),
        v.OrganizationFunction.ESTABLISHMENT_OFFICE: _("Establishment office"),
        v.OrganizationFunction.SECRETARIAT: _("Secretariat of the party committee and government"),
        v.OrganizationFunction.INSPECTION: _("Inspection office"),
        v.OrganizationFunction.AUDIT: _("Audit office"),
        v.OrganizationFunction.JUSTICE: _("Justice bureau"),
    },
    v.MembershipRole: {
        v.MembershipRole.HANDLER: _("Handler"),
        v.MembershipRole.REVIEWER: _("Reviewer"),
        v.MembershipRole.HEAD: _("Head"),
        v.MembershipRole.LIAISON: _("Liaison"),
        v.MembershipRole.SUPERVISOR: _("Supervisor"),
        v.MembershipRole.SYSTEM_ADMINISTRATOR: _("System administrator"),
    },
    v.TermUnit: {
        v.TermUnit.WORKDAY: _("workdays"),
        v.TermUnit.DAY: _("days"),
        v.TermUnit.HOUR: _("hours"),
    },
    v.RollRule: {
        v.RollRule.NONE: _("does not roll"),
        v.RollRule.NEXT_WORKDAY: _("rolls to the next workday"),
    },
    v.Step: {
        v.Step.TIER_NEGOTIATION: _("Tier 1: negotiation"),
        v.Step.TIER_DISPATCH: _("Tier 2: coordination by the dispatch office"),
        v.Step.TIER_OFFICE: _("Tier 3: coordination by the establishment office"),
        v.Step.TIER_REFERRAL: _("Tier 4: referral"),
        v.Step.POSITION: _("Stating a position"),
        v.Step.ACCEPTANCE: _("Acceptance review"),
        v.Step.SUPPLEMENT: _("Supplementing an application"),
        v.Step.REPLY: _("Written reply"),
        v.Step.MINUTES: _("Confirming minutes"),
        v.Step.FILING_REVIEW: _("Review of a filing"),
        v.Step.LISTING: _("Entry into the duty list"),
        v.Step.CARRYING_OUT: _("Carrying out"),
        v.Step.WORK_ORDER: _("The citizen's work order"),
    },
    v.EscalationMode: {
        v.EscalationMode.AUTO: _("The case moves one tier up by itself"),
        v.EscalationMode.NOTIFY_ONLY: _("Reminds only"),
    },
    v.SilenceEffect: {
        v.SilenceEffect.NONE: _("Silence has no effect"),
        v.SilenceEffect.CLOSE_ROUND: _("The round closes without it"),
        v.SilenceEffect.ABANDONED: _("Counts as abandoned"),
        v.SilenceEffect.NO_OBJECTION: _("Counts as no objection"),
        v.SilenceEffect.FIRST_HANDLER: _("Counts as first handler"),
        v.SilenceEffect.CONFIRMED: _("Counts as confirmed"),
    },
    v.ReviewDecision: {
        v.ReviewDecision.ACCEPTED: _("Accepted for coordination"),
        v.ReviewDecision.TO_SUPPLEMENT: _("To be supplemented"),
        v.ReviewDecision.DECLINED: _("Not accepted"),
        v.ReviewDecision.TRANSFERRED: _("Transferred to the right forum"),
    },
    v.FilingDecision: {
        v.FilingDecision.ACCEPTED: _("Accepted for the record"),
        v.FilingDecision.RETURNED: _("Returned for correction"),
        v.FilingDecision.LISTED: _("Entered into the duty list"),
    },
    v.OutcomeState: {
        v.OutcomeState.PROPOSED: _("Proposed"),
        v.OutcomeState.IN_FORCE: _("In force"),
        v.OutcomeState.VOID: _("Void"),
    },
    v.DeadlineEffect: {
        v.DeadlineEffect.MOVE_UP: _("The case moves one tier up"),
        v.DeadlineEffect.REMIND: _("A reminder goes out and the next one is set"),
        v.DeadlineEffect.WARN: _("A warning goes out"),
        v.DeadlineEffect.CLOSE_ROUND: _("The round closes"),
        v.DeadlineEffect.ABANDON: _("The application counts as abandoned"),
    },
    v.MeetingState: {
        v.MeetingState.CONVENED: _("Convened"),
        v.MeetingState.HELD: _("Held"),
        v.MeetingState.MINUTED: _("Minutes issued"),
        v.MeetingState.CANCELLED: _("Called off"),
    },
    v.DeadlineState: {
        v.DeadlineState.RUNNING: _("Running"),
        v.DeadlineState.PAUSED: _("Suspended"),
        v.DeadlineState.MET: _("Met"),
        v.DeadlineState.FIRED: _("Ran out"),
        v.DeadlineState.CANCELLED: _("Fell away"),
    },
    v.DecidingBody: {
        v.DecidingBody.LEADER_IN_CHARGE: _("Leader in charge"),
        v.DecidingBody.ESTABLISHMENT_COMMISSION: _("Establishment commission"),
        v.DecidingBody.GOVERNMENT_MEETING: _("Government meeting"),
        v.DecidingBody.PARTY_STANDING_COMMITTEE: _("Party standing committee"),
    },
    v.LetterKind: {
        v.LetterKind.APPLICATION_TO_DISPATCH: _("Application to the dispatch office"),
        v.LetterKind.APPLICATION_TO_OFFICE: _("Application to the establishment office"),
        v.LetterKind.REFERRAL: _("Referral to the party committee and government"),
    },
    v.BasisKind: {
        v.BasisKind.LAW: _("Law"),
        v.BasisKind.ADMINISTRATIVE_REGULATION: _("Administrative regulation"),
        v.BasisKind.LOCAL_REGULATION: _("Local regulation"),
        v.BasisKind.DEPARTMENT_RULE: _("Rule of a ministry or local government"),
        v.BasisKind.MANDATE: _("Mandate"),
        v.BasisKind.PARTY_DOCUMENT: _("Party document"),
        v.BasisKind.NORMATIVE_DOCUMENT: _("Normative document"),
        v.BasisKind.OTHER: _("Other basis"),
    },
    v.Conductor: {
        v.Conductor.CONVENING_DEPARTMENT: _("Convening department"),
        v.Conductor.DISPATCH_OFFICE: _("Dispatch office"),
        v.Conductor.ESTABLISHMENT_OFFICE: _("Establishment office"),
        v.Conductor.SECRETARIAT: _("Secretariat of the party committee and government"),
    },
    v.Applicant: {
        v.Applicant.CONVENING_DEPARTMENT: _("Convening department"),
        v.Applicant.ANY_PARTY: _("Any party"),
        v.Applicant.DISPATCH_OFFICE: _("Dispatch office"),
    },
    v.ConvenerRule: {
        v.ConvenerRule.FIRST_OBJECTOR: _("The lead; of several the first listed; else the first to object"),
        v.ConvenerRule.FIRST_PROPOSER: _("The lead; of several the first listed; else the first to propose"),
    },
    v.FilingMode: {
        v.FilingMode.REVIEW: _("The establishment office reviews and decides"),
        v.FilingMode.RECORD: _("Put on record only"),
    },
    v.InterimMode: {
        v.InterimMode.DESIGNATED: _("Designated by the dispatch office"),
        v.InterimMode.FIRST_RECEIVER: _("Whoever received the matter first"),
        v.InterimMode.ORIGINAL: _("Whoever handled the matter before"),
        v.InterimMode.NONE: _("No interim handler"),
    },
    v.ExtensionApprover: {
        v.ExtensionApprover.CONDUCTOR_HEAD: _("Head of the conducting organization"),
        v.ExtensionApprover.ESTABLISHMENT_OFFICE_HEAD: _("Head of the establishment office"),
    },
    v.ForumSubject: {
        v.ForumSubject.DUTIES: _("Division of duties"),
        v.ForumSubject.APPLICATION_OF_LAW: _("Application of law in enforcement"),
        v.ForumSubject.VERTICAL_ORGAN: _("A vertically managed organ is concerned"),
        v.ForumSubject.OTHER: _("Other subject"),
    },
}


def label(member: StrEnum) -> str:
    """用语: the word for one code on pages and papers."""
    return gettext(LABELS[type(member)][member.value])
