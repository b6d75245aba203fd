"""What organizations say in a case: positions, letters, applications, opinions asked for and given."""

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case, Stage
from core.fields import code_check, code_field
from core.vocabulary import BasisKind, ForumSubject, LetterKind, Phase, ReviewDecision, Stance
from documents.models import Document
from organizations.models import Organization


class CaseDocument(models.Model):
    """案卷材料: a document in a case's file."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="in_case")
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")

    def __str__(self) -> str:
        return f"{self.document}"


class Position(models.Model):
    """部门意见: what a party says, in writing, dated, with its basis; a later one replaces, none is removed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="positions")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="positions")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True, default="")
    basis_kind = code_field(BasisKind)
    basis = models.CharField(max_length=500, help_text="instrument and clause")
    signed_by = models.CharField(max_length=60, help_text="the head whose word it is")
    signed_on = models.DateField(help_text="the paper's date")
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "organization", "version"], name="positions_are_counted"),
            code_check("basis_kind", BasisKind, name="position_basis_kind_is_known"),
            models.CheckConstraint(condition=~Q(basis=""), name="position_names_its_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} v{self.version}"


class PositionStance(models.Model):
    """分环节意见: lead, assist, part or not ours, in one phase."""

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="stances")
    phase = code_field(Phase)
    stance = code_field(Stance)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["position", "phase"], name="one_stance_per_phase"),
            code_check("phase", Phase, name="stance_phase_is_known"),
            code_check("stance", Stance, name="stance_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.stance}"


class Letter(models.Model):
    """函件: an organization's letter about a case; a draft until its head has signed it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="letters")
    kind = code_field(LetterKind)
    sender = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    addressee = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    matter = models.TextField(blank=True, default="", help_text="the matter and what was done so far")
    differences = models.TextField(blank=True, default="", help_text="where the parties differ")
    proposal = models.TextField(blank=True, default="", help_text="what the sender proposes, and why")
    heads_did_not_meet = models.BooleanField(
        default=False, help_text="the procedure wants the heads to meet first; the clock was faster"
    )
    drafted_at = models.DateTimeField()
    signed_by = models.CharField(max_length=60, blank=True, default="")
    signed_on = models.DateField(null=True, blank=True)
    signed_recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage", "kind"], name="one_letter_of_a_kind_per_stage"),
            code_check("kind", LetterKind, name="letter_kind_is_known"),
            models.CheckConstraint(
                condition=Q(signed_by="", signed_on=None, signed_recorded_at=None)
                | ~Q(signed_by="") & Q(signed_on__isnull=False, signed_recorded_at__isnull=False),
                name="letter_is_a_draft_or_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.sender}"


class ApplicationReview(models.Model):
    """受理审查: what the establishment office decides on an application."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="application_reviews")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="application_reviews")
    decision = code_field(ReviewDecision)
    reason = models.TextField(blank=True, default="")
    missing = models.TextField(blank=True, default="")
    subject = code_field(ForumSubject, blank=True)
    forum = models.CharField(max_length=200, blank=True, default="")
    forum_organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="the forum, where it is an organization known here: it may read the case",
    )  # fmt: skip
    supplement = models.TextField(blank=True, default="")
    supplement_signed_by = models.CharField(max_length=60, blank=True, default="")
    supplement_signed_on = models.DateField(null=True, blank=True)
    supplemented_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            code_check("decision", ReviewDecision, name="review_decision_is_known"),
            code_check("subject", ForumSubject, name="forum_subject_is_known", blank=True),
            models.CheckConstraint(
                condition=~Q(decision=ReviewDecision.TRANSFERRED) | ~Q(forum=""), name="a_transfer_names_its_forum"
            ),
            models.CheckConstraint(
                condition=~Q(decision=ReviewDecision.DECLINED) | ~Q(reason=""), name="a_decline_states_its_ground"
            ),
            models.UniqueConstraint(
                fields=["stage"], condition=Q(decision=ReviewDecision.ACCEPTED), name="a_stage_is_accepted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision}"


class OpinionRound(models.Model):
    """征求意见: one written round in which every party is asked."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="opinion_rounds")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="opinion_rounds")
    number = models.PositiveSmallIntegerField()
    question = models.TextField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage", "number"], name="rounds_are_counted"),
            models.UniqueConstraint(fields=["stage"], condition=Q(closed_at=None), name="one_open_round_per_stage"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="round_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} round {self.number}"


class OpinionReply(models.Model):
    """书面答复: one party's answer in one round; silence is recorded as silence, never as consent."""

    round = models.ForeignKey(OpinionRound, on_delete=models.PROTECT, related_name="replies")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    text = models.TextField(blank=True, default="")
    basis = models.CharField(max_length=500, blank=True, default="")
    signed_by = models.CharField(max_length=60)
    signed_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "organization"], name="one_reply_per_round")]

    def __str__(self) -> str:
        return f"{self.organization} {self.agrees}"
