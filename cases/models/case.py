"""The case itself: its row is the lock for everything that happens in it."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from core.fields import code_check, code_field
from core.vocabulary import CaseSource, CaseState, ClosingReason, PartyRole, StageResult, Tier
from organizations.models import Jurisdiction, Organization
from procedures.models import ProcedureVersion


class CaseNumberCounter(models.Model):
    """编号计数: one row per jurisdiction and year, locked while a number is taken (sequences jump after a crash)."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["jurisdiction", "year"], name="one_counter_per_year")]

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.year}: {self.last}"


class Case(models.Model):
    """争议事项: the file of one dispute, from opening to archive."""

    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True, default="")
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="cases")
    source = code_field(CaseSource)
    procedure = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="cases")
    state = code_field(CaseState)
    tier = code_field(Tier, blank=True, help_text="tier of the open or last stage")
    work_secret = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False, help_text="in the fast lane (快速处理): short terms")
    revision = models.PositiveIntegerField(default=0, help_text="counts the acts")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    suspended_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_reason = code_field(ClosingReason, blank=True)
    closing_remark = models.TextField(blank=True, default="", help_text="in the words of who withdrew the case")
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            code_check("state", CaseState, name="case_state_is_known"),
            code_check("source", CaseSource, name="case_source_is_known"),
            code_check("tier", Tier, name="case_tier_is_known", blank=True),
            code_check("closing_reason", ClosingReason, name="case_closing_reason_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(state__in=[CaseState.CLOSED, CaseState.ARCHIVED], closed_at__isnull=False)
                & ~Q(closing_reason="")
                | ~Q(state__in=[CaseState.CLOSED, CaseState.ARCHIVED]) & Q(closed_at=None, closing_reason=""),
                name="case_is_closed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.ARCHIVED, archived_at__isnull=False)
                | ~Q(state=CaseState.ARCHIVED) & Q(archived_at=None),
                name="case_is_archived_with_a_date",
            ),
            models.CheckConstraint(condition=~Q(state=CaseState.OPEN) | ~Q(tier=""), name="open_case_has_a_tier"),
        ]
        indexes = [
            models.Index(fields=["jurisdiction", "state", "-id"], name="case_by_state"),
            models.Index(fields=["state", "tier", "-id"], name="case_by_tier"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="case_by_words_of_title"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class PresentParties(models.Manager["Party"]):
    """在案部门: those that take part now; ``case.parties`` and ``Party.objects`` mean these."""

    def get_queryset(self) -> models.QuerySet["Party"]:
        return super().get_queryset().filter(left_at=None)


class EveryParty(models.Manager["Party"]):
    """历次部门: with those that have left."""


class Party(models.Model):
    """相关部门: an organization in a case, with a role. Never a political party.

    One that was dissolved stays on record with ``left_at`` and the organization that took its place; what it said and
    signed counts for that one. ``everybody`` has them all, ``objects`` those who take part now.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="party_in")
    role = code_field(PartyRole)
    order = models.PositiveSmallIntegerField()
    joined_at = models.DateTimeField()
    reason = models.TextField(blank=True, default="", help_text="why it joined late")
    left_at = models.DateTimeField(null=True, blank=True, help_text="takes no part from then on")
    succeeded_by = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="in its place now"
    )

    objects = PresentParties()
    everybody = EveryParty()

    class Meta:
        ordering = ["order"]
        base_manager_name = "everybody"
        constraints = [
            models.UniqueConstraint(fields=["case", "organization"], name="an_organization_is_a_party_once"),
            models.UniqueConstraint(fields=["case", "order"], name="parties_are_listed_in_one_order"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(role=PartyRole.CONVENING, left_at=None),
                name="one_convening_department_per_case",
            ),
            models.CheckConstraint(
                condition=Q(succeeded_by=None) | Q(left_at__isnull=False) & ~Q(succeeded_by=F("organization")),
                name="who_was_succeeded_has_left",
            ),
            code_check("role", PartyRole, name="party_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} in {self.case_id}"


class Stage(models.Model):
    """阶段: one visit of a case to one tier; the legal unit that has a clock and a result."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stages")
    tier = code_field(Tier)
    visit = models.PositiveSmallIntegerField()
    conductor = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    result = code_field(StageResult, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(closed_at=None), name="one_open_stage_per_case"),
            models.UniqueConstraint(fields=["case", "tier", "visit"], name="visits_to_a_tier_are_counted"),
            code_check("tier", Tier, name="stage_tier_is_known"),
            code_check("result", StageResult, name="stage_result_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(closed_at=None, result="") | Q(closed_at__isnull=False) & ~Q(result=""),
                name="stage_is_closed_with_a_result",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="stage_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.tier} {self.visit}"


class InterimHandling(models.Model):
    """先行处置: who acts while the dispute is open, without prejudice; one at a time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="interim_handlings")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    designated_by = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, default="")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    handed_to = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="the lead of the outcome, where that is somebody else",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_to=None) | Q(ends_at__isnull=False) & ~Q(handed_to=F("organization")),
                name="a_hand_over_ends_the_handling_of_another",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(ends_at=None), name="one_interim_handler_per_case"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("begins_at")), name="interim_handling_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} for {self.case_id}"
