"""Carrying out: when it is refused or put off, and when it counts as done."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import LadderRung
from flows.conditions.objections import no_objection_waits
from flows.situation import Situation
from organizations.models import Organization


def next_rung(situation: Situation) -> LadderRung | None:
    """The rung of the procedure's ladder that comes next; None at its end, and where nothing is carried out."""
    facts = situation.carrying_out
    if facts is None:
        return None
    return next((rung for rung in situation.pack.carrying_out_ladder if rung not in facts.climbed), None)


def who_refuses(situation: Situation) -> list[Organization]:
    """The lead department, while it is to carry out and report."""
    return situation.at_node("carrying_out")


def not_refused_yet(situation: Situation) -> str | None:
    facts = situation.carrying_out
    return _("the refusal is on record already") if facts and facts.refused else None


def who_climbs(situation: Situation) -> list[Organization]:
    """编办提醒，督查督办 (R19, R22): the establishment office reminds; from the supervision order on it is inspection.

    Where the jurisdiction has no inspection office, the establishment office does it all.
    """
    rung = next_rung(situation)
    if rung is None:
        return []
    if rung is LadderRung.REMINDER_LETTER:
        return situation.establishment_offices
    return situation.inspection_offices or situation.establishment_offices


def somebody_holds_back(situation: Situation) -> str | None:
    """The report was refused, or is overdue, or was returned as often as the procedure allows; since the last rung."""
    facts = situation.carrying_out
    if facts is None:
        return None
    if facts.returned >= situation.pack.max_report_returns:
        return None
    reported = bool(situation.at_node("checking"))
    if not reported and (facts.refused or facts.overdue):
        return None
    return _("it is neither refused nor overdue nor returned too often since the last step")


def may_return(situation: Situation) -> str | None:
    """退回有限次: then the next rung must be climbed first; at the end of the ladder nothing is left but to return."""
    facts = situation.carrying_out
    if facts is None or next_rung(situation) is None or facts.returned < situation.pack.max_report_returns:
        return None
    return _("it has been returned as often as the procedure allows; the next step of the ladder comes first")


def may_strike_off(situation: Situation) -> str | None:
    """凭佐证销号: only with proof, and not while an objection waits."""
    facts = situation.carrying_out
    if facts is not None and not facts.proven:
        return _("the report names no proof")
    return no_objection_waits(situation)
