"""One sitting: when and where, its agenda of cases, who was invited and came, what each stands for."""

from django.db import models
from django.db.models import F, Q

from cases.models import Case, Outcome, Stage
from core.fields import code_check, code_field
from core.vocabulary import (
    AbsenceReason,
    GuestKind,
    InvitationReply,
    MeetingKind,
    MeetingState,
    Phase,
    SpeakingAuthority,
    Stance,
    StandKind,
)
from documents.models import Document
from organizations.models import Organization


class JointMeeting(models.Model):
    """专题协调会: one sitting."""

    convener = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    kind = code_field(MeetingKind, default=MeetingKind.COORDINATION)
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    chair = models.CharField(max_length=60, blank=True, default="")
    papers_due_on = models.DateField(null=True, blank=True, help_text="by when the departments send their papers")
    urgent_reason = models.TextField(blank=True, default="", help_text="why it was convened at short notice")
    state = code_field(MeetingState)
    convened_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            code_check("state", MeetingState, name="meeting_state_is_known"),
            code_check("kind", MeetingKind, name="meeting_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[MeetingState.HELD, MeetingState.MINUTED]) | Q(held_at__isnull=False),
                name="a_meeting_held_was_held_at_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["convener", "state"], name="meeting_of_convener")]

    def __str__(self) -> str:
        return self.title


class Postponement(models.Model):
    """改期: the sitting was put off, with the reason."""

    meeting = models.ForeignKey(JointMeeting, on_delete=models.PROTECT, related_name="postponements")
    before = models.DateTimeField()
    after = models.DateTimeField()
    reason = models.TextField()
    postponed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(after__gt=F("before")), name="a_meeting_is_put_off_to_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_postponement_states_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.after:%Y-%m-%d %H:%M}"


class AgendaItem(models.Model):
    """议题: one case on a meeting's agenda, and the minutes about it.

    ``recorded_at``: the sitting on this item is on record. ``binding_at``: its agreed minutes bind from then on, at
    once or, where the procedure demands it, when every department that attended has confirmed them.
    """

    meeting = models.ForeignKey(JointMeeting, on_delete=models.PROTECT, related_name="agenda")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agenda_items")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="agenda_items")
    order = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True, help_text="empty until the minutes are issued")
    minutes = models.TextField(blank=True, default="")
    minutes_version = models.PositiveSmallIntegerField(default=0, help_text="0 until the minutes are issued")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.ForeignKey(Outcome, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items")
    minutes_issued_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=60, blank=True, default="")
    signed_on = models.DateField(null=True, blank=True, help_text="the paper's date")
    binding_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="the case left the agenda before the minutes")
    drop_reason = models.TextField(blank=True, default="", help_text="empty: the case left the tier")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "case"], condition=Q(dropped_at=None), name="a_case_is_on_an_agenda_once"
            ),
            models.UniqueConstraint(
                fields=["stage"],
                condition=Q(minutes_issued_at=None, dropped_at=None),
                name="one_pending_agenda_item_per_stage",
            ),
            models.CheckConstraint(
                condition=Q(agreed=None, minutes_issued_at=None, minutes_version=0)
                | Q(agreed__isnull=False, minutes_issued_at__isnull=False, minutes_version__gt=0) & ~Q(minutes=""),
                name="minutes_say_whether_agreed",
            ),
            models.CheckConstraint(condition=Q(binding_at=None) | Q(agreed=True), name="only_agreed_minutes_bind"),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | Q(minutes_issued_at=None), name="a_dropped_item_has_no_minutes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} / {self.case_id}"


class Attendance(models.Model):
    """出席: an organization's seat at a meeting: invited, replied, signed in; who is to speak, with what authority.

    Who was there is not said here but item by item (``Presence``): one comes for one case and has left at the next.
    """

    meeting = models.ForeignKey(JointMeeting, on_delete=models.PROTECT, related_name="attendances")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    reply = code_field(InvitationReply, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by_name = models.CharField(max_length=100, blank=True, default="")
    absence_reason = code_field(AbsenceReason, blank=True)
    remark = models.TextField(blank=True, default="")
    representative = models.CharField(max_length=60, blank=True, default="")
    post = models.CharField(max_length=60, blank=True, default="")
    authority = code_field(SpeakingAuthority, blank=True)
    mandate = models.TextField(blank=True, default="", help_text="within what the representative may commit")
    signed_in_at = models.DateTimeField(null=True, blank=True)
    signed_in_by_name = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "organization"], name="an_organization_is_invited_once"),
            code_check("reply", InvitationReply, name="invitation_reply_is_known", blank=True),
            code_check("absence_reason", AbsenceReason, name="absence_reason_is_known", blank=True),
            code_check("authority", SpeakingAuthority, name="speaking_authority_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None) | ~Q(reply="") & Q(replied_at__isnull=False),
                name="a_reply_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(reply__in=[InvitationReply.COMES, InvitationReply.SENDS_DEPUTY])
                | ~Q(representative="") & ~Q(authority=""),
                name="who_comes_says_who_speaks_with_what_authority",
            ),
            models.CheckConstraint(
                condition=~Q(reply=InvitationReply.CANNOT_COME)
                | ~Q(absence_reason="") & ~Q(absence_reason=AbsenceReason.DELEGATED),
                name="who_cannot_come_has_a_ground",
            ),
            models.CheckConstraint(
                condition=~Q(authority=SpeakingAuthority.MANDATE) | ~Q(mandate=""),
                name="a_mandate_says_how_far_it_goes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}"


class Presence(models.Model):
    """到会: whether an organization was there for one item, who spoke for it, and with what authority.

    Written when the sitting on the item is put on record; the database refuses to change or remove a row (trigger and
    grants). ``excused`` says of an absence whether it was announced in time; an absence is never consent (R48, R49).
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="presences")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    attended = models.BooleanField()
    excused = models.BooleanField(null=True, help_text="of an absence only")
    representative = models.CharField(max_length=60, blank=True, default="")
    authority = code_field(SpeakingAuthority, blank=True)
    mandate = models.TextField(blank=True, default="", help_text="within what the representative may commit")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "organization"], name="presence_is_recorded_once_per_item"),
            models.CheckConstraint(
                condition=Q(attended=True) & ~Q(representative="")
                | Q(attended=False, representative="", authority="", mandate=""),
                name="who_attends_and_nobody_else_has_a_representative",
            ),
            models.CheckConstraint(
                condition=Q(attended=True, excused=None) | Q(attended=False, excused__isnull=False),
                name="an_absence_and_nothing_else_is_excused_or_not",
            ),
            code_check("authority", SpeakingAuthority, name="authority_at_an_item_is_known", blank=True),
            models.CheckConstraint(
                condition=~Q(authority=SpeakingAuthority.MANDATE) | ~Q(mandate=""),
                name="a_mandate_at_an_item_says_how_far_it_goes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.attended}"


class MeetingGuest(models.Model):
    """列席人员: an observer, expert or counsel; has no stand."""

    meeting = models.ForeignKey(JointMeeting, on_delete=models.PROTECT, related_name="guests")
    kind = code_field(GuestKind)
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=120, blank=True, default="", help_text="where from")
    invited_at = models.DateTimeField()

    class Meta:
        constraints = [
            code_check("kind", GuestKind, name="guest_kind_is_known"),
            models.UniqueConstraint(fields=["meeting", "name", "post"], name="a_guest_is_invited_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Stand(models.Model):
    """部门表态: what an organization stands for on one item, as it was put on record.

    ``provisional``: who spoke had no authority to commit the organization; it counts once the organization says so.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="stands")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    kind = code_field(StandKind)
    text = models.TextField()
    recorded_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=60, blank=True, default="")
    confirmed_on = models.DateField(null=True, blank=True, help_text="the paper's date")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "organization"], name="one_stand_per_organization"),
            code_check("kind", StandKind, name="stand_kind_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="a_stand_says_something"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(provisional=True), name="only_a_provisional_stand_is_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.kind}"


class StandPhase(models.Model):
    """分环节表态: what an organization says of itself in one phase, at the meeting."""

    stand = models.ForeignKey(Stand, on_delete=models.CASCADE, related_name="phases")
    phase = code_field(Phase)
    stance = code_field(Stance)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stand", "phase"], name="one_stance_per_phase_of_a_stand"),
            code_check("phase", Phase, name="stand_phase_is_known"),
            code_check("stance", Stance, name="stand_stance_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.stance}"
