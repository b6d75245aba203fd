"""What somebody has begun to write and has not handed in. No case, no record: the one thing that is deleted."""

from django.db import models
from django.db.models import Q

from organizations.models import Person


class OpeningDraft(models.Model):
    """提起草稿: an unfinished form that opens a case, its writer's alone.

    ``content`` maps names of the form's fields to what was typed; ``title`` repeats the one in it, for the list.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="opening_drafts")
    title = models.CharField(max_length=120, blank=True, default="")
    content = models.JSONField()
    saved_at = models.DateTimeField()
    request_key = models.CharField(max_length=80, blank=True, default="", help_text="with which it was first kept")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(content={}), name="a_draft_holds_something"),
            models.UniqueConstraint(
                fields=["person", "request_key"], condition=~Q(request_key=""), name="a_draft_is_kept_once_per_key"
            ),
        ]
        indexes = [models.Index(fields=["person", "-saved_at"], name="drafts_of_person")]

    def __str__(self) -> str:
        return f"draft {self.pk}"
