"""备案、列入清单、落实、归档."""

from collections.abc import Iterator, Mapping

from cases.models import CarryingOutReport, Filing
from core.vocabulary import FilingDecision
from operations.rehearsing.turn import Deed, Later, Move, Moves, Turn


def filing(turn: Turn) -> Iterator[Move]:
    """备案审查: nothing is put on record while an objection waits."""
    review, number = turn.people.review, len(turn.now.stages)
    if turn.now.objections:
        yield Later()
    returned = Filing.objects.filter(case=turn.now.case, decision=FilingDecision.RETURNED).exists()
    if not returned and turn.happens(review.filing_returned, "returned"):
        yield Deed(act="return_filing")
    if turn.happens(review.as_document, "document"):
        number_of_paper = f"龙编办〔{turn.today.year}〕{turn.number[-6:]}-{number}号"
        yield Deed(act="issue_as_document", says={"document_number": number_of_paper, "issued_on": turn.today})
    yield Deed(act="accept_filing")


def listing(turn: Turn) -> Iterator[Move]:
    if turn.now.objections:
        yield Later()
    yield Deed(act="list_outcome")


def carrying_out(turn: Turn) -> Iterator[Move]:
    """Reported with proof; now and then refused, until the ladder is climbed."""
    facts = turn.now.carrying_out
    refuses = turn.chance.happens(turn.people.review.refuses, turn.number, "refuses")
    if facts is not None and refuses and not facts.climbed:
        yield Deed(act="record_refusal")
        yield Later()
    yield Deed(act="report_carrying_out", paper="proof")


def checking(turn: Turn) -> Iterator[Move]:
    reports = CarryingOutReport.objects.filter(case=turn.now.case).count()
    if turn.happens(turn.people.review.report_returned, "report", reports):
        yield Deed(act="return_report")
    if turn.now.objections:
        yield Later()
    yield Deed(act="strike_off")


def archiving(_turn: Turn) -> Iterator[Move]:
    yield Deed(act="archive_case")


MOVES: Mapping[str, Moves] = {
    "filing": filing,
    "listing": listing,
    "carrying_out": carrying_out,
    "checking": checking,
    "archiving": archiving,
}
