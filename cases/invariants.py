"""What must always hold of cases: one open stage, one interim handler."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import Lag
from django.utils.translation import gettext_noop

from cases.agreement_invariants import INVARIANTS as AGREEMENTS
from cases.intake_invariants import INTAKE_INVARIANTS
from cases.link_invariants import LINK_INVARIANTS
from cases.models import Case, InterimHandling, LadderStep, Objection
from cases.office_invariants import OFFICE_INVARIANTS
from cases.outcome_invariants import OUTCOME_INVARIANTS
from core.invariants import Finding, Invariant
from core.labels import label
from core.vocabulary import CaseSource, CaseState, InterimMode, LadderRung, ReversalVerdict
from procedures.models import ProcedureVersion
from procedures.selectors import pack_of

_WAITING = (CaseState.INTAKE, CaseState.OPEN, CaseState.SETTLED)
_CITIZENS = [source for source in CaseSource if source.is_citizens_matter]
_HANDLERS = Count("interim_handlings", filter=Q(interim_handlings__ends_at=None))


def one_open_stage(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """An open case has exactly one open stage, any other case none."""
    counted = Case.objects.annotate(open_stages=Count("stages", filter=Q(stages__closed_at=None)))
    wrong = counted.filter(Q(state=CaseState.OPEN) & ~Q(open_stages=1) | ~Q(state=CaseState.OPEN) & ~Q(open_stages=0))
    for case in wrong.order_by("pk").iterator():
        yield Finding(
            code="open_stages_and_state_differ",
            subject=case.number,
            message=gettext_noop("The case is in the state “%(state)s” and has %(count)s open stages."),
            params={"state": label(CaseState(case.state)), "count": case.open_stages},
        )


def citizens_matters_are_handled(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """先行处置: who waits for an outcome has exactly one interim handler where the pinned procedure names one."""
    waiting = Case.objects.filter(state__in=_WAITING, source__in=_CITIZENS, procedure__in=_versions_that_name_one())
    for case in waiting.annotate(handlers=_HANDLERS).exclude(handlers=1).order_by("pk").iterator():
        yield Finding(
            code="not_one_interim_handler",
            subject=case.number,
            message=gettext_noop("A citizen waits, and %(count)s organizations handle the matter meanwhile."),
            params={"count": case.handlers},
        )


def interim_handling_ends(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """Nobody handles provisionally what has an outcome in force, is closed, or never was a citizen's matter."""
    idle = Case.objects.exclude(state__in=_WAITING, source__in=_CITIZENS)
    for case in idle.annotate(handlers=_HANDLERS).filter(handlers__gt=0).order_by("pk").iterator():
        yield Finding(
            code="interim_handler_left_over",
            subject=case.number,
            message=gettext_noop("An interim handler is still named although nothing waits for one."),
        )


def interim_handling_has_no_gaps(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """From the opening of the case on, one interim handler takes over where the one before ends; while a result is in
    force there is none, and an objection that is upheld begins again."""
    before = Window(Lag("ends_at"), partition_by="case", order_by=["begins_at", "id"])
    handlings = InterimHandling.objects.filter(case__procedure__in=_versions_that_name_one()).annotate(
        previous_end=before, opened_at=F("case__opened_at"), reopened=_reopened_when_it_began()
    )
    broken = handlings.filter(
        Q(previous_end=None) & ~Q(begins_at=F("opened_at"))
        | Q(previous_end__isnull=False) & ~Q(begins_at=F("previous_end")) & Q(reopened=False)
    )
    for handling in broken.select_related("case").order_by("pk").iterator():
        yield Finding(
            code="interim_handling_has_a_gap",
            subject=handling.case.number,
            message=gettext_noop("Nobody, or somebody else too, handled the matter just before %(since)s."),
            params={"since": handling.begins_at.isoformat()},
        )


def ladders_follow_the_procedure(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """督促阶梯: the rungs of an outcome are those of the pinned procedure, from the first on, none left out."""
    steps = LadderStep.objects.select_related("case__procedure").order_by("outcome", "order")
    for step in steps.iterator():
        ladder = pack_of(step.case.procedure).carrying_out_ladder
        if step.order > len(ladder) or ladder[step.order - 1] != step.rung:
            yield Finding(
                code="rung_out_of_order",
                subject=step.case.number,
                message=gettext_noop("Step %(order)s of the ladder is “%(rung)s”; the procedure has another order."),
                params={"order": step.order, "rung": label(LadderRung(step.rung))},
            )


def _reopened_when_it_began() -> Exists:
    """An outcome was in force until the matter was taken up again by an objection that was upheld at this moment."""
    upheld = Objection.objects.filter(case=OuterRef("case"), verdict=ReversalVerdict.UPHELD)
    return Exists(upheld.filter(decided_at=OuterRef("begins_at")))


def _versions_that_name_one() -> list[int]:
    """The versions in use under which a citizen's matter has an interim handler."""
    used = ProcedureVersion.objects.filter(Exists(Case.objects.filter(procedure=OuterRef("pk"))))
    return [version.pk for version in used if pack_of(version).interim_mode is not InterimMode.NONE]


INVARIANTS = (
    *OFFICE_INVARIANTS,
    *INTAKE_INVARIANTS,
    *LINK_INVARIANTS,
    Invariant(
        code="one_open_stage", number=1, check=one_open_stage,
        title=gettext_noop("An open case has exactly one open stage, any other case none"),
    ),
    Invariant(
        code="citizens_matters_are_handled", number=4, check=citizens_matters_are_handled,
        title=gettext_noop("While a citizen waits there is exactly one interim handler"),
    ),
    Invariant(
        code="interim_handling_ends", number=4, check=interim_handling_ends,
        title=gettext_noop("Interim handling ends with the case or its outcome"),
    ),
    Invariant(
        code="interim_handling_has_no_gaps", number=4, check=interim_handling_has_no_gaps,
        title=gettext_noop("Interim handling has no gaps"),
    ),
    *AGREEMENTS,
    *OUTCOME_INVARIANTS,
    Invariant(
        code="ladders_follow_the_procedure", number=6, check=ladders_follow_the_procedure,
        title=gettext_noop("The ladder is climbed in the procedure's order"),
    ),
)  # fmt: skip
