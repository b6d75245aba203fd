"""关注: a person wants to hear of a case; it gives no right that the person does not have anyway."""

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case
from organizations.models import Person


class CaseFollow(models.Model):
    """关注: since when a person follows a case, and until when they did."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follows")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="follows")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(ended_at=None), name="a_person_follows_a_case_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")), name="following_ends_after_it_began"
            ),
        ]
        indexes = [models.Index(fields=["person"], condition=Q(ended_at=None), name="cases_a_person_follows")]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.case_id}"
