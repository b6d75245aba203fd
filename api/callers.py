"""调用者: who calls, when, in which language, and for whom; settled once for each request."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest

from api.errors import NoOffice, NotYourOrganization, RequestKeyTooLong, WhichOrganization
from cases.access import visible_to
from cases.models import Case
from core.text import tidy
from core.vocabulary import CaseSource, MembershipRole, OrganizationKind
from flows.acts import STAFF, ActSpec
from flows.doing.opening import OPENERS
from flows.inputs import OpenCase
from flows.situation import Situation
from flows.trials.services import reviews_for
from hotline.access import may_take_in, visible_work_orders
from hotline.models import WorkOrder
from organizations.models import Jurisdiction, Organization, Person
from organizations.selectors import Capacity, capacities
from registry.models import BoundaryEntry

LONGEST_KEY = 80


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The person with the moment of the request and what its headers say.

    ``held`` are the capacities of the day: all of them, or those in the organization that X-On-Behalf-Of names.
    """

    person: Person
    at: datetime
    on_behalf_of: str
    request_key: str

    @cached_property
    def every_capacity(self) -> list[Capacity]:
        return capacities(self.person, self.today)

    @cached_property
    def held(self) -> list[Capacity]:
        if not self.on_behalf_of:
            return self.every_capacity
        found = [c for c in self.every_capacity if c.organization.code == self.on_behalf_of]
        if not found:
            yours = {c.organization.code: str(c.organization) for c in self.every_capacity}
            listed = "、".join(f"{name}（{code}）" for code, name in yours.items()) or "–"
            raise NotYourOrganization(field="X-On-Behalf-Of", organization=self.on_behalf_of, yours=listed)
        return found

    @property
    def today(self) -> date:
        return self.at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()

    @property
    def organization_ids(self) -> list[int]:
        return list(dict.fromkeys(capacity.membership.organization_id for capacity in self.held))

    @property
    def jurisdiction(self) -> Jurisdiction | None:
        """Where the person works: of several, the first."""
        return next((capacity.organization.jurisdiction for capacity in self.held), None)

    def to_open(self, form: OpenCase) -> Capacity:
        """For whom the person opens this case: a department concerned, or an office of the jurisdiction."""
        staff = [capacity for capacity in self.held if capacity.role in STAFF]
        return self._one(capacity for capacity in staff if _may_open(capacity.organization, form)) or self._any(staff)

    def to_do(self, spec: ActSpec, now: Situation) -> Capacity:
        """For whom the person does this act; where nobody of theirs may, whoever is nearest, to be told why not."""
        open_to = {organization.pk for organization in spec.open_to(now)}
        mine = [capacity for capacity in self.held if capacity.organization.pk in open_to]
        in_role = [capacity for capacity in mine if capacity.role in spec.roles]
        able = self._one(c for c in in_role if not spec.personal(now, c)) or self._one(in_role)
        return able or self._any([*mine, *self._concerned(now), *self._seeing(now.case)])

    def to_add_document(self, case: Case) -> Capacity:
        """For whom the person puts a paper into the file."""
        seeing = self._seeing(case)
        return self._one(c for c in seeing if c.role in STAFF) or self._any(seeing)

    def to_take_in(self) -> Capacity:
        """For which dispatch office the person takes work orders in."""
        return self._one(capacity for capacity in self.held if may_take_in(capacity)) or self._any(self.held)

    def to_act_on(
        self, order: WorkOrder, open_to: Sequence[Organization], roles: frozenset[MembershipRole]
    ) -> Capacity:
        """For whom the person acts on a work order; where nobody of theirs may, whoever reads it, to be told why."""
        ids = {organization.pk for organization in open_to}
        mine = [capacity for capacity in self.held if capacity.organization.pk in ids]
        able = self._one(capacity for capacity in mine if capacity.role in roles)
        reading = (c for c in self.held if visible_work_orders([c]).filter(pk=order.pk).exists())
        return able or self._any([*mine, *reading])

    def to_review(self, entry: BoundaryEntry, roles: frozenset[MembershipRole]) -> Capacity:
        """For which establishment office the person reviews an entry; else whoever is nearest, to be told why not."""
        reviewing = [capacity for capacity in self.held if reviews_for(capacity, entry.jurisdiction)]
        return self._one(capacity for capacity in reviewing if capacity.role in roles) or self._any(reviewing)

    def _concerned(self, now: Situation) -> list[Capacity]:
        ids = {organization.pk for organization in [*now.organizations(), *now.conductor(), now.case.opened_by]}
        return [capacity for capacity in self.held if capacity.organization.pk in ids]

    def _seeing(self, case: Case) -> list[Capacity]:
        return [capacity for capacity in self.held if visible_to([capacity]).filter(pk=case.pk).exists()]

    def _one(self, able: Iterable[Capacity]) -> Capacity | None:
        """The one that can; of one organization the first; several organizations are for the person to choose from."""
        by_organization: dict[int, Capacity] = {}
        for capacity in able:
            by_organization.setdefault(capacity.organization.pk, capacity)
        if len(by_organization) > 1:
            names = "、".join(f"{c.organization}（{c.organization.code}）" for c in by_organization.values())
            raise WhichOrganization(field="X-On-Behalf-Of", organizations=names)
        return next(iter(by_organization.values()), None)

    def _any(self, candidates: Sequence[Capacity]) -> Capacity:
        if not candidates and not self.held:
            raise NoOffice
        return next(iter([*candidates, *self.held]))


def caller_of(request: HttpRequest, person: Person, *, at: datetime) -> Caller:
    """Reads the headers. Raises ``RequestKeyTooLong``."""
    key = tidy(request.headers.get("Idempotency-Key", ""))
    if len(key) > LONGEST_KEY:
        raise RequestKeyTooLong(field="Idempotency-Key", longest=LONGEST_KEY, length=len(key))
    on_behalf_of = tidy(request.headers.get("X-On-Behalf-Of", ""))
    return Caller(person=person, at=at, on_behalf_of=on_behalf_of, request_key=key)


def _may_open(organization: Organization, form: OpenCase) -> bool:
    by_function = organization.jurisdiction.code == form.jurisdiction and any(
        function in organization.functions for function in OPENERS
    )
    calls = form.source is CaseSource.SUBDISTRICT and organization.kind == OrganizationKind.SUBDISTRICT
    return by_function or calls or organization.code in form.parties
