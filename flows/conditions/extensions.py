"""Extensions that somebody else asks for."""

from django.utils.translation import gettext_noop as _

from flows.conditions.companions import may_be_extended, who_extends
from flows.situation import Situation
from organizations.models import Organization


def who_asks(situation: Situation) -> list[Organization]:
    """申请延期: departments concerned, who conducts and who handles meanwhile, where somebody else decides it."""
    deciding = who_extends(situation)
    if not deciding:
        return []
    interim = [situation.interim.organization] if situation.interim else []
    asking = dict.fromkeys([*situation.organizations(), *situation.conductor(), *interim])
    return [organization for organization in asking if organization not in deciding]


def may_ask(situation: Situation) -> str | None:
    if situation.extension_request:
        return _("an extension has been asked for already; it waits for its answer")
    clock = situation.tier_clock
    if clock is not None and clock.expires_at <= situation.at:
        return _("the term has run out")
    return may_be_extended(situation)


def who_answers(situation: Situation) -> list[Organization]:
    """谁批准延期谁答复, while a request waits."""
    deciding = who_extends(situation)
    return deciding if deciding and situation.extension_request else []
