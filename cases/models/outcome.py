"""What comes out of a case: agreement, opinion, decision, and who does what from when."""

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case, Stage
from core.fields import code_check, code_field
from core.vocabulary import (
    DecidingBody,
    DecisionForm,
    DutyRole,
    FilingDecision,
    OutcomeKind,
    OutcomeScope,
    OutcomeState,
    Phase,
)
from documents.models import Document
from organizations.models import Organization
from registry.models import BoundaryEntry


class Outcome(models.Model):
    """处理结果: who does what, per phase, from when, for how long; standing, provisional or for this case only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="outcomes")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="outcomes")
    version = models.PositiveSmallIntegerField()
    state = code_field(OutcomeState)
    kind = code_field(OutcomeKind, default=OutcomeKind.DUTY)
    matter = models.CharField(max_length=200)
    measures = models.TextField(blank=True, default="")
    basis = models.TextField(blank=True, default="")
    scope = code_field(OutcomeScope)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True, help_text="first day on which it no longer holds")
    proposed_at = models.DateTimeField()
    entry = models.ForeignKey(BoundaryEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="outcomes_are_counted"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=OutcomeState.IN_FORCE), name="one_outcome_in_force_per_case"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=OutcomeState.PROPOSED), name="one_outcome_proposed_per_case"
            ),
            code_check("state", OutcomeState, name="outcome_state_is_known"),
            code_check("scope", OutcomeScope, name="outcome_scope_is_known"),
            code_check("kind", OutcomeKind, name="outcome_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(kind__in=[OutcomeKind.MEASURES, OutcomeKind.WORKING_RULE]) | ~Q(measures=""),
                name="measures_and_rules_say_what_they_are",
            ),
            models.CheckConstraint(
                condition=~Q(scope=OutcomeScope.PROVISIONAL) | Q(effective_to__isnull=False),
                name="a_provisional_outcome_has_its_end",
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gt=F("effective_from")),
                name="outcome_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter} ({self.state})"


class FurtherMatter(models.Model):
    """同案其他事项: another matter that the same outcome settles; the outcome itself is about the first."""

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="further")
    order = models.PositiveSmallIntegerField()
    matter = models.CharField(max_length=200)
    measures = models.TextField(blank=True, default="")
    basis = models.TextField(blank=True, default="")
    entry = models.ForeignKey(BoundaryEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["outcome", "order"], name="further_matters_are_listed_in_one_order"),
            models.UniqueConstraint(fields=["outcome", "matter"], name="an_outcome_has_a_matter_once"),
            models.CheckConstraint(condition=Q(order__gte=2), name="the_first_matter_is_the_outcome_itself"),
        ]

    def __str__(self) -> str:
        return self.matter


class OutcomeAssignment(models.Model):
    """分工: one organization's role in one phase of an outcome: of its own matter, or of a further one."""

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="assignments")
    further = models.ForeignKey(
        FurtherMatter, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    phase = code_field(Phase)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    role = code_field(DutyRole)

    class Meta:
        constraints = [
            code_check("phase", Phase, name="outcome_phase_is_known"),
            code_check("role", DutyRole, name="outcome_role_is_known"),
            models.UniqueConstraint(
                fields=["outcome", "further", "phase", "organization"],
                nulls_distinct=False,
                name="one_role_per_organization_and_phase",
            ),
            models.UniqueConstraint(
                fields=["outcome", "further", "phase"],
                condition=Q(role=DutyRole.LEAD),
                nulls_distinct=False,
                name="one_lead_per_phase_of_a_matter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.role} {self.organization}"


class Agreement(models.Model):
    """一致意见: one version of the text that all parties sign together at tier 1.

    A later version never changes an earlier one: it makes it void, and the signatures under it with it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agreements")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    outcome = models.OneToOneField(Outcome, on_delete=models.PROTECT, related_name="agreement")
    text = models.TextField()
    change_note = models.TextField(blank=True, default="", help_text="why this version differs from the one before")
    digest = models.CharField(max_length=64, blank=True, default="", help_text="SHA-256 of what is signed, hex")
    digest_sm3 = models.CharField(
        max_length=64, blank=True, default="", help_text="SM3 of the same, where there is SM3"
    )
    drafted_at = models.DateTimeField()
    void_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage"], condition=Q(void_at=None), name="one_live_agreement_per_stage"),
            models.UniqueConstraint(fields=["case", "version"], name="agreements_are_counted"),
        ]

    def __str__(self) -> str:
        return f"agreement of {self.case_id} v{self.version}"


class Signature(models.Model):
    """签署: one party's yes or no to an agreement; the paper's date and the recording time both kept."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    reason = models.TextField(blank=True, default="")
    signed_by = models.CharField(max_length=60)
    signed_on = models.DateField()
    digest = models.CharField(max_length=64, blank=True, default="", help_text="SHA-256 of exactly what was signed")
    digest_sm3 = models.CharField(max_length=64, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organization"], name="a_party_signs_once"),
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(reason=""), name="a_refusal_states_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.agrees}"


class Filing(models.Model):
    """备案: what the establishment office decides on a result that was agreed below it, or lists from above.

    Of an agreement ``file_by`` is the first moment after the term that begins with the date of its last signature, and
    ``filed_at`` when it reached the office: on paper it may have been signed long before.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="filings")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="filings")
    decision = code_field(FilingDecision)
    reason = models.TextField(blank=True, default="")
    document_number = models.CharField(max_length=60, blank=True, default="", help_text="of the document it became")
    issued_on = models.DateField(null=True, blank=True, help_text="the document's date")
    confidentiality_checked = models.BooleanField(default=False)
    published_on = models.DateField(null=True, blank=True, help_text="open to the public since")
    filed_at = models.DateTimeField(null=True, blank=True)
    file_by = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            code_check("decision", FilingDecision, name="filing_decision_is_known"),
            models.CheckConstraint(
                condition=Q(decision=FilingDecision.ISSUED, issued_on__isnull=False) & ~Q(document_number="")
                | ~Q(decision=FilingDecision.ISSUED) & Q(document_number="", issued_on=None),
                name="an_issued_filing_has_its_document",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(confidentiality_checked=True),
                name="what_is_published_was_checked_for_secrets",
            ),
            models.UniqueConstraint(fields=["outcome"], name="an_outcome_is_filed_once"),
            models.CheckConstraint(
                condition=Q(filed_at=None, file_by=None) | Q(filed_at__isnull=False, file_by__isnull=False),
                name="a_term_to_file_has_both_ends",
            ),
            models.CheckConstraint(
                condition=~Q(decision=FilingDecision.RETURNED) | ~Q(reason=""), name="a_return_states_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision}"

    @property
    def filed_late(self) -> bool:
        """逾期报备: after the term, whatever was decided on it."""
        return self.filed_at is not None and self.file_by is not None and self.filed_at >= self.file_by


class Opinion(models.Model):
    """协调意见: the establishment office's written result of tier 3."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="opinions")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="opinions")
    outcome = models.OneToOneField(Outcome, on_delete=models.PROTECT, related_name="opinion")
    text = models.TextField()
    all_agree = models.BooleanField()
    drafted_at = models.DateTimeField()
    drafted_by_name = models.CharField(max_length=100, blank=True, default="")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by_name = models.CharField(max_length=100, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=60, blank=True, default="")
    confirmed_on = models.DateField(null=True, blank=True, help_text="the paper's date")
    void_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage"], condition=Q(void_at=None), name="one_live_opinion_per_stage"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by="") | Q(confirmed_at__isnull=False) & ~Q(confirmed_by=""),
                name="opinion_is_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by_name="")
                | Q(reviewed_at__isnull=False) & ~Q(reviewed_by_name=""),
                name="opinion_is_reviewed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"opinion on {self.case_id}"


class Decision(models.Model):
    """审定意见: what the party committee or government decided at tier 4."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="decision")
    outcome = models.OneToOneField(Outcome, on_delete=models.PROTECT, related_name="decision")
    deciding_body = code_field(DecidingBody)
    form = code_field(DecisionForm, blank=True, help_text="empty: recorded before the form was")
    document_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    text = models.TextField()
    participants = models.JSONField(default=list, blank=True, help_text="one line each: who took part")
    sheet = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="minutes, reply or the paper with the instruction, scanned",
    )  # fmt: skip
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            code_check("deciding_body", DecidingBody, name="deciding_body_is_known"),
            code_check("form", DecisionForm, name="decision_form_is_known", blank=True),
            models.CheckConstraint(condition=~Q(document_number=""), name="decision_has_a_document_number"),
            models.CheckConstraint(condition=Q(form="") | Q(sheet__isnull=False), name="decision_is_on_file"),
        ]

    def __str__(self) -> str:
        return self.document_number
