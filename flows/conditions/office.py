"""Tier 3."""

from django.utils.translation import gettext_noop as _

from cases.models import ApplicationReview
from core.vocabulary import ReviewDecision
from flows.conditions.tiers import meeting_is_missing
from flows.situation import Situation
from organizations.models import Organization


def may_draft_opinion(situation: Situation) -> str | None:
    stage = situation.stage
    if stage is None:
        return None
    closed = [asked for asked in situation.rounds if asked.closed_at is not None]
    if len(closed) < situation.pack.min_written_rounds:
        return _("the procedure demands more written rounds first")
    if meeting_is_missing(situation):
        return _("the procedure demands a joint meeting first")
    return None


def may_open_round(situation: Situation) -> str | None:
    if situation.stage is not None and len(situation.rounds) >= situation.pack.max_written_rounds:
        return _("the procedure allows no further written round")
    return None


def may_ask_to_supplement(situation: Situation) -> str | None:
    asked = ApplicationReview.objects.filter(stage=situation.stage, decision=ReviewDecision.TO_SUPPLEMENT).count()
    if asked >= situation.pack.max_supplements:
        return _("the procedure allows no further request for a supplement")
    return None


def conductor_of_open_round(situation: Situation) -> list[Organization]:
    return situation.conductor() if situation.round else []
