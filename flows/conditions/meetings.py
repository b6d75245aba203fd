"""Joint meetings."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import MeetingState, Tier
from flows.conditions.tiers import tier_is
from flows.situation import Situation
from meetings.minutes import who_came
from meetings.models import Stand
from organizations.models import Organization


def at_tier_2(situation: Situation) -> str | None:
    return None if tier_is(situation, Tier.DISPATCH_COORDINATION) else _("at this tier the opinion names who does what")


def at_tier_3(situation: Situation) -> str | None:
    return None if tier_is(situation, Tier.OFFICE_COORDINATION) else _("at this tier the minutes name who does what")


def agreed_at_tier_2(situation: Situation) -> str | None:
    return at_tier_2(situation) or may_be_agreed(situation)


def agreed_at_tier_3(situation: Situation) -> str | None:
    return at_tier_3(situation) or may_be_agreed(situation)


def may_be_agreed(situation: Situation) -> str | None:
    """Somebody came, and nobody's word is provisional where no confirmation follows."""
    item = situation.sitting
    if item is None:  # minutes that are issued again
        return None
    parties = {party.organization_id for party in situation.parties}
    came = {one.organization_id for one in item.presences.all() if one.attended}
    if not parties & came and not parties & who_came(item):  # who came, or who is in its place now
        return _("no department attended")
    if situation.stage and situation.stage.tier in situation.pack.minutes_confirmation_required:
        return None
    if _provisional(situation):
        return _("a provisional stand waits for its department to confirm it")
    return None


def meetings_to_join(situation: Situation) -> str | None:
    return None if situation.sittings_to_join else _("you have no other meeting that is still to be held")


def convener_before(situation: Situation) -> list[Organization]:
    """Who conducts, until the meeting was held."""
    return situation.at_node("hold") if _is_to_come(situation) else []


def is_to_come(situation: Situation) -> str | None:
    return None if _is_to_come(situation) else _("the meeting was held already")


def invited(situation: Situation) -> list[Organization]:
    """The parties that are invited to the sitting, until it was held."""
    item = situation.sitting
    if item is None or not _is_to_come(situation):
        return []
    parties = {party.organization_id for party in situation.parties}
    return [seat.organization for seat in item.meeting.attendances.all() if seat.organization_id in parties]


def with_provisional_stand(situation: Situation) -> list[Organization]:
    return [stand.organization for stand in _provisional(situation)]


def without_receipt(situation: Situation) -> list[Organization]:
    return [row.organization for row in situation.confirmations if row.received_at is None]


def server_of_minutes(situation: Situation) -> list[Organization]:
    return situation.conductor() if without_receipt(situation) else []


def with_task(situation: Situation) -> list[Organization]:
    return [task.organization for task in situation.meeting_tasks]


def _is_to_come(situation: Situation) -> bool:
    return situation.sitting is not None and situation.sitting.meeting.state == MeetingState.CONVENED


def _provisional(situation: Situation) -> list[Stand]:
    stands = situation.sitting.stands.all() if situation.sitting else ()
    return [stand for stand in stands if stand.provisional and stand.confirmed_at is None]
