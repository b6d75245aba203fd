"""签发: how an organization's word becomes its word: prepared, reviewed, signed by its head."""

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case, Stage
from core.fields import code_check, code_field
from core.vocabulary import PaperKind, PaperState, SigningWay
from documents.models import Document
from organizations.models import Organization

LIVE = (PaperState.PREPARED, PaperState.REVIEWED)


class Paper(models.Model):
    """签发单: one paper of an organization on its way 经办 → 审核 → 签发, or as it was signed on paper (design §2).

    ``content`` is the input of ``act`` without the signature, as it will be done when the head signs. Both dates are
    kept: the one on the paper and the moment of recording.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sign_offs")
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="sign_offs")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    kind = code_field(PaperKind)
    act = models.CharField(max_length=60)
    levels = models.PositiveSmallIntegerField(help_text="how many people it passes, by the procedure")
    way = code_field(SigningWay)
    state = code_field(PaperState)
    content = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, hex")
    prepared_by_id = models.BigIntegerField(null=True, blank=True)
    prepared_by_name = models.CharField(max_length=100)
    prepared_at = models.DateTimeField()
    reviewed_by_id = models.BigIntegerField(null=True, blank=True)
    reviewed_by_name = models.CharField(max_length=100, blank=True, default="")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=60, blank=True, default="")
    signed_by_id = models.BigIntegerField(null=True, blank=True, help_text="empty where it was signed on paper")
    delegated_by = models.CharField(max_length=60, blank=True, default="", help_text="the head, where another signed")
    signed_on = models.DateField(null=True, blank=True, help_text="the paper's date")
    recorded_at = models.DateTimeField(null=True, blank=True)
    scan = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="returned or void since")
    reason = models.TextField(blank=True, default="", help_text="why it was returned")

    class Meta:
        constraints = [
            code_check("kind", PaperKind, name="paper_kind_is_known"),
            code_check("way", SigningWay, name="paper_way_is_known"),
            code_check("state", PaperState, name="paper_state_is_known"),
            models.UniqueConstraint(
                fields=["case", "organization", "act"], condition=Q(state__in=LIVE), name="one_live_paper_per_act"
            ),
            models.CheckConstraint(
                condition=Q(state=PaperState.SIGNED, signed_on__isnull=False, recorded_at__isnull=False)
                & ~Q(signed_by="")
                | ~Q(state=PaperState.SIGNED) & Q(signed_on=None, recorded_at=None, signed_by=""),
                name="a_signed_paper_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=PaperState.SIGNED) | Q(levels__lt=3) | ~Q(reviewed_by_name=""),
                name="three_levels_need_a_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(levels__lt=2) | Q(signed_by_id=None) | ~Q(signed_by_id=F("prepared_by_id")),
                name="who_prepares_does_not_sign",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by_id=None) | ~Q(reviewed_by_id=F("prepared_by_id")),
                name="who_prepares_does_not_review",
            ),
            models.CheckConstraint(
                condition=~Q(state=PaperState.RETURNED) | ~Q(reason=""), name="a_returned_paper_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[PaperState.RETURNED, PaperState.VOID], ended_at__isnull=False)
                | ~Q(state__in=[PaperState.RETURNED, PaperState.VOID]) & Q(ended_at=None),
                name="a_fallen_paper_says_since_when",
            ),
        ]
        indexes = [models.Index(fields=["case"], condition=Q(state__in=LIVE), name="papers_in_sign_off")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.organization}"

    @property
    def waits_for_review(self) -> bool:
        return self.state == PaperState.PREPARED and self.levels >= 3

    @property
    def waits_for_signature(self) -> bool:
        return self.state == PaperState.REVIEWED or (self.state == PaperState.PREPARED and self.levels < 3)
