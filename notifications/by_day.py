"""按日读取: who holds which office, has the duty, follows: read once for all that a batch asks about a day."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

from cases.access import visible_to
from cases.following import followers_of
from cases.models import Case
from core.vocabulary import MembershipRole
from notifications.known import grouped
from organizations.duty import on_duty_among
from organizations.models import Person, WorkingGroupMember
from organizations.selectors import Capacity, capacities_among, capacities_of, valid_on

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Post = tuple[int, MembershipRole]


class ByDay(Generic[K, V]):
    """What was announced of a day is read together, with the first question about that day."""

    def __init__(self, read: Callable[[Collection[K], date], Mapping[K, list[V]]]) -> None:
        self._read = read
        self._announced: dict[date, set[K]] = defaultdict(set)
        self._found: dict[date, Mapping[K, list[V]]] = {}

    def announce(self, on: date, keys: Iterable[K]) -> None:
        """Before the first question about that day."""
        self._announced[on].update(keys)

    def of(self, on: date, key: K) -> list[V]:
        if on not in self._found:
            self._found[on] = self._read(self._announced[on], on)
        return self._found[on].get(key, [])


def holders(posts: Collection[Post], on: date) -> Mapping[Post, list[Person]]:
    """任职与代理: who holds these offices on that day, and who stands in; two statements."""
    held = capacities_among({pk for pk, _role in posts}, {role for _pk, role in posts}, on)
    return grouped(((one.membership.organization_id, one.role), one.person) for one in held)


def seated(groups: Collection[int], on: date) -> Mapping[int, list[Person]]:
    """专班成员: who sits in these working groups on that day."""
    seats = WorkingGroupMember.objects.filter(valid_on(on), group__in=groups, person__is_active=True)
    return grouped((seat.group_id, seat.person) for seat in seats.select_related("person"))


class Offices:
    """Everything by day that a batch asks about."""

    def __init__(self) -> None:
        self.holders: ByDay[Post, Person] = ByDay(holders)
        self.rosters: ByDay[int, Person] = ByDay(on_duty_among)
        self.groups: ByDay[int, Person] = ByDay(seated)


class Followers:
    """关注: who follows the cases of a batch, in which capacities, and what of them they may still read."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._cases = {case.pk for case in cases}
        self._held: ByDay[int, Capacity] = ByDay(capacities_of)
        self._readable: dict[tuple[int, date], set[int]] = {}

    def of(self, case: Case, on: date) -> list[tuple[Person, list[Capacity]]]:
        """Who follows the case, with what they are on that day."""
        following = self._by_case.get(case.pk, [])
        if following:
            self._held.announce(on, self._followed)
        return [(person, self._held.of(on, person.pk)) for person in following]

    def may_read(self, person: Person, held: list[Capacity], case: Case, on: date) -> bool:
        """One statement for all that the person follows."""
        if (person.pk, on) not in self._readable:
            visible = visible_to(held).filter(pk__in=self._followed[person.pk])
            self._readable[person.pk, on] = set(visible.values_list("pk", flat=True))
        return case.pk in self._readable[person.pk, on]

    @cached_property
    def _by_case(self) -> Mapping[int, list[Person]]:
        return grouped((follow.case_id, follow.person) for follow in followers_of(self._cases))

    @cached_property
    def _followed(self) -> Mapping[int, list[int]]:
        return grouped((person.pk, case) for case, people in self._by_case.items() for person in people)
