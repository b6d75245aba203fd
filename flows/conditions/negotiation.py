"""Tier 1, and going up."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_noop as _

from core.vocabulary import Applicant, Conductor, Tier
from flows.conditions.companions import who_adds_papers
from flows.conditions.office import may_be_decided_upon
from flows.conditions.referral import may_refer_upward
from flows.conditions.tiers import meeting_is_missing, tier_is
from flows.situation import Situation
from organizations.models import Organization

REFERRING_NODES = ("conduct", "convene", "apply", "study")


def parties_of_negotiable_tier(situation: Situation) -> list[Organization]:
    """Positions are taken at tiers 1 and 2; above, parties reply to what they are asked."""
    stage = situation.stage
    open_here = stage is not None and stage.tier in (Tier.NEGOTIATION, Tier.DISPATCH_COORDINATION)
    return situation.organizations() if open_here else []


def letter_is_missing(situation: Situation) -> str | None:
    """协商函: some procedures want it before anything is drafted or referred."""
    if situation.pack.negotiation_letter_required and situation.room.letters_sent == 0:
        return _("the procedure demands a negotiation letter to the other departments first")
    return None


def awaited_without_receipt(situation: Situation) -> list[Organization]:
    """Who is asked to reply and has not signed for the letter yet."""
    waiting = situation.at_node("answer")
    return (
        [organization for organization in waiting if organization.pk not in situation.room.received] if waiting else []
    )


def conductor_of_negotiation(situation: Situation) -> list[Organization]:
    return situation.conductor() if tier_is(situation, Tier.NEGOTIATION) else []


def who_refers(situation: Situation) -> list[Organization]:
    """申请人、上报人: by the procedure, wherever the case can go up."""
    stage = situation.stage
    if stage is None or not situation.at_node(*REFERRING_NODES):
        return []
    return _WHO_REFERS[Tier(stage.tier)](situation)


def _from_negotiation(situation: Situation) -> list[Organization]:
    allowed = situation.pack.who_may_apply
    convening = situation.conductor() if Applicant.CONVENING_DEPARTMENT in allowed else []
    return convening + (situation.organizations() if Applicant.ANY_PARTY in allowed else [])


def _from_dispatch(situation: Situation) -> list[Organization]:
    """The dispatch office, or any party; where the procedure names neither, the convening department."""
    allowed = situation.pack.who_may_apply
    office = situation.conductor() if Applicant.DISPATCH_OFFICE in allowed else []
    found = office + (situation.organizations() if Applicant.ANY_PARTY in allowed else [])
    return found or situation.convening_department()


def _from_office(situation: Situation) -> list[Organization]:
    """上报人: who conducts, if it is among those named, and the other bodies named (R1 art. 10: the 编办 reports)."""
    allowed = situation.pack.who_may_refer
    functions = {conductor.function for conductor in allowed if conductor.function}
    found = [one for one in situation.conductor() if functions & set(one.functions)]
    missing = functions - {function for one in situation.conductor() for function in one.functions}
    if missing:
        found += [office for office in situation.offices if missing & set(office.functions)]
    return found + (situation.convening_department() if Conductor.CONVENING_DEPARTMENT in allowed else [])


def _from_the_top(_situation: Situation) -> list[Organization]:
    return []


_WHO_REFERS: Mapping[Tier, Callable[[Situation], list[Organization]]] = {
    Tier.NEGOTIATION: _from_negotiation,
    Tier.DISPATCH_COORDINATION: _from_dispatch,
    Tier.OFFICE_COORDINATION: _from_office,
    Tier.REFERRAL: _from_the_top,
}


def may_be_referred(situation: Situation) -> str | None:
    """A meeting first, where the procedure demands one; at the establishment office also a written round.

    From tier 1, where the procedure says so: a negotiation letter, and a meeting of the heads.
    """
    if situation.at_node("conduct"):
        return letter_is_missing(situation) or _heads_must_meet(situation)
    if any(item.node == "convene" for item in situation.items) and meeting_is_missing(situation):
        return _("the procedure demands a joint meeting first")
    if any(item.node == "study" for item in situation.items):
        return may_refer_upward(situation) or may_be_decided_upon(situation)
    return None


def _heads_must_meet(situation: Situation) -> str | None:
    if situation.pack.heads_must_meet and not situation.room.heads_met:
        return _("the procedure demands that the heads of the departments meet first")
    return None


def who_writes_notes(situation: Situation) -> list[Organization]:
    return who_adds_papers(situation)


def who_shares_notes(situation: Situation) -> list[Organization]:
    """Who has notes that only it can read."""
    return [organization for organization in who_adds_papers(situation) if organization.pk in situation.room.notes]


def senders_of_drafts(situation: Situation) -> list[Organization]:
    return [letter.sender for letter in situation.drafts]
