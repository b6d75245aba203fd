"""分发: of many events together the same people hear as of each alone, and it costs no more."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.acting import Act
from audit.actors import SYSTEM
from audit.models import ChainKind, Event
from audit.services import record
from cases.access import visible_to
from cases.following import follow
from cases.models import Case
from core.vocabulary import CaseSource, MembershipRole, OrganizationKind
from flows.models import WorkItem
from notifications import by_day, known
from notifications.models import Delivery, Notice, Untold
from notifications.rules import ENTRY_RULES, ORDER_RULES, RULES, RUNNING_RULES
from notifications.services import fan_out
from organizations.groups import found_group, join_group
from tests.factories import make_capacity, make_organization, moment
from tests.stage_set import Scene
from tests.telling import peopled, told_both_ways

pytestmark = pytest.mark.django_db

WORKDAY, DAY_OFF = moment("2026-03-03 10:00"), moment("2026-03-07 10:00")
OPENED, LATER = moment("2026-03-02 10:00"), moment("2026-03-09 00:00")


def cases_of_all_sorts(scene: Scene) -> list[Case]:
    """By the hotline, urgent and not, by a department, by a subdistrict; with three departments and with two."""
    departments = scene.district.departments
    street = make_organization(jurisdiction=scene.district.jurisdiction, kind=OrganizationKind.SUBDISTRICT)
    sorts: list[dict[str, Any]] = [
        {"parties": departments[:3]},
        {"parties": departments[1:], "urgent": True},
        {"parties": departments[:2], "by": departments[0], "source": CaseSource.DEPARTMENT},
        {"parties": [*departments[2:], street], "by": street, "source": CaseSource.SUBDISTRICT},
    ]
    return [scene.open_case(at=OPENED, **sort) for sort in sorts]


def followed(scene: Scene, cases: Iterable[Case]) -> None:
    """By somebody of a bureau that may read one of them, by somebody of a party, by somebody who sees all."""
    bureau = make_capacity(make_organization(jurisdiction=scene.district.jurisdiction))
    insider = make_capacity(scene.housing, MembershipRole.SUPERVISOR)
    for place, case in enumerate(cases):
        scene.number = case.number
        for one in (bureau, insider, scene.capacity(scene.office, MembershipRole.SUPERVISOR)):
            follow(case=case, person=one.person, at=OPENED)
        if place % 2 and case.source.startswith("HOTLINE"):
            scene.do("copy_to", scene.dispatch, at=OPENED, organization=bureau.organization.code)


def everything_happens(scene: Scene, cases: Iterable[Case], *kinds: str) -> None:
    """Every kind of event that has a rule (or only these), of each case; on a workday and on a day off."""
    one, two, three = (organization.pk for organization in scene.district.departments[:3])
    group = found_group(host=scene.office, name="专班", purpose="", valid_from=date(2026, 3, 2), by=SYSTEM, at=OPENED)
    seat = scene.capacity(scene.housing)
    join_group(
        group=group, organization=scene.housing, person=seat.person, valid_from=date(2026, 3, 2), by=SYSTEM, at=OPENED
    )
    names = {
        "organization": two, "consulted": three, "told": [one, three], "handed_over": [one, two], "reader": three,
        "person": scene.capacity(scene.ecology, MembershipRole.LIAISON).person.pk, "group": group.pk,
        "receivers": [one, None, two], "office": scene.dispatch.pk, "keeper": scene.office.pk, "holders": [three],
    }  # fmt: skip
    with transaction.atomic():
        for place, case in enumerate(cases):
            actor = scene.capacity(scene.housing).actor() if place % 2 else SYSTEM
            at = DAY_OFF if place in (1, 2) else WORKDAY
            WorkItem.objects.filter(case=case, ended_at=None).update(opened_at=at)  # it became their move by this
            for kind in kinds or RULES:
                data = {**names, "organization": [None, two][place % 2]}
                record(chain=ChainKind.CASE, subject_id=case.pk, act=Act(kind=kind, actor=actor, at=at, data=data))
        for at, (chain, rules) in product((WORKDAY, DAY_OFF), () if kinds else _WITHOUT_CASE):
            for kind in rules:
                record(chain=chain, subject_id=7, act=Act(kind=kind, actor=SYSTEM, at=at, data=names))


_WITHOUT_CASE = (
    (ChainKind.HOTLINE, ORDER_RULES), (ChainKind.REGISTRY, ENTRY_RULES), (ChainKind.OPERATION, RUNNING_RULES),
)  # fmt: skip


def happened(*kinds: str) -> None:
    scene = peopled(OPENED)
    cases = cases_of_all_sorts(scene)
    followed(scene, cases[:2])
    everything_happens(scene, cases, *kinds)


# The same rules


def test_of_every_kind_the_same_people_hear_alone_and_together() -> None:
    happened()
    assert told_both_ways(LATER) == Event.objects.count()
    heard = set(Notice.objects.values_list("kind", flat=True))
    every = {**RULES, **ORDER_RULES, **ENTRY_RULES, **RUNNING_RULES}
    unheard = {kind for kind, interests in every.items() if interests} - heard
    assert unheard == set()
    assert Delivery.objects.filter(event__at=DAY_OFF, case__urgent=True).exists()
    assert not Untold.objects.exists()


def leaking(_seen: Any) -> Callable[..., Any]:
    """What is read of one case counts for all of the batch."""

    def grouped(rows: Iterable[tuple[Any, Any]]) -> Any:
        every = [value for _key, value in rows]
        return defaultdict(lambda: every)

    return grouped


def of_any_day(_seen: Any) -> Callable[..., Any]:
    """Whoever was looked up for one day counts for the others."""

    def of(book: Any, on: date, key: Any) -> Any:
        return _seen(book, min(book._announced), key)

    return of


def reading_what_one_may(_seen: Any) -> Callable[..., Any]:
    """Who may read one of the cases may read all."""

    def may_read(_followers: Any, _person: Any, held: Any, _case: Case, _on: date) -> bool:
        return bool(visible_to(held).filter(pk__in=_followers._followed[_person.pk]).exists())

    return may_read


@pytest.mark.parametrize(
    ("where", "name", "wrong"),
    [
        (known, "grouped", leaking),
        (by_day.ByDay, "of", of_any_day),
        (by_day.Followers, "may_read", reading_what_one_may),
    ],
)
def test_where_the_two_ways_part_it_is_seen(
    monkeypatch: pytest.MonkeyPatch, where: Any, name: str, wrong: Callable[..., Any]
) -> None:
    happened("stage.timed_out", "position.submitted", "receipt.acknowledged")
    monkeypatch.setattr(where, name, wrong(getattr(where, name)))
    with pytest.raises(AssertionError, match="alone"):
        told_both_ways(LATER)


# What it costs


def cost(**given: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        fan_out(at=LATER, limit=1000, **given)
    return len([query for query in asked if "SAVEPOINT" not in query["sql"]])


def test_nothing_to_tell_is_one_question() -> None:
    scene = peopled(OPENED)
    scene.open_case(at=OPENED)
    fan_out(at=OPENED, limit=1000)
    assert cost() == 1


def test_one_event_is_no_dearer_than_it_was_and_many_are_not_dearer_than_one() -> None:
    scene = peopled(OPENED)
    fan_out(at=OPENED, limit=1000)
    scene.open_case(at=OPENED)
    one = cost()
    for _ in range(12):
        scene.open_case(at=OPENED)
    assert one <= 16
    assert cost() <= one
