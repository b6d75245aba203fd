"""提请: what the case page shows of a referral: the file, who co-signed, who decides and why, the agenda's working."""

from collections.abc import Iterable, Mapping
from typing import Any

from cases.referral.rules import Fork
from core.labels import label
from core.vocabulary import ReferralSection, RollRule, TermUnit, Tier
from flows.referral_fork import fork_for
from flows.situation import Situation
from organizations.selectors import Capacity
from web.dossier_rows import Row
from web.views.case_clocks import days_in_words
from workdays.days import Calendar
from workdays.working import working_of_term

_WITH_DRAFTS = (Tier.OFFICE_COORDINATION, Tier.REFERRAL)


def referral_room_of(
    now: Situation, file: Mapping[str, list[Row]], held: Iterable[Capacity], calendar: Calendar
) -> dict[str, Any]:
    """The parts of the page's context."""
    files = _readable_to(now, file, {capacity.organization.pk for capacity in held})
    return {
        "referral_file": readable(files[0]) if files else None,
        "earlier_referral_files": files[1:],
        "agenda": [_with_working(row, calendar) for row in file["agenda_asked"]],
        "fork": _fork(now, file),
        "at_the_top": now.stage is not None and now.stage.tier == Tier.REFERRAL,
    }


def _readable_to(now: Situation, file: Mapping[str, list[Row]], mine: set[int]) -> list[Row]:
    """A draft is its office's own; what was sent, or put to the departments to co-sign, is for all."""
    if any(stage.conductor_id in mine for stage in now.stages if stage.tier in _WITH_DRAFTS):
        return file["referral_versions"]
    shown = {row["file_id"] for row in file["cosignings"]}
    return [row for row in file["referral_versions"] if row["sent_at"] or row["id"] in shown]


def readable(row: Row) -> Row:
    """Its sections by title in the order in which they are read."""
    sections = [
        (section, label(section), row["sections"][section]) for section in ReferralSection if section in row["sections"]
    ]
    return {**row, "read": sections}


def _with_working(row: Row, calendar: Calendar) -> Row:
    """The lead time, day by day, from the day of applying to the earliest day of the meeting."""
    unit = TermUnit(row["lead_unit"])
    applied_on = row["applied_at"].astimezone(calendar.zone).date()
    working = working_of_term(applied_on, row["lead_n"], unit, RollRule.NONE, calendar)
    return {**row, "unit": label(unit), "working": days_in_words(working)}


def _fork(now: Situation, file: Mapping[str, list[Row]]) -> Fork | None:
    """Who decides by the rule, while nobody has sent the referral anywhere."""
    stage = now.stage
    if stage is None or stage.tier != Tier.REFERRAL or any(row["stage_id"] == stage.pk for row in file["sent_to"]):
        return None
    kinds = {organization.kind for organization in now.organizations()}
    return fork_for(kinds, (row["basis"] for row in [*file["said"], *file["results"]]), now.pack)
