"""拒不落实与督促: a refusal goes on record; each rung of the ladder gives a new term to put things right."""

from cases.errors import LeaderMissing, LeaderNotNeeded
from cases.models import CarryingOutRefusal, LadderStep, Outcome
from cases.rules import check_paper_date
from core.labels import label
from core.vocabulary import DeadlineEffect, DeadlineState, LadderRung, OutcomeState, Step
from deadlines import services as deadlines
from flows.acting import Acting
from flows.doing.papers import signed
from flows.inputs import ClimbLadder, RecordRefusal
from organizations.selectors import local_date


def record_refusal(acting: Acting, form: RecordRefusal) -> None:
    """拒不落实."""
    paper = signed(acting, form)
    refusal = CarryingOutRefusal.objects.create(
        case=acting.case, outcome=_in_force(acting), organization=acting.organization, reason=form.reason,
        signed_by=paper.by, signed_on=paper.on, recorded_at=acting.at,
    )  # fmt: skip
    acting.act.data["refusal"] = refusal.pk


def climb_ladder(acting: Acting, form: ClimbLadder) -> None:
    """督促 (R19, R22, R51): the next rung in the procedure's order, with a new term to put things right.

    Raises ``LeaderMissing`` from the supervision order on, where no leader is named who decided it.
    """
    outcome = _in_force(acting)
    climbed = list(LadderStep.objects.filter(outcome=outcome).values_list("rung", flat=True))
    rung = next(rung for rung in acting.pack.carrying_out_ladder if rung not in climbed)
    _check_leader(acting, form, rung)
    paper = signed(acting, form)
    step = LadderStep.objects.create(
        case=acting.case, outcome=outcome, order=len(climbed) + 1, rung=rung, organization=acting.organization,
        text=form.text, decided_by=form.decided_by, decided_on=form.decided_on, signed_by=paper.by,
        signed_on=paper.on, sent_at=acting.at,
    )  # fmt: skip
    acting.act.data.update(step=step.pk, rung=rung)
    put_right(acting)


def put_right(acting: Acting) -> None:
    """整改期限: the term to carry out that runs gives way to the one to put things right; one clock runs, as before."""
    running = deadlines.running(acting.case).filter(step=Step.CARRYING_OUT, of=None)
    before = running.select_related("stage", "organization").first()
    if before is None:
        return
    deadlines.end([before], DeadlineState.CANCELLED, acting.act)
    deadlines.arm(
        case=acting.case, stage=before.stage, organization=before.organization, step=Step.CARRYING_OUT,
        effect=DeadlineEffect.REMIND, by_rule=acting.by_rule(Step.RECTIFICATION), act=acting.act,
    )  # fmt: skip


def answer_ladder(acting: Acting) -> None:
    """The lead department has reported: what was sent to it is answered."""
    LadderStep.objects.filter(case=acting.case, answered_at=None).update(answered_at=acting.at)


def ladder_was_climbed(acting: Acting) -> bool:
    return LadderStep.objects.filter(outcome=_in_force(acting)).exists()


def _in_force(acting: Acting) -> Outcome:
    return acting.case.outcomes.get(state=OutcomeState.IN_FORCE)


def _check_leader(acting: Acting, form: ClimbLadder, rung: LadderRung) -> None:
    named = bool(form.decided_by) and form.decided_on is not None
    if rung is LadderRung.REMINDER_LETTER:
        if form.decided_by or form.decided_on:
            raise LeaderNotNeeded(field="decided_by", rung=label(rung))
        return
    if not named or form.decided_on is None:
        raise LeaderMissing(field="decided_by" if not form.decided_by else "decided_on", rung=label(rung))
    check_paper_date(form.decided_on, local_date(acting.case.jurisdiction, acting.at))
