"""Joint meetings of tiers 2 and 3 on record; one act carries a settled item to all that follows."""

from collections.abc import Sequence

from cases import outcomes
from cases.errors import NotAParty
from cases.models import CaseDocument, Outcome
from cases.statements import Signed
from core.vocabulary import DeadlineState, Step, Tier
from deadlines.services import arm, end, running
from documents.models import Document
from documents.services import store
from flows.acting import Acting
from flows.choices import parties
from flows.doing.papers import done, proposal, signed
from flows.doing.sign_off import let_fall
from flows.inputs import HoldMeeting, IssueMinutesAgreed, IssueMinutesNotAgreed, TaskInput
from meetings import minutes as papers
from meetings import recording
from meetings.drafting import MinutesPaper
from meetings.errors import MeetingStillToCome, PresenceTwice, StandMissing, TaskDueInThePast, TaskForNobody
from meetings.minutes import Minutes, Task
from meetings.models import AgendaItem
from meetings.recording import PresenceAndStand
from meetings.selectors import pending_item
from organizations.selectors import local_date


def hold_meeting(acting: Acting, form: HoldMeeting) -> None:
    """记录会议: attendance and the stand of each department that came."""
    if form.held_at > acting.at:
        raise MeetingStillToCome(field="held_at", held_at=form.held_at)
    known = {organization.code: organization for organization in parties(acting)}
    told: dict[str, PresenceAndStand] = {}
    for row in form.attendances:
        if row.organization not in known:
            raise NotAParty(field="attendances", organization=row.organization)
        if row.attended and (row.says is None or not row.stand or not row.representative):
            raise StandMissing(field="attendances", organization=known[row.organization].name)
        if row.organization in told:
            raise PresenceTwice(field="attendances", organization=known[row.organization].name)
        told[row.organization] = PresenceAndStand(
            organization=known[row.organization], attended=row.attended, representative=row.representative,
            authority=row.authority, mandate=row.mandate, kind=row.says if row.attended else None, stand=row.stand,
        )  # fmt: skip
    item = pending_item(acting.open_stage)
    recording.hold(item=item, held_at=form.held_at, told=list(told.values()), act=acting.act)
    done(acting)


def issue_minutes_agreed(acting: Acting, form: IssueMinutesAgreed) -> None:
    """印发纪要（达成一致）: outcome, paper, tasks and filing in one act; the filing waits where confirmation is due."""
    outcome = outcomes.propose(
        case=acting.case, stage=acting.open_stage, proposal=proposal(acting, form), act=acting.act
    )
    _issue(acting, form, agreed=True, outcome=outcome)


def issue_minutes_consensus(acting: Acting, form: IssueMinutesNotAgreed) -> None:
    """印发纪要（形成共识）: at tier 3 the opinion, not the minutes, names who does what."""
    _issue(acting, form, agreed=True)


def issue_minutes_not_agreed(acting: Acting, form: IssueMinutesNotAgreed) -> None:
    """印发纪要（未达成一致）; in place of agreed minutes that were objected to, the tier begins a full term again."""
    step = acting.tier_step()
    if acting.open_stage.tier == Tier.DISPATCH_COORDINATION and not running(acting.case).filter(step=step).exists():
        outcomes.void(outcome=outcomes.proposed(acting.case), act=acting.act)
        arm(
            case=acting.case, stage=acting.open_stage, organization=acting.organization, step=step,
            effect=acting.effect_of(step), by_rule=acting.by_rule(step), act=acting.act,
        )  # fmt: skip
    _issue(acting, form, agreed=False)


def _issue(
    acting: Acting, form: IssueMinutesAgreed | IssueMinutesNotAgreed, *, agreed: bool, outcome: Outcome | None = None
) -> None:
    item = _item_to_minute(acting)
    paper, tasks = signed(acting, form), _tasks(acting, form.tasks)
    document = _into_file(acting, item, form.minutes, agreed=agreed, paper=paper, tasks=tasks)
    minutes = Minutes(agreed=agreed, text=form.minutes, signed=paper, document=document, outcome=outcome)
    papers.issue(item=item, minutes=minutes, act=acting.act)
    papers.set_tasks(item=item, tasks=tasks, act=acting.act)
    if agreed and acting.open_stage.tier in acting.pack.minutes_confirmation_required:
        _send_for_confirmation(acting, item)
    elif agreed:
        papers.bind(item=item, act=acting.act)
    done(acting)


def _item_to_minute(acting: Acting) -> AgendaItem:
    """The pending item; of minutes that are corrected, the one that they are about."""
    if acting.item is not None and acting.item.node == "correct_minutes":
        return papers.latest_minutes(acting.open_stage)
    return pending_item(acting.open_stage)


def _send_for_confirmation(acting: Acting, item: AgendaItem) -> None:
    """送请确认: agreed in time meets the clock of the tier; the confirmation has its own, and silence is announced."""
    step = Step.MINUTES_CONFIRMATION
    silence = acting.pack.silence(step, Tier(acting.open_stage.tier))
    let_fall(acting, "confirm_minutes", "object_to_minutes")
    papers.ask_to_confirm(item=item, silence=silence, act=acting.act)
    if acting.open_stage.tier == Tier.DISPATCH_COORDINATION:
        end(running(acting.case).filter(step=acting.tier_step(), of=None), DeadlineState.MET, acting.act)
    arm_confirmation(acting)


def arm_confirmation(acting: Acting) -> None:
    """The term in which the departments answer the minutes."""
    step = Step.MINUTES_CONFIRMATION
    arm(
        case=acting.case, stage=acting.open_stage, organization=acting.open_stage.conductor, step=step,
        effect=acting.effect_of(step), by_rule=acting.by_rule(step), act=acting.act,
    )  # fmt: skip


def _tasks(acting: Acting, rows: Sequence[TaskInput]) -> list[Task]:
    known = {organization.code: organization for organization in parties(acting)}
    today, tasks = local_date(acting.case.jurisdiction, acting.at), []
    for row in rows:
        if row.organization not in known:
            raise TaskForNobody(field="tasks", organization=row.organization)
        if row.due_on < today:
            raise TaskDueInThePast(field="tasks", due_on=row.due_on)
        tasks.append(Task(organization=known[row.organization], what=row.what, due_on=row.due_on))
    return tasks


def _into_file(
    acting: Acting, item: AgendaItem, text: str, *, agreed: bool, paper: Signed, tasks: Sequence[Task]
) -> Document:
    """纪要入卷: the minutes as a paper in the case's file."""
    version = item.minutes_version + 1
    title = f"{item.meeting.title}纪要"
    content = MinutesPaper(
        title=title, number=acting.case.number, version=version, agreed=agreed, text=text, signed_by=paper.by,
        signed_on=f"{paper.on:%Y年%-m月%-d日}", convener=acting.organization.name,
        tasks=[f"{task.organization.name}：{task.what}（{task.due_on:%Y年%-m月%-d日}前）" for task in tasks],
    ).plain()  # fmt: skip
    document = store(
        content=content.encode(), file_name=f"{acting.case.number}-minutes-{item.pk}-v{version}.txt", title=title,
        organization=acting.organization, by_name=acting.act.actor.person_name, at=acting.at,
    )  # fmt: skip
    CaseDocument.objects.create(case=acting.case, document=document, stage=acting.stage)
    return document
