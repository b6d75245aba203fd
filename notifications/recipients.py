"""From the rules to people: who hears of one event."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from audit.models import Event
from cases.access import visible_to
from cases.following import followers_of
from cases.models import Case
from cases.receipts import acknowledgements_of, asked_to_acknowledge, of_present
from core.vocabulary import MembershipRole, OrganizationFunction, Tier
from flows.acts import INTERNAL_EVENTS
from flows.conditions.intake import called
from flows.models import WorkItem
from notifications.rules import Whom, interests_in
from organizations.duty import on_duty
from organizations.models import Organization, Person, WorkingGroupMember
from organizations.selectors import capacities, capacities_among, holders_of, local_date, people_of, valid_on
from workdays.rules import is_workday
from workdays.selectors import calendar_for

Asked = dict[tuple[Organization, frozenset[MembershipRole]], bool]


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """通知对象: a person who hears of the event; ``urgent`` where it also goes out on the channels."""

    person: Person
    urgent: bool


def recipients_of(event: Event, case: Case | None) -> list[Recipient]:
    """Everybody who hears of an event, each once; never whoever did it. Deputies hear by date.

    Of an event of a work order or an entry (``case`` is None) those organizations hear that the event itself names.
    """
    people: dict[int, Person] = {}
    urgent: dict[int, bool] = {}
    asked = _asked_for(event, case)
    for person, is_urgent in _in_office(event, case, asked):
        people[person.pk] = person
        urgent[person.pk] = urgent.get(person.pk, False) or is_urgent
    for person, is_urgent in _beyond_offices(event, case, asked) if case else ():
        people[person.pk] = person
        urgent[person.pk] = urgent.get(person.pk, False) or is_urgent
    return [Recipient(person=people[pk], urgent=urgent[pk]) for pk in sorted(people) if pk != event.actor_id]


def _in_office(event: Event, case: Case | None, asked: Asked) -> Iterator[tuple[Person, bool]]:
    """Who holds the offices that hear, and who stands in; for all that share a day in two queries."""
    offices: dict[date, Asked] = defaultdict(dict)
    for (organization, roles), is_urgent in asked.items():
        on = local_date(case.jurisdiction if case else organization.jurisdiction, event.at)
        offices[on][organization, roles] = is_urgent
    for on, meant in offices.items():
        among = {organization for organization, _roles in meant}
        held = capacities_among(among, {role for _organization, roles in meant for role in roles}, on)
        for capacity in held:
            for (organization, roles), is_urgent in meant.items():
                if capacity.membership.organization_id == organization.pk and capacity.role in roles:
                    yield capacity.person, is_urgent


def _asked_for(event: Event, case: Case | None) -> Asked:
    """Organizations with the roles that hear, each pair once; True where at least one interest is urgent."""
    asked: Asked = {}
    found: dict[Whom, list[Organization]] = {}
    for interest in interests_in(event.kind):
        if interest.whom not in found:
            meant = _ORGANIZATIONS[interest.whom](case, event) if case else _WITHOUT_CASE[interest.whom](event)
            found[interest.whom] = list(meant.select_related("jurisdiction"))
        for organization in found[interest.whom]:
            pair = (organization, interest.roles)
            asked[pair] = asked.get(pair, False) or interest.urgent
    return asked


def _beyond_offices(event: Event, case: Case, asked: Asked) -> Iterator[tuple[Person, bool]]:
    """Who hears by name: on days off who is on duty, of a hand-over the colleague, in a group its members."""
    on = local_date(case.jurisdiction, event.at)
    if case.urgent and any(asked.values()) and not is_workday(on, calendar_for(case.jurisdiction)):
        for organization in {organization for (organization, _roles), is_urgent in asked.items() if is_urgent}:
            # 值班表缺失: where nobody is on the roster the heads hear
            for person in on_duty(organization, on) or people_of(organization, [MembershipRole.HEAD], on):
                yield person, True
    yield from _followers(event, case, {organization.pk for organization, _roles in asked}, on)
    if event.kind == "case.assigned":
        for person in Person.objects.filter(pk=event.data["person"], is_active=True):
            yield person, True
    if event.kind in ("working_group.added", "working_group.remarked"):
        seats = WorkingGroupMember.objects.filter(valid_on(on), group=event.data["group"], person__is_active=True)
        for seat in seats.select_related("person"):
            yield seat.person, False


def _followers(event: Event, case: Case, asked: set[int], on: date) -> Iterator[tuple[Person, bool]]:
    """关注: what all parties hear, or their own organization, those hear too who follow the case and may still read it.

    Never what is internal, and never urgently: nothing waits for them.
    """
    if event.kind in INTERNAL_EVENTS:
        return
    to_all = any(interest.whom is Whom.PARTIES for interest in interests_in(event.kind))
    for follow in followers_of(case):
        held = capacities(follow.person, on)
        concerned = to_all or any(capacity.organization.pk in asked for capacity in held)
        if concerned and visible_to(held).filter(pk=case.pk).exists():
            yield follow.person, False


def _parties(case: Case, event: Event) -> QuerySet[Organization]:
    """在案部门; of what waits to be taken in they hear when it is."""
    if event.data.get("to_review"):
        return Organization.objects.none()
    return Organization.objects.filter(party_in__case=case, party_in__left_at=None)


def _conductor(case: Case, event: Event) -> QuerySet[Organization]:  # noqa: ARG001
    stages = case.stages.order_by("-id")
    return Organization.objects.filter(pk__in=stages.values("conductor")[:1])


def _interim_handler(case: Case, event: Event) -> QuerySet[Organization]:  # noqa: ARG001
    handling = case.interim_handlings.filter(ends_at=None)
    return Organization.objects.filter(pk__in=handling.values("organization"))


def _not_acknowledged(case: Case, event: Event) -> QuerySet[Organization]:  # noqa: ARG001
    stage = case.stages.filter(closed_at=None).select_related("conductor").first()
    asked = asked_to_acknowledge(case, stage, list(case.parties.select_related("organization")))
    done = of_present(list(acknowledgements_of(case)), stage)
    return Organization.objects.filter(pk__in={organization.pk for organization in asked} - done.keys())


def _not_checked_in(case: Case, event: Event) -> QuerySet[Organization]:  # noqa: ARG001
    asked = {organization.pk for organization in called(case, list(case.parties.select_related("organization")))}
    done = set(case.check_ins.values_list("organization", flat=True))
    return Organization.objects.filter(pk__in=asked - done)


def _opener(case: Case, event: Event) -> QuerySet[Organization]:  # noqa: ARG001
    return Organization.objects.filter(pk=case.opened_by_id)


def _readers(case: Case, event: Event) -> QuerySet[Organization]:  # noqa: ARG001
    return Organization.objects.filter(pk__in=case.readers.filter(ended_at=None).values("organization"))


def _waited_for(case: Case, event: Event) -> QuerySet[Organization]:
    """Everybody whose move it is; of a term that runs for one organization alone, that one, if it still owes a move."""
    waited_for = Organization.objects.filter(pk__in=_open_work(case).values("organization"))
    owner = event.data.get("organization")
    if owner is None:
        return waited_for
    consulted = case.consultations.filter(answered_at=None, lapsed_at=None).values("organization")
    return Organization.objects.filter(Q(pk__in=waited_for) | Q(pk__in=consulted), pk=owner)


def _consulted(case: Case, event: Event) -> QuerySet[Organization]:  # noqa: ARG001
    return Organization.objects.filter(pk=event.data.get("consulted"))


def _handed_over(case: Case, event: Event) -> QuerySet[Organization]:  # noqa: ARG001
    return Organization.objects.filter(pk__in=event.data.get("handed_over", ()))


def _told(case: Case, event: Event) -> QuerySet[Organization]:  # noqa: ARG001
    return _named(event.data.get("told", ()))


def _forum(case: Case, event: Event) -> QuerySet[Organization]:
    forums = Q(pk__in=case.application_reviews.values("forum_organization"))
    return Organization.objects.filter(forums | Q(pk=event.data.get("reader")))


def _newly_waited_for(case: Case, event: Event) -> QuerySet[Organization]:
    return Organization.objects.filter(pk__in=_open_work(case).filter(opened_at=event.at).values("organization"))


def _acting(case: Case, event: Event) -> QuerySet[Organization]:  # noqa: ARG001
    return Organization.objects.filter(pk__in=[event.on_behalf_of_id or 0])


def _establishment_office(case: Case, event: Event) -> QuerySet[Organization]:
    on = local_date(case.jurisdiction, event.at)
    offices = holders_of(case.jurisdiction, OrganizationFunction.ESTABLISHMENT_OFFICE, on)
    return Organization.objects.filter(pk__in=[office.pk for office in offices[:1]])


def _office_below_tier_4(case: Case, event: Event) -> QuerySet[Organization]:
    """编办 hears whatever is waited for above it."""
    at_the_top = case.stages.filter(closed_at=None, tier=Tier.REFERRAL).exists()
    return _establishment_office(case, event) if at_the_top else Organization.objects.none()


def _open_work(case: Case) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(case=case, ended_at=None)


_ORGANIZATIONS: Mapping[Whom, Callable[[Case, Event], QuerySet[Organization]]] = {
    Whom.PARTIES: _parties,
    Whom.CONDUCTOR: _conductor,
    Whom.INTERIM_HANDLER: _interim_handler,
    Whom.ACTING: _acting,
    Whom.NOT_ACKNOWLEDGED: _not_acknowledged,
    Whom.NOT_CHECKED_IN: _not_checked_in,
    Whom.OPENER: _opener,
    Whom.READERS: _readers,
    Whom.CONSULTED: _consulted,
    Whom.FORUM: _forum,
    Whom.TOLD: _told,
    Whom.OFFICE_BELOW_TIER_4: _office_below_tier_4,
    Whom.HANDED_OVER: _handed_over,
    Whom.WAITED_FOR: _waited_for,
    Whom.NEWLY_WAITED_FOR: _newly_waited_for,
    Whom.ESTABLISHMENT_OFFICE: _establishment_office,
}


def _named(ids: Iterable[int | None]) -> QuerySet[Organization]:
    return Organization.objects.filter(pk__in=[pk for pk in ids if pk])


_WITHOUT_CASE: Mapping[Whom, Callable[[Event], QuerySet[Organization]]] = {
    Whom.RECEIVERS: lambda event: _named(event.data.get("receivers", ())),
    Whom.DISPATCH_OFFICE: lambda event: _named([event.data.get("office")]),
    Whom.OWNER_OF_TERM: lambda event: _named([event.data.get("organization")]),
    Whom.KEEPER: lambda event: _named([event.data.get("keeper")]),
    Whom.HOLDERS: lambda event: _named(event.data.get("holders", ())),
    Whom.ADMINISTRATORS: lambda _event: Organization.objects.filter(
        memberships__role=MembershipRole.SYSTEM_ADMINISTRATOR
    ).distinct(),
}
