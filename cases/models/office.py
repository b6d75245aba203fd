"""Tier 3: what the establishment office puts on record beside its decisions."""

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case, Stage
from cases.models.outcome import Opinion
from cases.models.statement import OpinionReply
from core.fields import code_check, code_field
from core.vocabulary import Adoption, ConsultationKind, Step, StudySection, StudySource
from documents.models import Document
from organizations.models import Organization


class RegistrationCounter(models.Model):
    """登记簿计数: the row from which an office's next number of a year is taken, locked while it is."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "year"], name="one_book_per_office_and_year")]

    def __str__(self) -> str:
        return f"{self.organization} {self.year}: {self.last}"


class Registration(models.Model):
    """登记: an application in the book of the establishment office."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="registrations")
    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="registration")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    received_on = models.DateField()
    remark = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "year", "number"], name="a_number_of_the_book_is_given_once"
            )
        ]

    def __str__(self) -> str:
        return f"〔{self.year}〕{self.number}"


class Instruction(models.Model):
    """批示: the director says who handles the application and what to look at."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="instructions")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="instructions")
    handler = models.CharField(max_length=60)
    text = models.TextField()
    signed_by = models.CharField(max_length=60)
    signed_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(handler=""), name="an_instruction_names_who_handles")]

    def __str__(self) -> str:
        return f"{self.signed_by}: {self.handler}"


class Forwarding(models.Model):
    """转送: the application goes to the other parties."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="forwardings")
    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="forwarding")
    remark = models.TextField(blank=True, default="")
    forwarded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"forwarding of {self.case_id}"


class StudyEntry(models.Model):
    """研究表条目: one line of the office's sheet, in one version; a later version replaces it, none is removed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="study_entries")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    line = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    section = code_field(StudySection)
    source = code_field(StudySource)
    clause = models.CharField(max_length=500)
    quote = models.TextField(blank=True, default="")
    remark = models.TextField(blank=True, default="")
    reference_only = models.BooleanField()
    struck = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "line", "version"], name="versions_of_a_study_line_are_counted"),
            code_check("section", StudySection, name="study_section_is_known"),
            code_check("source", StudySource, name="study_source_is_known"),
            models.CheckConstraint(
                condition=~Q(source=StudySource.PRACTICE_ELSEWHERE) | Q(reference_only=True),
                name="practice_elsewhere_is_no_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.line} v{self.version}"


class Consultation(models.Model):
    """征求意见: a third body is asked for its opinion without the case being handed over."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consultations")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="consultations")
    kind = code_field(ConsultationKind)
    asked_by = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="consulted_in"
    )
    outside_name = models.CharField(max_length=100, blank=True, default="", help_text="a person or body not known here")
    question = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    signed_by = models.CharField(max_length=60, blank=True, default="")
    signed_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by_name = models.CharField(max_length=100, blank=True, default="")
    lapsed_at = models.DateTimeField(null=True, blank=True, help_text="the stage ended without an answer")

    class Meta:
        constraints = [
            code_check("kind", ConsultationKind, name="consultation_kind_is_known"),
            models.CheckConstraint(
                condition=Q(organization__isnull=False, outside_name="") | Q(organization=None) & ~Q(outside_name=""),
                name="somebody_is_consulted",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", signed_by="", signed_on=None)
                | Q(answered_at__gte=F("asked_at"), signed_on__isnull=False, lapsed_at=None)
                & ~Q(answer="")
                & ~Q(signed_by=""),
                name="a_consultation_is_open_or_answered",
            ),
            models.UniqueConstraint(
                fields=["stage", "kind", "organization", "outside_name"],
                condition=Q(answered_at=None, lapsed_at=None),
                nulls_distinct=False,
                name="a_body_is_consulted_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.addressee}"

    @property
    def step(self) -> Step:
        return ConsultationKind(self.kind).step

    @property
    def addressee(self) -> str:
        return self.organization.short_name if self.organization else self.outside_name


class ConsultationPaper(models.Model):
    """征求意见附件: a document of the file that went along with the question."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="papers")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "document"], name="a_paper_is_attached_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document}"


class OpinionPoint(models.Model):
    """意见要点: one thing a department said in a round, and what became of it (意见采纳情况)."""

    reply = models.ForeignKey(OpinionReply, on_delete=models.PROTECT, related_name="points")
    number = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=200, blank=True, default="", help_text="clause or phase")
    text = models.TextField()
    basis = models.CharField(max_length=500, blank=True, default="")
    adoption = code_field(Adoption, blank=True)
    reason = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["reply", "number"], name="points_of_a_reply_are_counted"),
            code_check("adoption", Adoption, name="adoption_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(adoption="", decided_at=None) | ~Q(adoption="") & Q(decided_at__isnull=False),
                name="a_point_is_decided_with_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(adoption__in=[Adoption.PARTLY, Adoption.NOT_ADOPTED]) | ~Q(reason=""),
                name="what_is_not_adopted_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.adoption or '–'}"


class MajorMark(models.Model):
    """重大复杂: the conducting office has found the case to be one that it may not decide by itself."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="major_mark")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    marked_at = models.DateTimeField()
    marked_by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_major_case_has_its_reason")]

    def __str__(self) -> str:
        return f"major: {self.case_id}"


class Feedback(models.Model):
    """反馈: an issued opinion is sent to one party, which acknowledges it."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="feedback")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by_name = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opinion", "organization"], name="feedback_is_given_to_a_party_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by_name="")
                | Q(acknowledged_at__gte=F("given_at")) & ~Q(acknowledged_by_name=""),
                name="feedback_is_acknowledged_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}"
