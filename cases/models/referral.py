"""Tier 4: what goes up, how it is received and sent to who decides, and what comes back."""

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case, Stage
from cases.models.outcome import Decision
from core.fields import code_check, code_field
from core.vocabulary import CosignatureAnswer, DecidingBody, DecisionForm, ReferralSection, RoutingGround, TermUnit
from documents.models import Document
from organizations.models import Organization


class ReferralFile(models.Model):
    """提请材料: one version of what goes up with a referral; a later version replaces it, none is removed (R47).

    ``sections`` maps a section's code to its text, ``differences`` is the table department by phase. ``stage`` is the
    visit to tier 3 that the file goes up from.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referral_files")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="referral_files")
    version = models.PositiveSmallIntegerField()
    matter = models.TextField()
    sections = models.JSONField(default=dict)
    differences = models.JSONField(default=list)
    digest = models.CharField(max_length=64, help_text="SHA-256 of matter, sections and differences, hex")
    edited = code_field(ReferralSection, blank=True, help_text="the section that this version changed; else built anew")
    drafted_at = models.DateTimeField()
    drafted_by_name = models.CharField(max_length=100, help_text="“system”: the clock")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage", "version"], name="versions_of_a_referral_are_counted"),
            models.UniqueConstraint(
                fields=["stage"], condition=Q(sent_at__isnull=False), name="a_referral_is_sent_once_per_stage"
            ),
            code_check("edited", ReferralSection, name="edited_section_is_known", blank=True),
            models.CheckConstraint(condition=~Q(matter=""), name="a_referral_is_about_a_matter"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(sent_at__gte=F("drafted_at")), name="a_referral_is_sent_after_drafting"
            ),
        ]

    def __str__(self) -> str:
        return f"referral of {self.case_id} v{self.version}"


class CosigningRequest(models.Model):
    """会签: the parties are asked to co-sign one version of the referral file, or to dissent from it in writing."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="cosigning_requests")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="cosigning_requests")
    file = models.ForeignKey(ReferralFile, on_delete=models.PROTECT, related_name="cosigning_requests")
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage"], condition=Q(closed_at=None), name="one_open_cosigning_request_per_stage"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("asked_at")), name="cosigning_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"co-signing of {self.file_id}"


class Cosignature(models.Model):
    """会签意见: one party co-signs, dissents with its reasons, or gave no answer within the term."""

    request = models.ForeignKey(CosigningRequest, on_delete=models.PROTECT, related_name="cosignatures")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    answer = code_field(CosignatureAnswer)
    text = models.TextField(blank=True, default="")
    signed_by = models.CharField(max_length=60, blank=True, default="")
    signed_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "organization"], name="a_party_answers_a_cosigning_once"),
            code_check("answer", CosignatureAnswer, name="cosignature_answer_is_known"),
            models.CheckConstraint(
                condition=Q(answer=CosignatureAnswer.NO_ANSWER, signed_by="", signed_on=None, text="")
                | ~Q(answer=CosignatureAnswer.NO_ANSWER) & ~Q(signed_by="") & Q(signed_on__isnull=False),
                name="a_cosignature_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(answer=CosignatureAnswer.DISSENTS) | ~Q(text=""), name="a_dissent_states_its_reasons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.answer}"


class Reception(models.Model):
    """收文登记: the secretariat has received the referral, under its own number."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="receptions")
    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="reception")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    received_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="a_reception_number_is_given_once"),
            models.CheckConstraint(condition=~Q(number=""), name="a_reception_has_a_number"),
        ]

    def __str__(self) -> str:
        return self.number


class Routing(models.Model):
    """送审: which body decides, by which rule or for which reason, and a leader's instruction if there is one.

    The latest of a stage holds. ``by_rule`` is what the rule would have said.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="routings")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="routings")
    deciding_body = code_field(DecidingBody)
    by_rule = code_field(DecidingBody)
    ground = code_field(RoutingGround)
    reason = models.TextField(blank=True, default="", help_text="why not the body that the rule names")
    leader = models.CharField(max_length=60, blank=True, default="", help_text="who gave the instruction (批示)")
    instruction = models.TextField(blank=True, default="")
    instructed_on = models.DateField(null=True, blank=True)
    routed_at = models.DateTimeField()
    routed_by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            code_check("deciding_body", DecidingBody, name="routed_body_is_known"),
            code_check("by_rule", DecidingBody, name="body_by_rule_is_known"),
            code_check("ground", RoutingGround, name="routing_ground_is_known"),
            models.CheckConstraint(
                condition=Q(ground=RoutingGround.OVERRIDDEN) & ~Q(deciding_body=F("by_rule")) & ~Q(reason="")
                | ~Q(ground=RoutingGround.OVERRIDDEN) & Q(deciding_body=F("by_rule")),
                name="another_body_than_the_rules_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(leader="", instruction="", instructed_on=None)
                | ~Q(leader="") & ~Q(instruction="") & Q(instructed_on__isnull=False),
                name="an_instruction_says_who_what_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deciding_body} ({self.ground})"


class AgendaApplication(models.Model):
    """议题申报单: applies for a place on the agenda of the meeting that decides; a later one of the stage replaces it.

    ``lead_*`` is the lead time by which ``earliest_on`` was counted from the day of applying (R47).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agenda_applications")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="agenda_applications")
    deciding_body = code_field(DecidingBody)
    title = models.CharField(max_length=200)
    reporting_unit = models.CharField(max_length=100)
    attendees = models.JSONField(help_text="one line each: organization, name, post")
    material = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    wanted_on = models.DateField()
    earliest_on = models.DateField()
    lead_n = models.PositiveIntegerField()
    lead_unit = code_field(TermUnit)
    lead_citation = models.CharField(max_length=300)
    lead_is_sample = models.BooleanField()
    urgent_reason = models.TextField(blank=True, default="", help_text="why the short lead time applies; else empty")
    applied_at = models.DateTimeField()
    applied_by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            code_check("deciding_body", DecidingBody, name="agenda_body_is_known"),
            code_check("lead_unit", TermUnit, name="lead_unit_is_known"),
            models.CheckConstraint(
                condition=~Q(deciding_body=DecidingBody.LEADER_IN_CHARGE), name="a_leader_in_charge_has_no_agenda"
            ),
            models.CheckConstraint(condition=Q(wanted_on__gte=F("earliest_on")), name="the_lead_time_is_kept"),
            models.CheckConstraint(condition=~Q(attendees=[]), name="an_agenda_application_lists_who_attends"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.wanted_on}"


class DecisionDissent(models.Model):
    """保留意见: an organization dissented from the decision, and the minutes say so (R50)."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="dissents")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "organization"], name="one_dissent_per_organization"),
            models.CheckConstraint(condition=~Q(text=""), name="a_minuted_dissent_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.organization}"


class ReferralReturn(models.Model):
    """发回继续协调: nothing is decided yet; who conducts tier 3 works further on the case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referral_returns")
    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="referral_return")
    form = code_field(DecisionForm)
    by = models.CharField(max_length=100, help_text="the leader, or the meeting")
    decided_on = models.DateField()
    reason = models.TextField()
    document_number = models.CharField(max_length=60, blank=True, default="")
    sheet = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            code_check("form", DecisionForm, name="return_form_is_known"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(by=""), name="a_referral_is_returned_with_a_reason"),
            models.CheckConstraint(
                condition=Q(form=DecisionForm.INSTRUCTION) | ~Q(document_number="") & Q(sheet__isnull=False),
                name="minutes_and_replies_are_numbered_and_on_file",
            ),
        ]

    def __str__(self) -> str:
        return f"return of {self.case_id}"
