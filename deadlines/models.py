"""UNTIL WHEN: clocks with a budget and a ledger."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from audit.models import ChainKind
from cases.models import Case, Stage
from core.fields import code_check, code_field
from core.vocabulary import DeadlineEffect, DeadlineState, RecountState, RollRule, Step, TermUnit
from organizations.models import Organization

_SUBJECTS = tuple(kind for kind in ChainKind if kind not in (ChainKind.CASE, ChainKind.OPERATION))


class Deadline(models.Model):
    """期限: a term of the procedure in one case or of another subject, and the first moment after it.

    A subject that is no case is named as its chain of events is, by kind and id.

    The term was counted once, by the cited rule; ``expires_at`` is the stored result. ``budget`` counts the term
    with its extensions, in its unit. A warning is a clock of its own, ``of`` the clock it warns about.
    """

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="deadlines")
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="deadlines")
    subject_kind = code_field(ChainKind, blank=True, help_text="of what is no case: the kind of its chain of events")
    subject_id = models.BigIntegerField(null=True, blank=True)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", help_text="in whose hands"
    )
    of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="warnings")
    step = code_field(Step)
    effect = code_field(DeadlineEffect)
    state = code_field(DeadlineState)
    generation = models.PositiveIntegerField(default=1, help_text="counts re-projections; a fence for late firings")
    term_n = models.PositiveIntegerField()
    term_unit = code_field(TermUnit)
    term_roll = code_field(RollRule)
    citation = models.CharField(max_length=300)
    is_sample = models.BooleanField()
    budget = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    last_day = models.DateField(null=True, blank=True)
    expires_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="met, fired or cancelled at")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            code_check("subject_kind", _SUBJECTS, name="deadline_subject_kind_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(case__isnull=False, subject_kind="", subject_id=None)
                | Q(case=None, stage=None, subject_id__isnull=False) & ~Q(subject_kind=""),
                name="deadline_is_of_a_case_or_of_another_subject",
            ),
            code_check("step", Step, name="deadline_step_is_known"),
            code_check("effect", DeadlineEffect, name="deadline_effect_is_known"),
            code_check("state", DeadlineState, name="deadline_state_is_known"),
            code_check("term_unit", TermUnit, name="deadline_term_unit_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=[DeadlineState.RUNNING, DeadlineState.PAUSED], ended_at=None)
                | ~Q(state__in=[DeadlineState.RUNNING, DeadlineState.PAUSED]) & Q(ended_at__isnull=False),
                name="deadline_ends_once",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("started_at")), name="deadline_lies_after_its_start"),
            models.CheckConstraint(
                condition=Q(effect=DeadlineEffect.WARN, of__isnull=False) | ~Q(effect=DeadlineEffect.WARN) & Q(of=None),
                name="a_warning_is_of_a_deadline",
            ),
            models.UniqueConstraint(
                fields=["stage"],
                condition=Q(effect=DeadlineEffect.MOVE_UP, state=DeadlineState.RUNNING),
                name="one_running_tier_clock_per_stage",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "step"],
                condition=Q(case=None, of=None, state=DeadlineState.RUNNING),
                name="one_running_clock_per_step_of_a_subject",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state=DeadlineState.RUNNING), name="deadline_due"),
            models.Index(
                fields=["next_try_at"],
                condition=Q(state=DeadlineState.RUNNING, attempts__gt=0),
                name="deadline_failed_before",
            ),
            models.Index(fields=["case", "state"], name="deadline_of_case"),
            models.Index(
                fields=["subject_kind", "subject_id", "state"], condition=Q(case=None), name="deadline_of_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.case_id or self.subject_id} until {self.expires_at:%Y-%m-%d %H:%M}"


class Extension(models.Model):
    """延期: one entry of a clock's ledger: how much was added, by whom, why."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="extensions")
    added = models.PositiveIntegerField(help_text="in the term's unit")
    reason = models.TextField()
    granted_by_name = models.CharField(max_length=100)
    granted_at = models.DateTimeField()
    before = models.DateTimeField()
    after = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(added__gt=0), name="extension_adds_something"),
            models.CheckConstraint(condition=Q(after__gt=F("before")), name="extension_moves_forward"),
        ]

    def __str__(self) -> str:
        return f"+{self.added}"


class Pause(models.Model):
    """中止记录: one entry of a clock's ledger: when it stood still, and how much of the term was left."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="pauses")
    paused_at = models.DateTimeField()
    left = models.PositiveIntegerField(help_text="days of the term that were left; of a term in hours, seconds")
    before = models.DateTimeField(help_text="the moment after the term as it stood")
    resumed_at = models.DateTimeField(null=True, blank=True)
    after = models.DateTimeField(null=True, blank=True, help_text="the moment after the term since it runs again")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"], condition=Q(resumed_at=None), name="a_clock_is_paused_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(resumed_at=None, after=None) | Q(resumed_at__gte=F("paused_at"), after__gt=F("resumed_at")),
                name="a_pause_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline}: {self.left} left"


class Reprojection(models.Model):
    """重新计算: one entry of a clock's ledger: the calendar changed, and the end with it.

    ``counted`` is the end by the calendar as it is now. Where that had passed already nothing moved: the entry waits
    for a person, who lets the term end sooner or keeps the end as it was promised. ``days`` holds
    ``[day, was, now, document]`` for each day that made the difference.
    """

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="reprojections")
    state = code_field(RecountState)
    generation = models.PositiveIntegerField(help_text="of the clock after this entry")
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=100)
    documents = models.CharField(max_length=300, blank=True, default="")
    days = models.JSONField(default=list)
    before = models.DateTimeField()
    counted = models.DateTimeField()
    after = models.DateTimeField(null=True, blank=True, help_text="the end since; empty while or where nothing moved")
    left_before = models.PositiveIntegerField(null=True, blank=True, help_text="by its last pause, where it has one")
    left_after = models.PositiveIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=100, blank=True, default="")
    remark = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            code_check("state", RecountState, name="reprojection_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=[RecountState.MOVED, RecountState.ENDED_SOONER], after__isnull=False)
                | Q(state__in=[RecountState.WAITING, RecountState.KEPT, RecountState.OVERTAKEN], after=None),
                name="reprojection_has_an_end_where_it_moved",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RecountState.ENDED_SOONER, RecountState.KEPT], decided_at__isnull=False)
                | Q(state__in=[RecountState.MOVED, RecountState.WAITING, RecountState.OVERTAKEN], decided_at=None),
                name="reprojection_is_decided_by_a_person",
            ),
            models.UniqueConstraint(
                fields=["deadline"], condition=Q(state=RecountState.WAITING), name="one_end_waits_for_a_decision"
            ),
        ]
        indexes = [
            models.Index(fields=["deadline"], condition=Q(state=RecountState.WAITING), name="reprojection_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.deadline}: {self.state}"


class Incident(models.Model):
    """故障: a clock that could not take effect after repeated tries; a person closes it, and says why.

    ``generation`` is that of the clock when it failed: one that was moved since, or has ended, is over its trouble,
    but the incident still waits for somebody to have looked.
    """

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="incidents")
    generation = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField()
    error = models.CharField(max_length=300)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_id = models.BigIntegerField(null=True, blank=True)
    closed_by_name = models.CharField(max_length=100, blank=True, default="")
    remark = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"], condition=Q(closed_at=None), name="one_open_incident_per_deadline"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by_id=None, closed_by_name="")
                | Q(closed_at__isnull=False) & ~Q(closed_by_name="") & ~Q(remark=""),
                name="an_incident_is_closed_by_somebody_with_a_remark",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline}: {self.error}"

    @property
    def is_settled(self) -> bool:
        """已恢复: the clock took its effect, was ended or was moved since."""
        live = self.deadline.state in (DeadlineState.RUNNING, DeadlineState.PAUSED)
        return not live or self.deadline.generation != self.generation


class SweepBatch(models.Model):
    """在手批次: the due clocks that one sweep has in hand at this moment.

    The row goes with the work. One that is left behind tells which clocks a process died over.
    """

    clocks = ArrayField(models.BigIntegerField())
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(clocks=[]), name="a_batch_holds_something")]

    def __str__(self) -> str:
        return f"{len(self.clocks)} clocks"
