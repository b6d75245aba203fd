"""提请党委、政府专题研究: received, sent to who decides, tabled, decided or sent back."""

from collections.abc import Iterator, Mapping

from cases.models import AgendaApplication
from cases.referral.rules import FORMS
from cases.referral.services import latest_routing
from core.vocabulary import DecidingBody, DecisionForm, Step
from operations.rehearsing.turn import Deed, Later, Move, Moves, Turn
from workdays.rules import add_workdays, expires_at

_SLACK = 3


def receive(turn: Turn) -> Iterator[Move]:
    number = f"府办收〔{turn.today.year}〕{turn.number[-6:]}-{len(turn.now.stages)}号"
    yield Deed(act="receive_referral", says={"register_number": number, "received_on": turn.today})


def route(_turn: Turn) -> Iterator[Move]:
    yield Deed(act="route_referral")


def agenda(turn: Turn) -> Iterator[Move]:
    """申报议题: behind the lead time, with some days to spare."""
    term = turn.pack.term(Step.LEAD_TIME, urgent=turn.now.case.urgent)
    earliest = expires_at(turn.at, term.n, term.unit, term.roll, turn.now.calendar)
    first = earliest.last_day or earliest.expires_at.astimezone(turn.hours.zone).date()
    wanted = add_workdays(first, _SLACK, turn.now.calendar)
    yield Deed(act="apply_for_agenda", says={"wanted_on": wanted})


def on_paper(turn: Turn) -> Iterator[Move]:
    yield from _decide(turn)


def at_the_meeting(turn: Turn) -> Iterator[Move]:
    """Not before the day of the meeting."""
    tabled = AgendaApplication.objects.filter(stage=turn.now.stage).order_by("-pk").first()
    if tabled is not None and turn.today < tabled.wanted_on:
        yield Later(at=turn.hours.after_days(turn.hours.morning(tabled.wanted_on), 0.7))
    yield from _decide(turn)


def _decide(turn: Turn) -> Iterator[Move]:
    if len(turn.now.stages) < _ONCE_BACK and turn.happens(turn.people.review.sent_back, "sent back"):
        says = {"form": DecisionForm.INSTRUCTION, "decided_on": turn.today, "sent_back_by": "分管副区长"}
        yield Deed(act="return_referral", says=says)
    routing = latest_routing(turn.now.stage) if turn.now.stage else None
    if routing is None:
        return
    body = DecidingBody(routing.deciding_body)
    says = {
        **turn.outcome(), "deciding_body": body, "form": FORMS[body][0], "decided_on": turn.today,
        "document_number": f"会议纪要〔{turn.today.year}〕{turn.number[-6:]}号",
    }  # fmt: skip
    yield Deed(act="enter_decision", says=says, paper="sheet")


_ONCE_BACK = 5
"""Visits to tiers after which a case is sent back no more."""

MOVES: Mapping[str, Moves] = {
    "receive": receive,
    "route": route,
    "agenda": agenda,
    "on_paper": on_paper,
    "commission": at_the_meeting,
    "government": at_the_meeting,
    "standing_committee": at_the_meeting,
}
