"""How a case was opened: what the opener claims, who convenes and why; and who of those called has checked in."""

from django.db import models
from django.db.models import Q

from cases.models.case import Case
from core.fields import code_check, code_field
from core.vocabulary import ConvenerGround, ForumSubject, Phase, Tier
from organizations.models import Organization
from registry.models import BoundaryEntry


class Opening(models.Model):
    """提起事由: the opener's claim (who should lead, in which phase, by which clause) and how the convener was found.

    ``entry`` is the entry of the duty list that answered when the case was opened; ``enters_at`` the tier at which an
    assigned matter (交办) enters, "" for the lowest.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="opening")
    subject = code_field(ForumSubject)
    claimed_lead = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    claimed_phase = code_field(Phase, blank=True)
    claimed_clause = models.CharField(max_length=200, blank=True, default="")
    convener_ground = code_field(ConvenerGround)
    convening_reason = models.TextField(blank=True, default="")
    entry = models.ForeignKey(BoundaryEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    enters_at = code_field(Tier, blank=True)

    class Meta:
        constraints = [
            code_check("subject", ForumSubject, name="opening_subject_is_known"),
            code_check("claimed_phase", Phase, name="opening_phase_is_known", blank=True),
            code_check("convener_ground", ConvenerGround, name="opening_convener_ground_is_known"),
            code_check(
                "enters_at", (Tier.OFFICE_COORDINATION, Tier.REFERRAL), name="opening_enters_above_tier_2", blank=True
            ),
            models.CheckConstraint(
                condition=Q(claimed_lead=None) | ~Q(claimed_clause=""), name="who_claims_a_lead_names_the_clause"
            ),
            models.CheckConstraint(
                condition=~Q(convener_ground=ConvenerGround.NAMED) | ~Q(convening_reason=""),
                name="a_convener_is_named_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.convener_ground}"


class CheckIn(models.Model):
    """报到: a department that a subdistrict called (吹哨) has come, and who was sent."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="check_ins")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    representative = models.CharField(max_length=60)
    checked_in_at = models.DateTimeField()
    checked_in_by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "organization"], name="a_department_checks_in_once"),
            models.CheckConstraint(condition=~Q(representative=""), name="who_checks_in_is_named"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} in {self.case_id}"
