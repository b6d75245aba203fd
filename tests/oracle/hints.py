"""What a sensible person writes where the type of a field does not say it: one row per field, and no other table.

A new act needs no row here as long as its fields are of the kinds that ``tests.oracle.inputs`` knows by type, by
widget, or by the choices that the product's own form shows. A row gives the values to try, the most likely first; it is
found by ``act.field`` before ``field``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from cases.models import CaseDocument
from cases.opening.checklist import checklist
from cases.selectors import open_points
from core.vocabulary import Adoption, CaseSource, ForumSubject, IntakeItem, ObjectionGround, SpeakingAuthority
from flows.acts import ActSpec
from flows.situation import Situation
from organizations.models import Organization
from organizations.selectors import Capacity, local_date, valid_on
from tests.factories import make_organization


@dataclass(frozen=True, kw_only=True)
class Asked:
    """填表情境: who fills in the form of which act, on which case, when."""

    spec: ActSpec
    now: Situation
    capacity: Capacity
    at: datetime

    @property
    def today(self) -> date:
        return local_date(self.now.case.jurisdiction, self.at)

    @cached_property
    def parties(self) -> list[str]:
        """Codes of the parties, as they are listed."""
        return [party.organization.code for party in self.now.parties]

    @cached_property
    def newcomers(self) -> list[str]:
        """Codes of organizations of the jurisdiction that take no part and hold no function, the last one quite new."""
        here = self.now.case.jurisdiction
        others = Organization.objects.filter(valid_on(self.today), jurisdiction=here, functions=[])
        found = list(others.exclude(code__in=self.parties).order_by("pk").values_list("code", flat=True)[:2])
        return [*found, make_organization(jurisdiction=here).code]

    @cached_property
    def checklist(self) -> tuple[IntakeItem, ...]:
        """What a matter like this one needs to be taken in."""
        subject = ForumSubject(self.now.case.opening.subject)
        return tuple(one.item for one in checklist(CaseSource(self.now.case.source), subject))

    @cached_property
    def papers(self) -> list[int]:
        """Documents of the case's file."""
        return list(CaseDocument.objects.filter(case=self.now.case).values_list("document", flat=True)[:2])


FILLED_IN = frozenset({"authority", "points", "proof", "tasks"})
"""What may be left out and a sensible person fills in, where there is something to fill in."""


def _sooner_or_later(asked: Asked, values: list[Any]) -> list[Any]:
    """Each of them is tried first at some time of the day."""
    first = asked.at.minute // 10 % len(values)
    return [*values[first:], *values[:first]]


def _all_adopted(asked: Asked) -> tuple[dict[str, Any], ...]:
    """What became of every point that waits for an answer."""
    waiting = open_points(asked.now.stage) if asked.now.stage else []
    return tuple({"point": point.pk, "adoption": Adoption.ADOPTED, "reason": "采纳。"} for point in waiting)


HINTS: Mapping[str, Callable[[Asked], list[Any]]] = {
    "deciding_body": lambda asked: sorted(asked.now.pack.decided_by),
    "accept_case.checked": lambda asked: [asked.checklist],
    "basis_kind": lambda asked: sorted(asked.now.pack.admissible_basis_kinds),
    "held_at": lambda asked: [asked.at],
    "starts_at": lambda asked: [asked.at + timedelta(days=days) for days in (14, 1)],
    "postpone_meeting.starts_at": lambda asked: [asked.at + timedelta(days=days) for days in (15, 60)],
    "object_to_result.ground": lambda asked: _sooner_or_later(asked, list(ObjectionGround)),
    "adoptions": lambda asked: [_all_adopted(asked)],
    "authority": lambda asked: _sooner_or_later(asked, list(SpeakingAuthority)),
    "record_stand.organization": lambda asked: _sooner_or_later(asked, asked.parties),
    "effective_to": lambda asked: [asked.today + timedelta(days=365)],
    "register_number": lambda asked: [f"收文{asked.now.case.number}之{len(asked.now.stages)}"],
    "sheet": lambda asked: list(asked.papers),
    "wanted_on": lambda asked: [asked.today + timedelta(days=60)],
    "workdays": lambda asked: [1, 5],
}
