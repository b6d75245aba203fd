"""立项审查: what is put on record while a case is taken in. Callers hold the case's lock."""

from collections.abc import Sequence

from audit.acting import Act
from cases.models import Case, IntakeReview, Opening
from core.vocabulary import ForumSubject, IntakeDecision, IntakeItem, ScopeExclusion
from organizations.models import Organization


def review(
    *, case: Case, organization: Organization, decision: IntakeDecision, act: Act, items: Sequence[IntakeItem] = (),
    reason: str = "", exclusion: ScopeExclusion | None = None, subject: ForumSubject | None = None, forum: str = "",
) -> IntakeReview:  # fmt: skip
    """One decision of the reviewing office."""
    row = IntakeReview.objects.create(
        case=case, organization=organization, decision=decision, items=[str(item) for item in items], reason=reason,
        exclusion=exclusion or "", subject=subject or "", forum=forum, decided_at=act.at,
        decided_by_name=act.actor.person_name,
    )  # fmt: skip
    act.changed("intake.reviewed", review=row.pk, decision=decision)
    act.data.update(intake_review=row.pk, decision=decision, exclusion=exclusion or "")
    return row


def correct(*, case: Case, text: str, summary: str, act: Act) -> IntakeReview:
    """补正: answers the return that is open; a new ``summary`` replaces the old one, which stays on record."""
    row = open_return(case)
    row.correction, row.corrected_at, row.corrected_by_name = text, act.at, act.actor.person_name
    if summary:
        row.former_summary, case.summary = case.summary, summary
        case.save(update_fields=["summary"])
    row.save(update_fields=["correction", "corrected_at", "corrected_by_name", "former_summary"])
    act.changed("intake.corrected", review=row.pk)
    act.data["intake_review"] = row.pk
    return row


def lapse(*, case: Case, act: Act) -> None:
    """The return that is open, if there is one, is answered no more."""
    for row in IntakeReview.objects.filter(
        case=case, decision=IntakeDecision.TO_CORRECT, corrected_at=None, lapsed_at=None
    ):
        row.lapsed_at = act.at
        row.save(update_fields=["lapsed_at"])
        act.changed("intake.lapsed", review=row.pk)


def open_return(case: Case) -> IntakeReview:
    """The return for correction that waits."""
    return IntakeReview.objects.get(case=case, decision=IntakeDecision.TO_CORRECT, corrected_at=None, lapsed_at=None)


def claim_anew(*, case: Case, lead: Organization | None, phase: str, clause: str) -> None:
    """主张补正: another claim takes the place of the one that was filed."""
    Opening.objects.filter(case=case).update(claimed_lead=lead, claimed_phase=phase, claimed_clause=clause)
