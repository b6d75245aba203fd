"""立项审查与前两个层级: intake, negotiation, and the meeting of the dispatch office."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta

from cases.models import Agreement, Opening
from cases.opening.checklist import Item, checklist
from core.vocabulary import CaseSource, ForumSubject, ScopeExclusion, SpeakingAuthority, StandKind, Step, Tier
from flows.conditions.tiers import meeting_is_missing
from meetings.models import Attendance
from meetings.rules import earliest_start
from operations.rehearsing.turn import Deed, Later, Move, Moves, Turn
from organizations.models import Organization
from workdays.rules import add_workdays

_SITTING = timedelta(hours=2)
_AFTERNOON = time(14, 30)


def intake(turn: Turn) -> Iterator[Move]:
    """立项审查: mostly taken in."""
    items, review = items_of(turn), turn.people.review
    if turn.happens(review.declined, "declined"):
        exclusion = turn.chance.among(tuple(ScopeExclusion), turn.number, "exclusion")
        yield Deed(act="decline_case", says={"exclusion": exclusion})
    if turn.happens(review.correction, "correction") and not turn.now.intake_returns:
        yield Deed(act="return_for_correction", says={"missing": [items[0].item]})
    yield Deed(act="accept_case", says={"checked": [one.item for one in items]})


def items_of(turn: Turn) -> list[Item]:
    """What a matter like this one needs."""
    opening = Opening.objects.get(case=turn.now.case)
    return checklist(CaseSource(turn.now.case.source), ForumSubject(opening.subject))


def position(_turn: Turn) -> Iterator[Move]:
    yield Deed(act="state_position")


def answer(turn: Turn) -> Iterator[Move]:
    """复函."""
    yield Deed(act="reply_negotiation_letter", says={"agrees": turn.willing(turn.organization)})


def sign(turn: Turn) -> Iterator[Move]:
    """Signed by who is willing; who is not says so at once, or only lets the time pass."""
    version = {"version": turn.now.room.version}
    another = [turn.now.room.version] if (turn.now.room.version or 1) > 1 else []
    if turn.willing(turn.organization, *another):
        yield Deed(act="sign_agreement", says=version)
    else:
        yield Deed(act="refuse_agreement", says=version)


def conduct(turn: Turn) -> Iterator[Move]:
    """主办: hears the others, drafts, and where nothing comes of it refers, or lets the term run out."""
    agreement, room = turn.people.agreement, turn.now.room
    if not room.letters_sent and (turn.pack.negotiation_letter_required or turn.happens(agreement.letter, "letter")):
        yield Deed(act="send_negotiation_letter")
    elsewhere = [one for one in turn.now.at_node("answer", "position") if one != turn.organization]
    if elsewhere and turn.term_used() < _HEARS_OTHERS:
        yield Later(at=turn.when_used(_HEARS_OTHERS))
    drafts = Agreement.objects.filter(stage=turn.now.stage).count()
    if drafts == 0 and turn.happens(agreement.drafts, "drafts"):
        yield Deed(act="draft_agreement", says=turn.outcome())
    if drafts == 1 and turn.happens(agreement.drafts_again, "drafts again"):
        yield Deed(act="draft_agreement", says=turn.outcome())
    if turn.pack.heads_must_meet and not room.heads_met:
        if not turn.happens(agreement.heads_meet, "heads", turn.times // _PATIENCE):
            yield turn.next_morning()
        yield Deed(act="record_heads_meeting", says={"heads": _heads(turn), "agreed": False})
    if turn.happens(agreement.refers, "refers", turn.times // _PATIENCE):
        yield Deed(act="refer_case", by_anybody=True)
    yield Later()


_PATIENCE = 4
"""Mornings on which who conducts waits for others, and looks anew whether to go on."""
_HEARS_OTHERS = 0.4
"""The part of the term in which it waits for the others to speak."""


def _heads(turn: Turn) -> list[dict[str, str]]:
    return [{"organization": party.code, "name": turn.district.head_of(party)} for party in turn.parties]


def convene(turn: Turn) -> Iterator[Move]:
    """召集, or straight to the next tier where no meeting is demanded and nobody expects anything of one."""
    if not meeting_is_missing(turn.now) and not turn.all_willing():
        yield Deed(act="refer_case", by_anybody=True)
    yield from meet(turn)


def meet(turn: Turn) -> Iterator[Move]:
    """On the agenda of a sitting that is convened already, or a sitting of its own."""
    meetings = turn.people.meetings
    if turn.happens(meetings.joins, "joins", turn.times):
        for meeting in turn.now.sittings_to_join:
            if meeting.starts_at > turn.at + timedelta(days=1):
                yield Deed(act="put_on_agenda", says={"meeting": meeting.pk, "urgent_reason": "与同类事项合并研究。"})
                break
    if turn.happens(meetings.urgent, "urgent", turn.times):
        says = {"starts_at": turn.hours.next_morning(turn.at), "urgent_reason": "群众反映强烈，需要尽快研究。"}
        yield Deed(act="convene_meeting", says=says)
    yield Deed(act="convene_meeting", says={"starts_at": _start(turn)})


def _start(turn: Turn) -> datetime:
    notice = turn.pack.term(Step.MEETING_NOTICE, urgent=turn.now.case.urgent)
    earliest = earliest_start(turn.at, notice, turn.now.calendar).astimezone(turn.hours.zone).date()
    slack = turn.chance.of(turn.number, turn.visit, "slack", turn.times).randint(0, turn.people.meetings.slack)
    day = add_workdays(earliest, slack + 1, turn.now.calendar)
    return datetime.combine(day, _AFTERNOON, turn.hours.zone)


def hold(turn: Turn) -> Iterator[Move]:
    """Put off now and then; else held on its day and put on record."""
    item, meetings = turn.now.sitting, turn.people.meetings
    if item is None:
        return
    starts_at = item.meeting.starts_at
    if turn.at < starts_at:
        if turn.times == 0 and turn.happens(meetings.postponed, "postponed"):
            yield Deed(act="postpone_meeting", says={"starts_at": turn.hours.after_days(starts_at, 2)})
        yield Later(at=starts_at + _SITTING)
    seats = {seat.organization_id: seat for seat in item.meeting.attendances.all()}
    rows = [_attendance(turn, party, seats.get(party.pk)) for party in turn.parties]
    yield Deed(act="hold_meeting", says={"held_at": starts_at, "attendances": rows})


def _attendance(turn: Turn, party: Organization, seat: Attendance | None) -> dict[str, object]:
    meetings = turn.people.meetings
    about = (turn.number, turn.visit, party.code)
    if not turn.chance.happens(meetings.comes, *about, "comes"):
        return {"organization": party.code, "attended": False}
    listens = turn.chance.happens(meetings.listens, *about, "listens")
    known = seat.authority if seat else ""
    return {
        "organization": party.code, "attended": True, "representative": f"{party.short_name}代表",
        "authority": SpeakingAuthority.LISTEN if listens and not known else None,
        "says": StandKind.AGREES if turn.willing(party) else StandKind.DISSENTS, "stand": "见本部门意见。",
    }  # fmt: skip


def minutes(turn: Turn) -> Iterator[Move]:
    """Agreed where everybody who came agrees, as soon as no word is only provisional."""
    item = turn.now.sitting
    came = {one.organization_id for one in item.presences.all() if one.attended} if item else set()
    if came and all(turn.willing(party) for party in turn.parties if party.pk in came):
        yield Deed(act="issue_minutes_agreed", says={**turn.outcome(), **_tasks(turn)})
        yield Deed(act="issue_minutes_consensus", says=_tasks(turn))
        if turn.times < _PATIENCE:
            yield turn.next_morning()
    yield Deed(act="issue_minutes_not_agreed", says=_tasks(turn))


def _tasks(turn: Turn) -> dict[str, object]:
    if not turn.happens(turn.people.meetings.tasks, "tasks"):
        return {}
    party = turn.chance.among(turn.parties, turn.number, turn.visit, "task")
    due_on = add_workdays(turn.today, 10, turn.now.calendar)
    return {"tasks": [{"organization": party.code, "what": "提供历史沿革材料", "due_on": due_on}]}


def confirm_minutes(turn: Turn) -> Iterator[Move]:
    if turn.times == 0 and turn.happens(turn.people.meetings.objects, "objects"):
        yield Deed(act="object_to_minutes")
    yield Deed(act="confirm_minutes")


def correct_minutes(turn: Turn) -> Iterator[Move]:
    if turn.happens(0.5, "stands by"):
        yield Deed(act="stand_by_minutes")
    at_tier_2 = turn.now.stage is not None and turn.now.stage.tier == Tier.DISPATCH_COORDINATION
    yield Deed(act="reissue_minutes", says=turn.outcome()) if at_tier_2 else Deed(act="reissue_consensus")


def apply(_turn: Turn) -> Iterator[Move]:
    """No agreement: to the next tier, by whoever may apply."""
    yield Deed(act="refer_case", by_anybody=True)


MOVES: Mapping[str, Moves] = {
    "intake": intake,
    "correction": lambda _turn: iter([Deed(act="correct_case")]),
    "position": position,
    "conduct": conduct,
    "answer": answer,
    "sign": sign,
    "convene": convene,
    "hold": hold,
    "minutes": minutes,
    "confirm_minutes": confirm_minutes,
    "correct_minutes": correct_minutes,
    "apply": apply,
}
