"""What interrupts or accompanies the course of a case."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from core.vocabulary import CaseState, ExtensionApprover, OrganizationFunction, Step, Tier
from flows.situation import Situation
from organizations.models import Organization
from procedures.pack import Pack
from workdays.days import Calendar
from workdays.rules import expires_at

_LIVE = (CaseState.INTAKE, CaseState.OPEN, CaseState.SETTLED, CaseState.CARRYING_OUT)


def who_suspends(situation: Situation) -> list[Organization]:
    """By the procedure's rule: the head of who conducts, or of the establishment office."""
    if situation.case.state != CaseState.OPEN:
        return []
    if situation.pack.suspension_approver is ExtensionApprover.ESTABLISHMENT_OFFICE_HEAD:
        return situation.establishment_offices
    return situation.conductor()


def may_be_suspended(situation: Situation) -> str | None:
    clock = situation.tier_clock
    return _("the term of this tier has run out") if clock and clock.expires_at <= situation.at else None


def who_resumes(situation: Situation) -> list[Organization]:
    """Who conducts the tier; and the establishment office, which may order that the case goes on (R52)."""
    if situation.case.suspended_at is None:
        return []
    return [*situation.conductor(), *situation.establishment_offices]


def who_terminates(situation: Situation) -> list[Organization]:
    return situation.conductor() if situation.case.state == CaseState.OPEN else []


def who_withdraws(situation: Situation) -> list[Organization]:
    """Who opened the case, also before it is taken in."""
    return [situation.case.opened_by] if situation.case.state in (CaseState.INTAKE, CaseState.OPEN) else []


def needs_no_leave(situation: Situation) -> str | None:
    if situation.case.tier and Tier(situation.case.tier) in situation.pack.withdrawal_needs_leave:
        return _("at this tier a withdrawal needs leave: ask for it")
    return None


def needs_leave(situation: Situation) -> str | None:
    if needs_no_leave(situation) is None:
        return _("at this tier the case can be withdrawn without leave")
    if situation.withdrawal_request:
        return _("leave to withdraw has been asked for already")
    return None


def who_answers_withdrawal(situation: Situation) -> list[Organization]:
    if situation.case.state != CaseState.OPEN or situation.withdrawal_request is None:
        return []
    return situation.conductor()


def who_urges(situation: Situation) -> list[Organization]:
    """Who waits for others: opener, conductor, parties, the establishment office."""
    if situation.case.state not in _LIVE:
        return []
    case = situation.case
    return [case.opened_by, *situation.conductor(), *situation.organizations(), *situation.establishment_offices]


def somebody_can_be_urged(situation: Situation) -> str | None:
    """催办: somebody is waited for whose last reminder lies the interval of the procedure behind."""
    if not situation.items:
        return _("nobody is waited for just now")
    return None if can_be_urged(situation) else _("everybody who is waited for was reminded lately")


def can_be_urged(situation: Situation) -> set[int]:
    """Keys of the organizations that are waited for and were not reminded within the interval of the procedure."""
    reminded_at = situation.reminded_at
    return {
        pk
        for pk in {item.organization_id for item in situation.items}
        if pk not in reminded_at
        or situation.at >= next_reminder(reminded_at[pk], situation.pack, situation.calendar, situation.case.urgent)
    }


def next_reminder(sent_at: datetime, pack: Pack, calendar: Calendar, urgent: bool) -> datetime:
    """From when on an organization that was reminded then may be reminded again."""
    term = pack.term(Step.REMINDER_INTERVAL, urgent=urgent)
    return expires_at(sent_at, term.n, term.unit, term.roll, calendar).expires_at


def who_copies(situation: Situation) -> list[Organization]:
    if situation.case.state not in _LIVE:
        return []
    return [situation.case.opened_by, *situation.conductor(), *situation.establishment_offices]


def somebody_reads(situation: Situation) -> str | None:
    return None if situation.readers else _("no organization has a copy")


def who_hurries(situation: Situation) -> list[Organization]:
    """A dispatch office that opened the case, and who conducts the tier."""
    if situation.case.state != CaseState.OPEN:
        return []
    opener = situation.case.opened_by
    dispatchers = [opener] if OrganizationFunction.DISPATCH_OFFICE in opener.functions else []
    return [*dispatchers, *situation.conductor()]


def is_not_urgent(situation: Situation) -> str | None:
    return _("the case is in the fast lane already") if situation.case.urgent else None
