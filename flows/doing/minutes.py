"""The minutes after they were issued: received, confirmed, objected to, upheld; and the tasks that follow."""

from core.vocabulary import ConfirmationAnswer, DeadlineState, SilenceEffect, Step
from deadlines.services import end, running
from flows.acting import Acting
from flows.doing.coordination import arm_confirmation
from flows.doing.papers import done, signed
from flows.inputs import (
    ConfirmMinutes,
    FinishMeetingTask,
    ObjectToMinutes,
    ReceiveMinutes,
    RecordService,
    StandByMinutes,
)
from flows.models import WorkItem
from flows.nodes.work import perform
from meetings import minutes
from meetings.errors import NoConfirmationAsked, NoSuchTask
from meetings.models import MinutesConfirmation


def receive_minutes(acting: Acting, _form: ReceiveMinutes) -> None:
    """签收纪要: the proof of delivery without which silence means nothing."""
    minutes.receive(row=_own(acting), by=acting.act.actor.person_name, act=acting.act)


def record_service(acting: Acting, form: RecordService) -> None:
    """记录送达: handed over on paper; the convener says to whom."""
    rows = minutes.unanswered(acting.open_stage).filter(received_at=None)
    row = rows.filter(organization__code=form.organization).first()
    if row is None:
        raise NoConfirmationAsked(field="organization", organization=form.organization)
    minutes.receive(row=row, by=form.received_by, act=acting.act)


def confirm_minutes(acting: Acting, form: ConfirmMinutes) -> None:
    """确认纪要: with the last confirmation the minutes bind and, at tier 2, the stage ends as agreed."""
    minutes.answer(row=_own(acting), answer=ConfirmationAnswer.CONFIRMED, signed=signed(acting, form), act=acting.act)
    bind_if_complete(acting)
    done(acting)


def object_to_minutes(acting: Acting, form: ObjectToMinutes) -> None:
    """对纪要提出更正意见: the convener has to answer before anybody is asked further."""
    minutes.answer(
        row=_own(acting), answer=ConfirmationAnswer.OBJECTED, signed=signed(acting, form), act=acting.act,
        objection=form.objection,
    )  # fmt: skip
    _end_clock(acting, DeadlineState.CANCELLED)
    done(acting)


def stand_by_minutes(acting: Acting, form: StandByMinutes) -> None:
    """维持纪要: with a note; who has not answered yet is asked again."""
    minutes.stand_by(item=minutes.latest_minutes(acting.open_stage), note=form.note, act=acting.act)
    if minutes.unanswered(acting.open_stage).exists():
        arm_confirmation(acting)
    else:
        bind_if_complete(acting)
    done(acting)


def lapse_confirmation(acting: Acting) -> None:
    """逾期未答复: silence confirms where that was announced and the minutes were delivered; the others are reminded."""
    silent = list(minutes.unanswered(acting.open_stage))
    counted = [row for row in silent if row.silence == SilenceEffect.CONFIRMED and row.received_at is not None]
    for row in counted:
        minutes.answer(row=row, answer=ConfirmationAnswer.BY_SILENCE, signed=None, act=acting.act)
    acting.act.data.update(
        by_silence=[row.organization_id for row in counted],
        undelivered=[row.organization_id for row in silent if row.received_at is None],
    )
    if len(counted) < len(silent):
        arm_confirmation(acting)
    bind_if_complete(acting)
    waiting = WorkItem.objects.filter(case=acting.case, node="confirm_minutes", ended_at=None)
    owners = [row.organization_id for row in counted]
    for item in waiting.filter(organization__in=owners).select_related("task__process").order_by("pk"):
        perform(acting, item)


def bind_if_complete(acting: Acting) -> None:
    """With the last word the minutes bind, and nobody is waited for any more."""
    if minutes.unanswered(acting.open_stage).exists():
        return
    minutes.bind(item=minutes.latest_minutes(acting.open_stage), act=acting.act)
    _end_clock(acting, DeadlineState.MET)


def _end_clock(acting: Acting, state: DeadlineState) -> None:
    end(running(acting.case).filter(step=Step.MINUTES_CONFIRMATION, of=None), state, acting.act)


def _own(acting: Acting) -> MinutesConfirmation:
    return minutes.unanswered(acting.open_stage).get(organization=acting.organization)


def finish_meeting_task(acting: Acting, form: FinishMeetingTask) -> None:
    """完成交办事项: by the organization to which it was given."""
    rows = minutes.open_tasks(acting.case.pk).filter(organization=acting.organization)
    task = rows.filter(pk=form.task).first()
    if task is None:
        raise NoSuchTask(field="task", task=form.task)
    minutes.finish_task(task=task, remark=form.remark, act=acting.act)
