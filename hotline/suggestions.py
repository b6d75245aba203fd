"""立项建议: what work orders say about the case that could be opened from them. Pure; the person decides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.vocabulary import CaseSource
from hotline.bounced import Bounced
from hotline.models import WorkOrder

LONGEST_TITLE, LONGEST_SUMMARY = 40, 5000
_SENTENCE_END = re.compile(r"[。！？；!?;\n]")
_CLAUSE_END = re.compile(r"[，,、：: ]")


@dataclass(frozen=True, kw_only=True)
class CaseSuggestion:
    """``recipients``: codes of the organizations to which the orders were dispatched, each once.

    Whom the procedure lets convene stands first, then the receivers in their order, then who was named at intake.
    """

    title: str
    summary: str
    source: CaseSource
    recipients: tuple[str, ...]


def suggest_case(orders: Sequence[WorkOrder], history: Bounced | None = None) -> CaseSuggestion:
    """Of at least one order, read with its first recipient. The first order gives title and source.

    ``history`` is what ``hotline.bounced`` knows of the orders: receivers, and in the summary their objections.
    """
    recipients = [one.code for one in history.parties] if history else []
    recipients += [order.first_recipient.code for order in orders if order.first_recipient]
    return CaseSuggestion(
        title=title_from(orders[0].text),
        summary=_summary(orders, history),
        source=source_of(orders[0].source),
        recipients=tuple(dict.fromkeys(recipients)),
    )


def source_of(source: str) -> CaseSource:
    """来源: orders of the petition system are petitions, those of every other system are the hotline's."""
    return CaseSource.PETITION if source.upper() == CaseSource.PETITION else CaseSource.HOTLINE


def title_from(text: str) -> str:
    """The first sentence; one too long for a title is cut after a clause, or where it must be."""
    sentence = _SENTENCE_END.split(text.strip(), maxsplit=1)[0].strip()
    if len(sentence) <= LONGEST_TITLE:
        return sentence
    begun = sentence[:LONGEST_TITLE]
    ends = [found.start() for found in _CLAUSE_END.finditer(begun) if found.start()]
    return begun[: ends[-1]] if ends else f"{begun[:-1]}…"


def _summary(orders: Sequence[WorkOrder], history: Bounced | None) -> str:
    texts = [orders[0].text] if len(orders) == 1 else [f"{order.reference} {order.text}" for order in orders]
    objections = history.objections if history else []
    said = [f"{one.dispatch.organization}：{one.basis}，{one.reason}" for one in objections]
    summary = "\n".join([*texts, *said])
    return summary if len(summary) <= LONGEST_SUMMARY else f"{summary[: LONGEST_SUMMARY - 1]}…"
