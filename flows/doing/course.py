"""中止、恢复、终止、撤回、催办、抄送、快速处理."""

from cases import course
from core.vocabulary import ClosingReason, DeadlineEffect, DeadlineState, StageResult, Step
from deadlines import services as deadlines
from deadlines.pauses import pause, resume
from flows.acting import Acting
from flows.conditions.course import next_reminder
from flows.doing.papers import organization_of
from flows.engine import leave, withdraw
from flows.errors import AlreadyReads, NobodyReads, NotWaitedFor, RemindedLately
from flows.inputs import (
    CopyTo,
    EndCopy,
    GrantWithdrawal,
    MarkUrgent,
    RefuseWithdrawal,
    RequestWithdrawal,
    ResumeCase,
    SuspendCase,
    TerminateCase,
    Urge,
    WithdrawCase,
)
from flows.models import WorkItem
from flows.stages import remind_again_after_pause, remind_of
from organizations.selectors import local_date
from workdays.rules import expires_at


def suspend_case(acting: Acting, form: SuspendCase) -> None:
    """中止: every clock stands still; the one that runs now reminds of the suspension (decision 0009)."""
    running = list(deadlines.running(acting.case).filter(of=None))
    course.suspend(
        case=acting.case, stage=acting.open_stage, ground=form.ground, reason=form.reason, by=acting.organization,
        act=acting.act,
    )  # fmt: skip
    pause(running, calendar=acting.calendar, act=acting.act)
    deadlines.arm(
        case=acting.case, stage=acting.open_stage, organization=acting.open_stage.conductor, step=Step.SUSPENSION,
        effect=DeadlineEffect.REMIND, by_rule=acting.by_rule(Step.SUSPENSION), act=acting.act,
    )  # fmt: skip


def resume_case(acting: Acting, form: ResumeCase) -> None:
    """恢复: every clock runs on with what was left of it."""
    clocks, paused_at = list(deadlines.running(acting.case)), acting.case.suspended_at
    deadlines.end([one for one in clocks if one.step == Step.SUSPENSION], DeadlineState.MET, acting.act)
    course.resume(case=acting.case, reason=form.reason, act=acting.act)
    paused = [one for one in clocks if one.state == DeadlineState.PAUSED]
    for clock in paused:
        marks = acting.pack.marks_within(acting.term_of(clock))
        resume([clock], calendar=acting.calendar, marks=marks, act=acting.act)
    if paused_at is not None:
        remind_again_after_pause(acting, paused, paused_at=paused_at)


def terminate_case(acting: Acting, form: TerminateCase) -> None:
    """终止: closed without an outcome, in writing."""
    acting.act.data.update(from_tier=acting.case.tier, ground=form.ground)
    acting.case.closing_remark = form.reason
    withdraw(acting, StageResult.TERMINATED)


def withdraw_case(acting: Acting, form: WithdrawCase) -> None:
    """撤回: by who opened the case, while it is open; every clock stops."""
    acting.act.data["from_tier"] = acting.case.tier
    acting.case.closing_remark = form.reason
    leave(acting, StageResult.WITHDRAWN, ClosingReason.WITHDRAWN)


def request_withdrawal(acting: Acting, form: RequestWithdrawal) -> None:
    """申请撤回."""
    course.ask_to_withdraw(stage=acting.open_stage, reason=form.reason, act=acting.act)


def grant_withdrawal(acting: Acting, form: GrantWithdrawal) -> None:
    """同意撤回: the case is withdrawn at once."""
    request = acting.case.withdrawal_requests.get(answered_at=None)
    course.answer_withdrawal(request=request, granted=True, answer=form.remark, act=acting.act)
    acting.act.data["from_tier"] = acting.case.tier
    acting.case.closing_remark = request.reason
    withdraw(acting, StageResult.WITHDRAWN)


def refuse_withdrawal(acting: Acting, form: RefuseWithdrawal) -> None:
    """不同意撤回: the case goes on."""
    request = acting.case.withdrawal_requests.get(answered_at=None)
    course.answer_withdrawal(request=request, granted=False, answer=form.reason, act=acting.act)


def urge(acting: Acting, form: Urge) -> None:
    """催办: at most once in the interval of the procedure for one organization."""
    organization = organization_of(acting, form.organization)
    if not WorkItem.objects.filter(case=acting.case, organization=organization, ended_at=None).exists():
        raise NotWaitedFor(field="organization", organization=organization.name)
    last = acting.case.reminders.filter(organization=organization).order_by("-sent_at").first()
    if last is not None:
        next_at = next_reminder(last.sent_at, acting.pack, acting.calendar, acting.case.urgent)
        if acting.at < next_at:
            day = local_date(acting.case.jurisdiction, next_at)
            raise RemindedLately(field="organization", organization=organization.name, day=day)
    course.remind(case=acting.case, organization=organization, by=acting.organization, text=form.remark, act=acting.act)


def copy_to(acting: Acting, form: CopyTo) -> None:
    """抄送."""
    organization = organization_of(acting, form.organization)
    taking_part = acting.case.parties.filter(organization=organization).exists()
    if taking_part or acting.case.readers.filter(organization=organization, ended_at=None).exists():
        raise AlreadyReads(field="organization", organization=organization.name)
    course.let_read(case=acting.case, organization=organization, reason=form.reason, act=acting.act)


def end_copy(acting: Acting, form: EndCopy) -> None:
    """取消抄送."""
    readers = acting.case.readers.filter(organization__code=form.organization, ended_at=None)
    reader = readers.select_related("organization").first()
    if reader is None:
        raise NobodyReads(field="organization", organization=form.organization)
    course.end_reading(reader=reader, act=acting.act)


def mark_urgent(acting: Acting, _form: MarkUrgent) -> None:
    """转入快速处理: the clock of the tier gets its short term, counted from now, where that ends earlier."""
    acting.case.urgent = True
    acting.act.changed("case.urgent")
    step, stage = acting.tier_step(), acting.open_stage
    clock = deadlines.running(acting.case).filter(stage=stage, of=None, step=step).first()
    if clock is None or clock.effect == DeadlineEffect.REMIND:
        return
    by_rule = acting.by_rule(step)
    term = by_rule.term
    short = expires_at(acting.at, term.n, term.unit, term.roll, acting.calendar).expires_at
    if short < clock.expires_at:
        told = set(clock.warnings.filter(state__in=deadlines.LIVE).exclude(step=step).values_list("step", flat=True))
        deadlines.end([clock], DeadlineState.CANCELLED, acting.act)
        shorter = deadlines.arm(
            case=acting.case, stage=stage, organization=clock.organization, step=step,
            effect=DeadlineEffect(clock.effect), by_rule=by_rule, act=acting.act,
        )  # fmt: skip
        for one in sorted(told):
            remind_of(acting, shorter, Step(one))
