"""Tier 3: taking a case up, rounds and opinion."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import Tier
from flows.conditions.tiers import meeting_is_missing, tier_is
from flows.situation import Situation
from organizations.models import Organization

_IN_REVIEW = ("acceptance", "supplement")
_IN_SIGNING = ("review", "confirm")


def office_at_work(situation: Situation) -> list[Organization]:
    """Who conducts tier 3, while the case is there."""
    return situation.conductor() if tier_is(situation, Tier.OFFICE_COORDINATION) else []


def is_not_registered(situation: Situation) -> str | None:
    return _("the application is registered") if situation.office.registered else None


def may_be_forwarded(situation: Situation) -> str | None:
    if _waits(situation, _IN_REVIEW):
        return _("the application has not been accepted yet")
    return _("the application was forwarded") if situation.office.forwarded else None


def may_be_marked_major(situation: Situation) -> str | None:
    if situation.office.is_major:
        return _("the case is marked as major or complex")
    return _("a draft opinion is being signed; it must be returned first") if _waits(situation, _IN_SIGNING) else None


def may_be_decided_upon(situation: Situation) -> str | None:
    """Rounds and meeting first, where the procedure demands them."""
    closed = [asked for asked in situation.rounds if asked.closed_at is not None]
    if len(closed) < situation.pack.min_written_rounds:
        return _("the procedure demands more written rounds first")
    if meeting_is_missing(situation):
        return _("the procedure demands a joint meeting first")
    return None


def may_draft_opinion(situation: Situation) -> str | None:
    """意见采纳情况表 before the opinion; a major or complex case is for the government where the procedure says so."""
    reason = may_be_decided_upon(situation)
    if reason:
        return reason
    if situation.office.has_open_points:
        return _("what became of each point of the replies must be put on record first")
    if situation.office.is_major and situation.pack.major_complex_forces_tier4:
        return _("the case is marked as major or complex: the procedure wants it referred to tier 4")
    return None


def may_confirm_opinion(situation: Situation) -> str | None:
    """合法性审查不得以征求意见代替 (R50): no number of rounds stands in for the legality opinion."""
    if situation.pack.legality_opinion_required and not situation.office.has_legality_opinion:
        return _("the procedure demands a legality opinion first; written rounds do not replace it")
    return None


def may_open_round(situation: Situation) -> str | None:
    if situation.stage is not None and len(situation.rounds) >= situation.pack.max_written_rounds:
        return _("the procedure allows no further written round")
    if situation.office.has_open_points:
        return _("what became of each point of the replies must be put on record first")
    return None


def has_open_points(situation: Situation) -> str | None:
    return None if situation.office.has_open_points else _("no point of a reply waits for an answer")


def may_ask_to_supplement(situation: Situation) -> str | None:
    if situation.office.supplements >= situation.pack.max_supplements:
        return _("the procedure allows no further request for a supplement")
    return None


def conductor_of_open_round(situation: Situation) -> list[Organization]:
    return situation.conductor() if situation.round else []


def who_consults(situation: Situation) -> list[Organization]:
    """Who conducts a tier above the first."""
    stage = situation.stage
    return situation.conductor() if stage is not None and stage.tier != Tier.NEGOTIATION else []


def who_answers(situation: Situation) -> list[Organization]:
    """Who was asked; for somebody outside, who asked records the answer."""
    recording = [one for one in situation.conductor() if one.pk in situation.office.outside]
    return [*situation.consulted, *recording]


def who_gives_feedback(situation: Situation) -> list[Organization]:
    """The office whose issued opinion has not gone to the parties yet."""
    return [stage.conductor for stage in situation.stages if stage.conductor_id == situation.office.told_by][-1:]


def who_acknowledges_feedback(situation: Situation) -> list[Organization]:
    return [one for one in situation.organizations() if one.pk in situation.office.untold]


def _waits(situation: Situation, nodes: tuple[str, ...]) -> bool:
    return any(item.node in nodes for item in situation.items)
