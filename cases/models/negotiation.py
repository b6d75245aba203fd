"""The negotiation room of tier 1: letters and replies, who signs, comments on clauses, notes, the heads' meeting."""

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case, Stage
from cases.models.outcome import Agreement
from core.fields import code_check, code_field
from core.vocabulary import Phase, SilenceEffect
from organizations.models import Organization


class NegotiationLetter(models.Model):
    """协商函: the convening department puts matter, questions and proposal to every other party; counted by rounds.

    What it announced is kept with it: until when to reply, and what silence means under the procedure.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="negotiation_letters")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="negotiation_letters")
    number = models.PositiveSmallIntegerField()
    sender = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    matter = models.TextField()
    proposal = models.TextField()
    silence = code_field(SilenceEffect)
    reply_until = models.DateTimeField(help_text="the first moment after the term that the letter announced")
    signed_by = models.CharField(max_length=60)
    signed_on = models.DateField()
    sent_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=100)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="nobody's reply is awaited any more")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="negotiation_letters_are_counted"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_at=None), name="one_open_negotiation_letter_per_case"
            ),
            code_check("silence", SilenceEffect, name="negotiation_letter_silence_is_known"),
            models.CheckConstraint(
                condition=Q(reply_until__gt=F("sent_at")), name="negotiation_letter_leaves_time_to_reply"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender} letter {self.number}"


class NegotiationQuestion(models.Model):
    """协商问题: what a letter asks about one phase."""

    letter = models.ForeignKey(NegotiationLetter, on_delete=models.PROTECT, related_name="questions")
    phase = code_field(Phase)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "phase"], name="one_question_per_phase"),
            code_check("phase", Phase, name="negotiation_question_phase_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.phase}: {self.text}"


class NegotiationReceipt(models.Model):
    """协商函签收: a party's word that the letter has reached it; proof of delivery."""

    letter = models.ForeignKey(NegotiationLetter, on_delete=models.PROTECT, related_name="receipts")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    received_by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "organization"], name="a_letter_is_received_once")]

    def __str__(self) -> str:
        return f"{self.organization} {self.received_at:%Y-%m-%d}"


class NegotiationReply(models.Model):
    """复函: one party's answer to a letter, or, where the procedure says so, its silence after proof of delivery."""

    letter = models.ForeignKey(NegotiationLetter, on_delete=models.PROTECT, related_name="replies")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    by_silence = models.BooleanField(default=False)
    agrees = models.BooleanField(null=True, help_text="with the proposal; empty for silence, which is no consent")
    text = models.TextField(blank=True, default="")
    signed_by = models.CharField(max_length=60, blank=True, default="")
    signed_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "organization"], name="one_reply_per_negotiation_letter"),
            models.CheckConstraint(
                condition=Q(by_silence=True, agrees=None, signed_by="", signed_on=None, text="")
                | Q(by_silence=False, agrees__isnull=False, signed_on__isnull=False) & ~Q(signed_by=""),
                name="a_reply_is_signed_or_silence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.agrees}"


class NegotiationAnswer(models.Model):
    """分环节答复: what a reply says to the question about one phase."""

    reply = models.ForeignKey(NegotiationReply, on_delete=models.PROTECT, related_name="answers")
    phase = code_field(Phase)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reply", "phase"], name="one_answer_per_phase"),
            code_check("phase", Phase, name="negotiation_answer_phase_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.phase}: {self.text}"


class AgreementSigner(models.Model):
    """签署单位: who must sign one version of an agreement, in which place; dropped with a reason, never removed."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signers")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField()
    added_reason = models.TextField(blank=True, default="", help_text="empty: it signs as every party does")
    dropped_at = models.DateTimeField(null=True, blank=True)
    drop_reason = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "place"], name="signers_are_listed_in_one_order"),
            models.UniqueConstraint(
                fields=["agreement", "organization"], condition=Q(dropped_at=None), name="a_party_must_sign_once"
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None, drop_reason="") | Q(dropped_at__isnull=False) & ~Q(drop_reason=""),
                name="a_signer_is_dropped_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.organization}"


class ClauseComment(models.Model):
    """条款意见: what a party says to one clause of a version, and whether the convening department took it up."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="comments")
    clause = models.PositiveSmallIntegerField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=100)
    adopted = models.BooleanField(null=True)
    answer = models.TextField(blank=True, default="", help_text="why it was adopted, or why not")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(clause__gte=1), name="clauses_are_counted_from_one"),
            models.CheckConstraint(
                condition=Q(adopted=None, answered_at=None, answer="")
                | Q(adopted=True, answered_at__isnull=False)
                | Q(adopted=False, answered_at__isnull=False) & ~Q(answer=""),
                name="a_comment_is_answered_with_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} on clause {self.clause}"


class InternalNote(models.Model):
    """内部批注: for the eyes of one's own organization, until it is shared."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="internal_notes")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=100)
    text = models.TextField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text, hex; the event carries it")
    created_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by_name = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shared_at=None, shared_by_name="") | Q(shared_at__isnull=False) & ~Q(shared_by_name=""),
                name="a_note_is_shared_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["case", "organization"], name="notes_of_organization")]

    def __str__(self) -> str:
        return f"note {self.pk} of {self.organization_id}"


class HeadsMeeting(models.Model):
    """主要负责人会商: the heads of the departments talked before the case goes up."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="heads_meetings")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="heads_meetings")
    held_on = models.DateField()
    place = models.CharField(max_length=200, help_text="where, or how: by telephone, by video")
    agreed = models.BooleanField()
    result = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"heads of {self.case_id} on {self.held_on}"


class AttendingHead(models.Model):
    """会商负责人: one head at the table."""

    meeting = models.ForeignKey(HeadsMeeting, on_delete=models.PROTECT, related_name="heads")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "organization"], name="one_head_per_organization"),
            models.CheckConstraint(condition=~Q(name=""), name="an_attending_head_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.organization_id}"
