"""The minutes of an item: issued, confirmed by each department, corrected, and what follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from audit.acting import Act
from cases.models import Outcome, Party, Stage
from cases.statements import Signed
from cases.succession import standing_in
from core.vocabulary import ConfirmationAnswer, SilenceEffect
from documents.models import Document
from meetings.models import AgendaItem, EarlierMinutes, MeetingTask, MinutesConfirmation
from meetings.services import locked, settle
from organizations.models import Organization


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """纪要: whether the item was agreed, the text, whose word it is, the paper in the file, and the outcome if any."""

    agreed: bool
    text: str
    signed: Signed
    document: Document
    outcome: Outcome | None = None


@dataclass(frozen=True, kw_only=True)
class Task:
    """交办事项: who does what, until when."""

    organization: Organization
    what: str
    due_on: date


def issue(*, item: AgendaItem, minutes: Minutes, act: Act) -> None:
    """印发纪要: what was agreed, or that nothing was; issued again, the earlier version is kept."""
    if item.minutes_version:
        _supersede(item, act)
    item.agreed, item.minutes, item.outcome = minutes.agreed, minutes.text, minutes.outcome
    item.signed_by, item.signed_on, item.minutes_issued_at = minutes.signed.by, minutes.signed.on, act.at
    item.document, item.minutes_version = minutes.document, item.minutes_version + 1
    item.save(update_fields=[
        "agreed", "minutes", "outcome", "signed_by", "signed_on", "minutes_issued_at", "document", "minutes_version",
    ])  # fmt: skip
    settle(locked(item.meeting_id))
    act.data.update(
        meeting=item.meeting_id, item=item.pk, version=item.minutes_version, document=minutes.document.pk,
        digest=minutes.document.file.digest,
    )  # fmt: skip


def _supersede(item: AgendaItem, act: Act) -> None:
    if item.signed_on is None or item.minutes_issued_at is None:
        raise RuntimeError(f"the minutes of item {item.pk} were never issued")
    EarlierMinutes.objects.create(
        item=item, version=item.minutes_version, minutes=item.minutes, signed_by=item.signed_by,
        signed_on=item.signed_on, issued_at=item.minutes_issued_at, superseded_at=act.at,
    )  # fmt: skip
    item.tasks.filter(done_at=None).update(void_at=act.at)


def set_tasks(*, item: AgendaItem, tasks: Iterable[Task], act: Act) -> None:
    """交办: what follows from the item."""
    rows = MeetingTask.objects.bulk_create(
        MeetingTask(item=item, organization=task.organization, what=task.what, due_on=task.due_on) for task in tasks
    )
    if rows:
        act.data["tasks"] = [row.pk for row in rows]


def finish_task(*, task: MeetingTask, remark: str, act: Act) -> None:
    """完成交办事项."""
    task.done_at, task.done_by_name, task.remark = act.at, act.actor.person_name, remark
    task.save(update_fields=["done_at", "done_by_name", "remark"])
    act.data["task"] = task.pk


def open_tasks(case_id: int) -> QuerySet[MeetingTask]:
    """The tasks of a case that are still to be done, the first due first."""
    return MeetingTask.objects.filter(item__case=case_id, done_at=None, void_at=None).order_by("due_on", "pk")


def who_came(item: AgendaItem) -> set[int]:
    """到会部门: the ids of the organizations that were there for the item, or of those in their place now."""
    after = standing_in(item.case)
    return {after.get(one.organization_id, one.organization_id) for one in item.presences.all() if one.attended}


def ask_to_confirm(*, item: AgendaItem, silence: SilenceEffect, act: Act) -> None:
    """送请确认: every party that was there is asked; what its silence means is announced with the minutes."""
    came = who_came(item)
    asked = Party.objects.filter(case=item.case_id, organization__in=came).order_by("order")
    MinutesConfirmation.objects.bulk_create(
        MinutesConfirmation(
            item=item, version=item.minutes_version, organization_id=organization, asked_at=act.at, silence=silence
        )
        for organization in asked.values_list("organization", flat=True)
    )
    act.data["silence"] = silence


def latest_minutes(stage: Stage) -> AgendaItem:
    """The item of the stage whose minutes were issued last."""
    return stage.agenda_items.select_related("meeting").filter(minutes_issued_at__isnull=False).latest("pk")


def unanswered(stage: Stage) -> QuerySet[MinutesConfirmation]:
    """Who has not yet said anything to the minutes that stand, in the order in which they were asked."""
    item = stage.agenda_items.filter(minutes_issued_at__isnull=False).order_by("-pk").first()
    if item is None:
        return MinutesConfirmation.objects.none()
    rows = MinutesConfirmation.objects.filter(item=item, version=item.minutes_version, answer="")
    return rows.select_related("organization").order_by("pk")


def receive(*, row: MinutesConfirmation, by: str, act: Act) -> None:
    """送达: the department has the minutes; from now on its silence can mean what was announced."""
    row.received_at, row.received_by = act.at, by
    row.save(update_fields=["received_at", "received_by"])
    act.data.update(item=row.item_id, version=row.version, organization=row.organization_id)


def answer(
    *, row: MinutesConfirmation, answer: ConfirmationAnswer, signed: Signed | None, act: Act, objection: str = ""
) -> None:
    """确认、提出更正意见, or silence that counts: one answer of one department to one version."""
    row.answer, row.answered_at, row.objection = answer, act.at, objection
    row.signed_by, row.signed_on = (signed.by, signed.on) if signed else ("", None)
    if row.received_at is None:
        row.received_at, row.received_by = act.at, act.actor.person_name
    row.save(update_fields=[
        "answer", "answered_at", "objection", "signed_by", "signed_on", "received_at", "received_by"
    ])  # fmt: skip
    act.data.update(item=row.item_id, version=row.version)


def stand_by(*, item: AgendaItem, note: str, act: Act) -> None:
    """维持纪要: the objections stay on record with the convener's note."""
    rows = item.confirmations.filter(version=item.minutes_version, answer=ConfirmationAnswer.OBJECTED, note="")
    rows.update(note=note)
    act.data.update(item=item.pk, version=item.minutes_version)


def bind(*, item: AgendaItem, act: Act) -> None:
    """生效: the agreed minutes bind from now on."""
    item.binding_at = act.at
    item.save(update_fields=["binding_at"])
    act.data["binding"] = item.pk
