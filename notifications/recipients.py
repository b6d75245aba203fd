"""From the rules to people: who hears of an event; of many events at once, by what is read for all of them together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from audit.models import Event
from cases.models import Case
from core.vocabulary import MembershipRole
from flows.acts import INTERNAL_EVENTS
from notifications.by_day import Followers, Offices
from notifications.known import Known
from notifications.parts import organizations_meant
from notifications.rules import Whom, interests_in
from organizations.models import Jurisdiction, Organization, Person
from organizations.selectors import local_date
from workdays.rules import is_workday
from workdays.selectors import calendar_for

Told = tuple[Event, Case | None]
Asked = dict[tuple[int, frozenset[MembershipRole]], bool]
_HEAD = MembershipRole.HEAD
_NAMES_A_PERSON = "case.assigned"
_NAMES_A_GROUP = ("working_group.added", "working_group.remarked")


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """通知对象: a person who hears of the event; ``urgent`` where it also goes out on the channels."""

    person: Person
    urgent: bool


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """一事之闻: an event with the offices that hear of it, by the day on which they count; True where urgently."""

    event: Event
    case: Case | None
    offices: Mapping[date, Asked]

    def of_the_case(self) -> Iterator[tuple[Case, date, Asked]]:
        """Once for an event of a case, whose offices all count on one day."""
        if self.case is not None:
            on = local_date(self.case.jurisdiction, self.event.at)
            yield self.case, on, self.offices.get(on, {})


def recipients_of(event: Event, case: Case | None) -> list[Recipient]:
    """Everybody who hears of an event, each once; never whoever did it. Deputies hear by date.

    Of an event of a work order or an entry (``case`` is None) those organizations hear that the event itself names.
    """
    (recipients,) = recipients_of_all([(event, case)])
    return recipients


def recipients_of_all(events: Sequence[Told]) -> list[list[Recipient]]:
    """The same of each of these events, in their order; what is read, is read for all of them."""
    known = Known(case for _event, case in events if case)
    asked = [_asked_for(event, case, known) for event, case in events]
    places = _places({pk for (_event, case), pairs in zip(events, asked, strict=True) if not case for pk, _ in pairs})
    hearings = [
        Hearing(event=event, case=case, offices=_by_day(event, case, pairs, places))
        for (event, case), pairs in zip(events, asked, strict=True)
    ]
    audience = Audience(hearings)
    return [audience.of(hearing) for hearing in hearings]


class Audience:
    """受众: the people behind the offices of many events."""

    def __init__(self, hearings: Sequence[Hearing]) -> None:
        self._offices = Offices()
        self._followers = Followers(one.case for one in hearings if one.case and one.event.kind not in INTERNAL_EVENTS)
        named = [one.event.data["person"] for one in hearings if one.event.kind == _NAMES_A_PERSON]
        self._named = Person.objects.filter(pk__in=named, is_active=True).in_bulk() if named else {}
        for hearing in hearings:
            self._announce(hearing)

    def of(self, hearing: Hearing) -> list[Recipient]:
        people: dict[int, Person] = {}
        urgent: dict[int, bool] = {}
        for person, is_urgent in (*self._in_office(hearing), *self._beyond_offices(hearing)):
            people[person.pk] = person
            urgent[person.pk] = urgent.get(person.pk, False) or is_urgent
        return [
            Recipient(person=people[pk], urgent=urgent[pk]) for pk in sorted(people) if pk != hearing.event.actor_id
        ]

    def _announce(self, hearing: Hearing) -> None:
        for on, asked in hearing.offices.items():
            self._offices.holders.announce(on, [(pk, role) for pk, roles in asked for role in roles])
        for case, on, asked in hearing.of_the_case():
            duty = _on_duty_too(case, on, asked)
            self._offices.rosters.announce(on, duty)
            self._offices.holders.announce(on, [(pk, _HEAD) for pk in duty])
            if hearing.event.kind in _NAMES_A_GROUP:
                self._offices.groups.announce(on, [hearing.event.data["group"]])

    def _in_office(self, hearing: Hearing) -> Iterator[tuple[Person, bool]]:
        """Who holds the offices that hear, and who stands in."""
        for on, asked in hearing.offices.items():
            for (organization, roles), is_urgent in asked.items():
                for role in roles:
                    for person in self._offices.holders.of(on, (organization, role)):
                        yield person, is_urgent

    def _beyond_offices(self, hearing: Hearing) -> Iterator[tuple[Person, bool]]:
        """Who hears by name: on days off who is on duty, of a hand-over the colleague, in a group its members."""
        event = hearing.event
        for case, on, asked in hearing.of_the_case():
            for organization in _on_duty_too(case, on, asked):
                # 值班表缺失: where nobody is on the roster the heads hear
                on_duty = self._offices.rosters.of(on, organization)
                for person in on_duty or self._offices.holders.of(on, (organization, _HEAD)):
                    yield person, True
            yield from self._following(event, case, {organization for organization, _roles in asked}, on)
            if event.kind == _NAMES_A_PERSON and event.data["person"] in self._named:
                yield self._named[event.data["person"]], True
            if event.kind in _NAMES_A_GROUP:
                for person in self._offices.groups.of(on, event.data["group"]):
                    yield person, False

    def _following(self, event: Event, case: Case, asked: set[int], on: date) -> Iterator[tuple[Person, bool]]:
        """关注: what all parties hear, or their own organization, those hear too who follow it and may still read it.

        Never what is internal, and never urgently: nothing waits for them.
        """
        if event.kind in INTERNAL_EVENTS:
            return
        to_all = any(interest.whom is Whom.PARTIES for interest in interests_in(event.kind))
        for person, held in self._followers.of(case, on):
            concerned = to_all or any(capacity.organization.pk in asked for capacity in held)
            if concerned and self._followers.may_read(person, held, case, on):
                yield person, False


def _asked_for(event: Event, case: Case | None, known: Known) -> Asked:
    """Organizations with the roles that hear, each pair once; True where at least one interest is urgent."""
    asked: Asked = {}
    found: dict[Whom, list[int]] = {}
    for interest in interests_in(event.kind):
        if interest.whom not in found:
            found[interest.whom] = organizations_meant(interest.whom, event, case, known)
        for organization in found[interest.whom]:
            pair = (organization, interest.roles)
            asked[pair] = asked.get(pair, False) or interest.urgent
    return asked


def _by_day(event: Event, case: Case | None, asked: Asked, places: Mapping[int, Jurisdiction]) -> Mapping[date, Asked]:
    """Offices count on the day that it is in the place of the case, or else in the organization's own."""
    if case:
        return {local_date(case.jurisdiction, event.at): asked} if asked else {}
    offices: dict[date, Asked] = defaultdict(dict)
    for (organization, roles), is_urgent in asked.items():
        if organization in places:
            offices[local_date(places[organization], event.at)][organization, roles] = is_urgent
    return offices


def _on_duty_too(case: Case, on: date, asked: Asked) -> set[int]:
    """值班: of an urgent case, on days off, who is on duty in the organizations that hear urgently."""
    urgently = {organization for (organization, _roles), is_urgent in asked.items() if is_urgent}
    day_off = case.urgent and urgently and not is_workday(on, calendar_for(case.jurisdiction))
    return urgently if day_off else set()


def _places(organizations: Iterable[int]) -> Mapping[int, Jurisdiction]:
    """Where each of the organizations is; one that is not known is left out."""
    ids = list(organizations)
    rows = Organization.objects.filter(pk__in=ids).select_related("jurisdiction") if ids else ()
    return {organization.pk: organization.jurisdiction for organization in rows}
