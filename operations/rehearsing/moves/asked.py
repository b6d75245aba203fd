"""待复事项怎么答: what organizations are asked for beside the steps of the flow."""

from collections.abc import Iterator, Mapping

from cases.models import Paper
from cases.selectors import open_consultations
from core.vocabulary import AbsenceReason, InvitationReply, PaperState, SpeakingAuthority
from flows.conditions.papers import still_open
from operations.rehearsing.moves.office import record_adoption
from operations.rehearsing.turn import Deed, Later, Move, Moves, Turn


def invitation(turn: Turn) -> Iterator[Move]:
    meetings = turn.people.meetings
    about = (turn.number, turn.visit, turn.organization.code)
    if not turn.chance.happens(meetings.comes, *about, "comes"):
        away = {"reply": InvitationReply.CANNOT_COME, "absence_reason": AbsenceReason.OTHER_MEETING}
        yield Deed(act="reply_to_invitation", says=away)
    listens = turn.chance.happens(meetings.listens, *about, "listens")
    says = {
        "reply": InvitationReply.COMES, "representative": f"{turn.organization.short_name}代表",
        "authority": SpeakingAuthority.LISTEN if listens else SpeakingAuthority.FULL,
    }  # fmt: skip
    yield Deed(act="reply_to_invitation", says=says)


def to_review(turn: Turn) -> Iterator[Move]:
    """Returned now and then; what nobody else could review is taken back and prepared anew."""
    waiting = [paper for paper in turn.now.papers if paper.organization_id == turn.organization.pk]
    for paper in waiting:
        if paper.waits_for_review:
            if turn.happens(turn.people.signing.returned, "returned", paper.act) and _first(paper):
                yield Deed(act="return_paper", says={"paper": paper.pk})
            yield Deed(act="review_paper", says={"paper": paper.pk})
            yield Deed(act="withdraw_paper", says={"paper": paper.pk})


def to_sign(turn: Turn) -> Iterator[Move]:
    """Signed as long as it can still be done; what can no longer be is taken back."""
    waiting = [paper for paper in turn.now.papers if paper.organization_id == turn.organization.pk]
    for paper in waiting:
        if paper.waits_for_signature and not still_open(turn.now, paper):
            yield Deed(act="withdraw_paper", says={"paper": paper.pk})
        elif paper.waits_for_signature:
            yield Deed(act="sign_paper", says={"paper": paper.pk})
            if turn.times >= _PATIENCE:
                yield Deed(act="withdraw_paper", says={"paper": paper.pk})
            yield turn.next_morning()


_PATIENCE = 3


def _first(paper: Paper) -> bool:
    """Whether the organization has prepared this for the first time."""
    returned = Paper.objects.filter(case=paper.case_id, organization=paper.organization_id, act=paper.act)
    return not returned.filter(state=PaperState.RETURNED).exists()


def adoption(turn: Turn) -> Iterator[Move]:
    """At the study itself it is answered with the next step."""
    yield record_adoption(turn)


def task(turn: Turn) -> Iterator[Move]:
    for one in turn.now.meeting_tasks:
        if one.organization_id == turn.organization.pk:
            yield Deed(act="finish_meeting_task", says={"task": one.pk})


def consultation(turn: Turn) -> Iterator[Move]:
    for asked in open_consultations(turn.now.case):
        if turn.organization in (asked.organization, asked.asked_by):
            yield Deed(act="answer_consultation", says={"consultation": asked.pk})


def extension(turn: Turn) -> Iterator[Move]:
    if turn.happens(turn.people.turns.extension_granted, "extension granted"):
        yield Deed(act="grant_extension")
    yield Deed(act="refuse_extension")


def withdrawal(turn: Turn) -> Iterator[Move]:
    if turn.happens(turn.people.turns.withdrawal_granted, "withdrawal granted"):
        yield Deed(act="grant_withdrawal")
    yield Deed(act="refuse_withdrawal")


def objection(turn: Turn) -> Iterator[Move]:
    for one in turn.now.objections:
        upheld = turn.chance.happens(turn.people.turns.upheld, turn.number, turn.visit, one.organization.code, "upheld")
        first = len(turn.now.stages) < _OFTEN
        yield Deed(act="uphold_objection" if upheld and first else "reject_objection", says={"objection": one.pk})


_OFTEN = 6
"""Visits to tiers after which no objection is upheld any more: even a stubborn year comes to an end."""


def letter(turn: Turn) -> Iterator[Move]:
    """The letter that the clock left; after co-signing it says what was co-signed."""
    says = {"matter": turn.now.case.title, "proposal": "建议由提请材料所列部门牵头，其他部门配合。"}
    yield Deed(act="sign_letter", says=says)


def _plain(act: str) -> Moves:
    return lambda _turn: iter([Deed(act=act, is_asked=True)])


MOVES: Mapping[str, Moves] = {
    **{act: _plain(act) for act in (
        "acknowledge", "check_in", "acknowledge_negotiation_letter", "confirm_stand", "receive_minutes",
        "register_application", "forward_application", "give_feedback", "acknowledge_feedback",
    )},
    "sign_letter": letter,
    "reply_to_invitation": invitation,
    "review_paper": to_review,
    "sign_paper": to_sign,
    "record_adoption": adoption,
    "finish_meeting_task": task,
    "answer_consultation": consultation,
    "record_outside_answer": consultation,
    "decide_extension": extension,
    "decide_withdrawal": withdrawal,
    "decide_objection": objection,
    "answer_comment": lambda _turn: iter([Later()]),
    "answer_call": lambda _turn: iter([Later()]),
    "record_joint_action": lambda _turn: iter([Later()]),
}  # fmt: skip
