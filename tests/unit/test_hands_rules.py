"""时间在谁手里: working days per organization, counted as terms are, over holidays and make-up days."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cases.hands.rules import Hold, Life, Pause, TimeInHands, Visit, time_in_hands
from core.vocabulary import Tier
from workdays.days import Calendar, merge_facts
from workdays.notice_files import SHIPPED, read_notice
from workdays.rules import elapsed

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOTICES = [read_notice(path) for path in sorted(SHIPPED.glob("*.toml"))]
CALENDAR = Calendar(merge_facts(*(n.days.items() for n in NOTICES)), frozenset(n.year for n in NOTICES), SHANGHAI)
ECOLOGY, MANAGEMENT, DISPATCH = 1, 2, 3
ONE, TWO = Tier.NEGOTIATION, Tier.DISPATCH_COORDINATION


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def hold(who: int, since: str, until: str = "", tier: Tier | None = ONE) -> Hold:
    return Hold(organization=who, tier=tier, since=at(since), until=at(until) if until else None)


def counted(
    *holds: Hold, now: str, opened: str = "2026-03-02 10:00", closed: str = "", pauses: tuple[Pause, ...] = ()
) -> TimeInHands:
    life = Life(opened_at=at(opened), closed_at=at(closed) if closed else None, pauses=pauses)
    visit = Visit(stage=7, tier=ONE, since=life.opened_at, until=None)
    return time_in_hands(life=life, holds=holds, visits=[visit], at=at(now), calendar=CALENDAR)


def workdays(found: TimeInHands) -> dict[int, int]:
    return {one.organization: one.workdays for one in found.hands}


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-03-02 10:00", "2026-03-02 17:00", 0),
        ("2026-03-02 10:00", "2026-03-03 08:00", 1),
        ("2026-03-02 10:00", "2026-03-03 00:00", 0),
        ("2026-03-06 10:00", "2026-03-09 09:00", 1),
        ("2026-03-07 10:00", "2026-03-09 09:00", 1),
        # Qingming: Saturday the 4th to Monday the 6th of April are off
        ("2026-04-03 10:00", "2026-04-08 10:00", 2),
        # National Day: 1 to 7 October are off, Saturday the 10th is worked, and so was Sunday 20 September
        ("2026-09-28 10:00", "2026-10-11 00:00", 5),
        ("2026-09-19 10:00", "2026-09-21 10:00", 2),
    ],
)
def test_a_day_belongs_to_who_had_it_when_it_began(since: str, until: str, days: int) -> None:
    found = counted(hold(ECOLOGY, since, until), opened=since, now="2026-12-01 10:00")
    assert workdays(found) == {ECOLOGY: days}


def test_it_is_counted_as_a_term_is() -> None:
    opened, now = "2026-09-28 10:00", "2026-10-12 10:00"
    found = counted(hold(ECOLOGY, opened), opened=opened, now=now)
    assert found.total == workdays(found)[ECOLOGY] == elapsed(at(opened), at(now), CALENDAR) == 6


def test_handed_on_in_the_day_the_day_is_counted_once() -> None:
    found = counted(
        hold(ECOLOGY, "2026-03-02 10:00", "2026-03-04 15:00"),
        hold(DISPATCH, "2026-03-04 15:00", "2026-03-04 16:00", tier=TWO),
        hold(MANAGEMENT, "2026-03-04 16:00", tier=TWO), now="2026-03-06 10:00",
    )  # fmt: skip
    assert workdays(found) == {ECOLOGY: 2, MANAGEMENT: 2, DISPATCH: 0}
    assert (found.total, found.nobody) == (4, 0)
    assert [one.organization for one in found.hands] == [ECOLOGY, MANAGEMENT, DISPATCH]
    assert [one.has_it_now for one in found.hands] == [False, True, False]


def test_who_waits_in_parallel_counts_each() -> None:
    found = counted(
        hold(ECOLOGY, "2026-03-02 10:00", "2026-03-06 10:00"), hold(MANAGEMENT, "2026-03-02 10:00", "2026-03-04 10:00"),
        now="2026-03-06 17:00",
    )  # fmt: skip
    assert [(one.organization, one.workdays, one.in_parallel) for one in found.hands] == [
        (ECOLOGY, 4, 2), (MANAGEMENT, 2, 2),
    ]  # fmt: skip
    assert found.total == 4


def test_two_pieces_of_work_of_one_organization_count_the_day_once() -> None:
    found = counted(
        hold(ECOLOGY, "2026-03-02 10:00", "2026-03-04 10:00"), hold(ECOLOGY, "2026-03-03 10:00", "2026-03-05 10:00"),
        now="2026-03-05 17:00",
    )  # fmt: skip
    (ecology,) = found.hands
    assert (ecology.workdays, ecology.in_parallel) == (3, 0)


def test_what_the_clock_moves_at_midnight_leaves_on_the_day_before_and_that_date_is_nobodys() -> None:
    found = counted(
        hold(ECOLOGY, "2026-03-02 10:00", "2026-03-10 00:00"), hold(DISPATCH, "2026-03-10 00:00", tier=TWO),
        now="2026-03-11 10:00",
    )  # fmt: skip
    # five days of the term, then the 10th, then Wednesday the 11th
    assert workdays(found) == {ECOLOGY: 5, DISPATCH: 1}
    assert (found.total, found.nobody) == (7, 1)


def test_by_tier_and_after_the_tiers() -> None:
    found = counted(
        hold(ECOLOGY, "2026-03-02 10:00", "2026-03-04 10:00"),
        hold(ECOLOGY, "2026-03-04 10:00", "2026-03-05 10:00", tier=TWO), hold(ECOLOGY, "2026-03-05 10:00", tier=None),
        now="2026-03-09 10:00",
    )  # fmt: skip
    (ecology,) = found.hands
    assert list(ecology.by_tier.items()) == [(ONE, 2), (TWO, 1), (None, 2)]


def test_a_suspended_day_counts_for_nobody() -> None:
    pause = Pause(since=at("2026-03-03 11:00"), until=at("2026-03-05 11:00"))
    found = counted(hold(ECOLOGY, "2026-03-02 10:00"), now="2026-03-06 10:00", pauses=(pause,))
    assert workdays(found) == {ECOLOGY: 2}
    assert (found.total, found.suspended, found.nobody) == (4, 2, 0)
    assert found.stages[0].workdays == 2
    still = Pause(since=at("2026-03-03 11:00"), until=None)
    assert workdays(counted(hold(ECOLOGY, "2026-03-02 10:00"), now="2026-03-06 10:00", pauses=(still,))) == {ECOLOGY: 1}


def test_after_the_closing_nothing_is_counted() -> None:
    archiving = hold(DISPATCH, "2026-03-04 10:00", tier=None)
    found = counted(
        hold(ECOLOGY, "2026-03-02 10:00", "2026-03-04 10:00"), archiving, closed="2026-03-04 10:00",
        now="2026-03-30 10:00",
    )  # fmt: skip
    assert workdays(found) == {ECOLOGY: 2, DISPATCH: 0}
    assert found.total == 2
    assert not any(one.has_it_now for one in found.hands)


def test_a_case_just_opened_has_no_day_yet() -> None:
    found = counted(hold(ECOLOGY, "2026-03-02 10:00"), now="2026-03-02 10:00")
    assert (found.total, found.suspended, found.nobody, workdays(found)) == (0, 0, 0, {ECOLOGY: 0})
