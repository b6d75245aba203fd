"""试行: provisional results, and what their review came to."""

from django.db import models
from django.db.models import Q

from cases.models.case import Case
from cases.models.outcome import Outcome
from core.fields import code_check, code_field
from core.vocabulary import TrialState
from registry.models import BoundaryEntry, EntryVersion

WAITING = (TrialState.RUNNING, TrialState.LAPSED)


class Trial(models.Model):
    """试行: one version of a duty entry that holds until a day, and is reviewed before.

    ``review_from`` is the moment from which its review is due. ``case`` is the one that takes the matter up anew.
    """

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="trials")
    entry = models.ForeignKey(BoundaryEntry, on_delete=models.PROTECT, related_name="trials")
    version = models.OneToOneField(EntryVersion, on_delete=models.PROTECT, related_name="trial")
    state = code_field(TrialState)
    begun_at = models.DateTimeField()
    review_from = models.DateTimeField()
    ends_on = models.DateField(help_text="first day on which it no longer holds")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=100, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    document_number = models.CharField(max_length=60, blank=True, default="", help_text="of the paper that decides so")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="takes_up_trials")

    class Meta:
        constraints = [
            code_check("state", TrialState, name="trial_state_is_known"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state__in=WAITING), name="one_trial_of_an_entry_waits_for_review"
            ),
            models.CheckConstraint(
                condition=Q(state__in=WAITING, decided_at=None) | ~Q(state__in=WAITING) & Q(decided_at__isnull=False),
                name="trial_is_decided_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[TrialState.CONFIRMED, TrialState.PROLONGED, TrialState.LEFT_TO_LAPSE])
                | ~Q(reason=""),
                name="a_review_states_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=TrialState.TAKEN_UP_ANEW, case__isnull=False)
                | ~Q(state=TrialState.TAKEN_UP_ANEW) & Q(case=None),
                name="a_trial_taken_up_anew_has_its_case",
            ),
        ]
        indexes = [models.Index(fields=["review_from"], condition=Q(state__in=WAITING), name="trial_to_review")]

    def __str__(self) -> str:
        return f"{self.version} {self.state}"
