"""编办牵头协调: review of the application, study, written opinions, the opinion of the office, or the referral."""

from collections.abc import Iterator, Mapping

from cases.models import Opinion
from cases.selectors import open_points
from core.vocabulary import Adoption, ConsultationKind, ForumSubject, OrganizationFunction
from flows.conditions.tiers import meeting_is_missing
from operations.rehearsing.moves.below import meet
from operations.rehearsing.turn import Deed, Later, Move, Moves, Turn


def acceptance(turn: Turn) -> Iterator[Move]:
    """受理审查: mostly accepted."""
    review = turn.people.review
    if turn.happens(review.declined, "declined"):
        yield Deed(act="decline_application")
    if turn.happens(review.transferred, "transferred"):
        yield Deed(act="transfer_case", says={"subject": ForumSubject.APPLICATION_OF_LAW})
    if turn.now.office.supplements == 0 and turn.happens(review.supplement, "supplement"):
        yield Deed(act="ask_to_supplement")
    yield Deed(act="accept_application")


def study(turn: Turn) -> Iterator[Move]:
    """研究: rounds and meeting as the procedure demands, then the opinion; else the referral upward."""
    meetings = turn.people.meetings
    if turn.now.office.has_open_points:
        yield record_adoption(turn)
    if turn.times == 0 and turn.happens(meetings.major, "major"):
        yield Deed(act="mark_major")
    yield from _legality(turn)
    if _rounds_wanted(turn) > len(turn.now.rounds):
        yield Deed(act="open_round")
    if meeting_is_missing(turn.now):
        yield from meet(turn)
    agreed = turn.all_willing()
    if agreed or (turn.happens(meetings.determines, "determines") and turn.pack.tier3_can_decide_without_consent):
        yield Deed(act="draft_opinion", says={**turn.outcome(), "all_agree": agreed})
    yield from _upward(turn)


def _rounds_wanted(turn: Turn) -> int:
    further = turn.happens(turn.people.meetings.second_round, "second round")
    return min(turn.pack.min_written_rounds + further, turn.pack.max_written_rounds)


def _legality(turn: Turn) -> Iterator[Move]:
    """合法性审查: asked for once, where the procedure wants it."""
    if not turn.pack.legality_opinion_required or turn.now.office.has_legality_opinion or turn.now.office.consulted:
        return
    bodies = turn.district.bodies.values()
    counsel = [one for one in bodies if OrganizationFunction.JUSTICE in one.functions and one not in turn.parties]
    whom = {"organization": counsel[0].code} if counsel else {"outside_name": "法律顾问"}
    yield Deed(act="consult", says={"kind": ConsultationKind.LEGALITY, **whom})


def _upward(turn: Turn) -> Iterator[Move]:
    """提请: the file, the co-signatures where they are demanded, the letter."""
    if turn.pack.cosignature_required and not turn.now.referral.is_cosigned(turn.now.stage):
        if turn.now.referral.unsent(turn.now.stage.pk if turn.now.stage else None) is None:
            yield Deed(act="assemble_referral", says=_file(turn))
        yield Deed(act="request_cosignatures")
    yield Deed(act="refer_case", says=_file(turn), by_anybody=True)


def _file(turn: Turn) -> dict[str, str]:
    return {"matter": turn.now.case.title, "proposal": "建议由提请材料所列部门牵头，其他部门配合。"}


def record_adoption(turn: Turn) -> Deed:
    """意见采纳情况: every point is answered."""
    points = open_points(turn.now.stage) if turn.now.stage else []
    rows = [
        {"point": point.pk, "adoption": Adoption.PARTLY, "reason": "结合各方意见部分采纳。"} for point in points
    ]  # fmt: skip
    return Deed(act="record_adoption", says={"adoptions": rows})


def reply(turn: Turn) -> Iterator[Move]:
    agrees = turn.willing(turn.organization)
    points = () if agrees else ({"about": "牵头部门", "text": "不宜由本部门牵头。"},)
    yield Deed(act="reply_opinion", says={"agrees": agrees, "points": points})


def review(turn: Turn) -> Iterator[Move]:
    if _drafts(turn) == 1 and turn.happens(turn.people.meetings.sends_back, "sends back"):
        yield Deed(act="send_back_opinion")
    yield Deed(act="review_opinion")


def confirm(turn: Turn) -> Iterator[Move]:
    """审定: once the legality opinion is there, where it is demanded."""
    if _drafts(turn) == 1 and turn.happens(turn.people.meetings.sends_back, "returns"):
        yield Deed(act="return_opinion")
    yield Deed(act="confirm_opinion")
    yield from _legality(turn)
    yield Later()


def _drafts(turn: Turn) -> int:
    return Opinion.objects.filter(stage=turn.now.stage).count()


def cosign(turn: Turn) -> Iterator[Move]:
    yield Deed(act="cosign_referral" if turn.willing(turn.organization) else "dissent_from_referral")


MOVES: Mapping[str, Moves] = {
    "acceptance": acceptance,
    "supplement": lambda _turn: iter([Deed(act="supplement_application")]),
    "study": study,
    "reply": reply,
    "review": review,
    "confirm": confirm,
    "cosign": cosign,
}
