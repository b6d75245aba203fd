"""What can be read of a case."""

from cases.models import Case, Consultation, Feedback, Opinion, OpinionPoint, OpinionReply, OutcomeAssignment, Stage
from core.vocabulary import DutyRole, OutcomeState, Phase
from organizations.models import Organization


def lead_of_outcome(case: Case) -> Organization:
    """The lead of the first matter of the outcome in force: of supervision if it has one, else of the next phase."""
    leads = OutcomeAssignment.objects.filter(
        outcome__case=case, outcome__state=OutcomeState.IN_FORCE, further=None, role=DutyRole.LEAD
    ).select_related("organization")
    by_phase = {Phase(lead.phase): lead.organization for lead in leads}
    return by_phase.get(Phase.SUPERVISION) or next(by_phase[phase] for phase in Phase if phase in by_phase)


def earlier_replies(case: Case, organization: Organization) -> list[OpinionReply]:
    """此前答复: what the organization replied in the rounds of this case, the latest first, with its points."""
    replies = OpinionReply.objects.filter(round__case=case, organization=organization)
    return list(replies.select_related("round").prefetch_related("points").order_by("-pk"))


def open_points(stage: Stage) -> list[OpinionPoint]:
    """未答复的意见要点: those of the closed rounds of this visit that have no adoption on record."""
    points = OpinionPoint.objects.filter(reply__round__stage=stage, reply__round__closed_at__isnull=False, adoption="")
    return list(points.select_related("reply__round", "reply__organization").order_by("pk"))


def open_consultations(case: Case) -> list[Consultation]:
    """Those that wait for an answer, the oldest first."""
    waiting = Consultation.objects.filter(case=case, answered_at=None, lapsed_at=None)
    return list(waiting.select_related("organization", "asked_by").order_by("pk"))


def opinion_without_feedback(case: Case) -> Opinion | None:
    """The issued opinion that was not yet sent to the parties."""
    issued = Opinion.objects.filter(case=case, confirmed_at__isnull=False, void_at=None, feedback=None)
    return issued.select_related("stage__conductor").order_by("-pk").first()


def feedback_to(case: Case, organization: Organization) -> Feedback:
    """The feedback that this party has not acknowledged yet."""
    return Feedback.objects.filter(
        opinion__case=case, organization=organization, acknowledged_at=None
    ).earliest("pk")  # fmt: skip
