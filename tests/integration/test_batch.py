"""成批与逐件: what many cases together leave in the database is, row by row, what each of them alone would leave."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from viewflow.workflow.models import Task

from cases.models import Agreement, Case, Stage
from core.rows import KeptRows
from core.vocabulary import (
    CaseSource,
    DeadlineEffect,
    DeadlineState,
    OrganizationKind,
    SuspensionGround,
    Tier,
)
from deadlines.models import Deadline
from escalation.sweep import sweep
from flows import batch, stages
from flows.acting import Acting, lock_case_if_free, lock_free_cases
from flows.clock import fire
from tests.both_ways import both_ways
from tests.factories import make_organization, moment
from tests.health import assert_healthy
from tests.packs import pack_with
from tests.stage_set import Scene, set_the_stage

pytestmark = pytest.mark.django_db

SUMMER, AUTUMN, WINTER = (moment(f"2026-{month}-01 00:00") for month in ("06", "09", "12"))
Telling = Callable[[Scene], None]


def time_out(scene: Scene) -> None:
    """The clock of the open tier alone takes its effect, at its moment."""
    clock = Deadline.objects.select_related("stage__conductor", "organization", "of").get(
        case=scene.case, effect=DeadlineEffect.MOVE_UP, state=DeadlineState.RUNNING
    )
    with transaction.atomic():
        case = lock_case_if_free(scene.case.pk)
        assert case is not None
        assert fire(case, clock, at=clock.expires_at)


def opened(scene: Scene, **fields: Any) -> None:
    scene.open_case(at="2026-03-02 10:00", **fields)


def from_a_department(scene: Scene) -> None:
    opened(scene, by=scene.ecology, source=CaseSource.DEPARTMENT)


def from_a_subdistrict(scene: Scene) -> None:
    street = make_organization(jurisdiction=scene.district.jurisdiction, kind=OrganizationKind.SUBDISTRICT)
    opened(scene, by=street, source=CaseSource.SUBDISTRICT)


def some_have_spoken(scene: Scene) -> None:
    opened(scene)
    scene.do("state_position", scene.housing, at="2026-03-03 10:00")


def a_late_party(scene: Scene) -> None:
    opened(scene)
    late = make_organization(jurisdiction=scene.district.jurisdiction)
    scene.do("add_party", scene.ecology, at="2026-03-03 10:00", organization=late.code)


def letter_under_way(scene: Scene) -> None:
    opened(scene)
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-03 10:00")


def half_signed(scene: Scene) -> None:
    opened(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    scene.do("sign_agreement", scene.management, at="2026-03-03 11:00")


def suspended(scene: Scene) -> None:
    opened(scene)
    scene.do("suspend_case", scene.ecology, at="2026-03-03 10:00", ground=SuspensionGround.INTERPRETATION)


def extended(scene: Scene) -> None:
    opened(scene)
    scene.do("extend_deadline", scene.ecology, at="2026-03-03 10:00")


def at_the_dispatch_office(scene: Scene) -> None:
    opened(scene)
    time_out(scene)


def to_a_meeting(scene: Scene) -> None:
    at_the_dispatch_office(scene)
    scene.do("convene_meeting", scene.dispatch, at="2026-03-11 10:00")


def minutes_to_be_confirmed(scene: Scene) -> None:
    to_a_meeting(scene)
    scene.do("hold_meeting", scene.dispatch, at="2026-03-16 10:00")
    scene.do("issue_minutes_agreed", scene.dispatch, at="2026-03-16 16:00")


def at_the_establishment_office(scene: Scene) -> None:
    at_the_dispatch_office(scene)
    time_out(scene)


def to_be_supplemented(scene: Scene) -> None:
    at_the_establishment_office(scene)
    scene.do("ask_to_supplement", scene.office, at="2026-03-19 10:00")


def round_open(scene: Scene) -> None:
    at_the_establishment_office(scene)
    scene.do("accept_application", scene.office, at="2026-03-19 10:00")
    scene.do("open_round", scene.office, at="2026-03-19 11:00")
    scene.do("reply_opinion", scene.housing, at="2026-03-20 11:00")


def at_the_secretariat(scene: Scene) -> None:
    at_the_establishment_office(scene)
    time_out(scene)


def agreed_and_to_be_filed(scene: Scene) -> None:
    half_signed(scene)
    scene.do("sign_agreement", scene.ecology, at="2026-03-03 12:00")
    scene.do("sign_agreement", scene.housing, at="2026-03-03 12:00")


STORIES: Mapping[str, Telling] = {
    story.__name__: story
    for story in (
        opened, from_a_department, from_a_subdistrict, some_have_spoken, a_late_party, letter_under_way, half_signed,
        suspended, extended, at_the_dispatch_office, to_a_meeting, minutes_to_be_confirmed,
        at_the_establishment_office, to_be_supplemented, round_open, at_the_secretariat, agreed_and_to_be_filed,
    )
}  # fmt: skip

MODES = {
    "auto": "auto", "grace": "auto_after_grace", "letter": "draft_for_sign_off", "told": "notify_only",
}  # fmt: skip
# what these wait for is settled with other work of the case, one case at a time
ALONE = {"to_a_meeting", "minutes_to_be_confirmed", "to_be_supplemented", "round_open"}


def district(mode: str = "auto") -> Scene:
    """A district whose procedure moves cases up in this mode at tiers 1 to 3."""
    tiers = (Tier.NEGOTIATION, Tier.DISPATCH_COORDINATION, Tier.OFFICE_COORDINATION)
    return set_the_stage(
        text=pack_with("longquanyi", {f"tiers.{tier}.escalation_mode": f'"{MODES[mode]}"' for tier in tiers})
    )


def tell(scene: Scene) -> dict[int, str]:
    """Every story, each in a case of its own; its name by the case's id."""
    told = {}
    for name, story in STORIES.items():
        story(scene)
        told[scene.case.pk] = name
    return told


@pytest.fixture
def left_alone(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The cases that batches have left to be settled alone."""
    found: set[int] = set()
    together = batch.fire_together

    def watch(case_ids: Any, **options: Any) -> batch.Together:
        done = together(case_ids, **options)
        found.update(done.alone)
        return done

    monkeypatch.setattr("escalation.sweep.fire_together", watch)
    return found


def test_many_together_leave_what_each_alone_leaves(left_alone: set[int]) -> None:
    told = tell(district())
    for at in (moment("2026-03-06 00:00"), moment("2026-03-27 00:00"), SUMMER, AUTUMN, WINTER):
        assert both_ways(partial(sweep, at=at)).fired
    assert_healthy(WINTER)
    assert {told[pk] for pk in left_alone} == ALONE


@pytest.mark.parametrize("mode", ["grace", "letter", "told"])
def test_so_they_do_in_every_mode_of_escalation(mode: str) -> None:
    scene = district(mode)
    for story in (opened, half_signed, suspended, a_late_party, from_a_department):
        story(scene)
    for at in (SUMMER, AUTUMN, WINTER):
        both_ways(partial(sweep, at=at))
    assert_healthy(WINTER)


def test_warnings_and_reminders_too(left_alone: set[int]) -> None:
    scene = district()
    for story in (opened, from_a_subdistrict, some_have_spoken):
        story(scene)
    for at in ("2026-03-04 09:00", "2026-03-05 00:00", "2026-03-06 09:00", "2026-03-09 09:00"):
        both_ways(partial(sweep, at=moment(at)))
    assert not left_alone
    assert_healthy(moment("2026-03-09 09:00"))


def five_due() -> list[int]:
    scene = district()
    for _ in range(5):
        opened(scene)
    return sorted(Case.objects.values_list("pk", flat=True))


DUE = moment("2026-03-10 00:00")


def test_a_case_that_fails_in_the_middle_is_left_out_alone(
    monkeypatch: pytest.MonkeyPatch, left_alone: set[int]
) -> None:
    ids, asked = five_due(), stages.conductor_of

    def nobody(acting: Acting, tier: Tier) -> Any:
        if acting.case.pk == ids[2]:
            raise RuntimeError("no such office")
        return asked(acting, tier)

    monkeypatch.setattr(stages, "conductor_of", nobody)
    report = both_ways(lambda: sweep(at=DUE))
    assert report.failed == 1
    assert left_alone == {ids[2]}
    tiers = Case.objects.order_by("pk").values_list("tier", flat=True)
    assert [tier == Tier.DISPATCH_COORDINATION for tier in tiers] == [True, True, False, True, True]
    assert Deadline.objects.get(attempts=1).case_id == ids[2]


def test_a_batch_that_the_database_refuses_is_divided_until_one_stands_alone(
    monkeypatch: pytest.MonkeyPatch, left_alone: set[int]
) -> None:
    ids, note = five_due(), KeptRows.add

    def spoil(rows: KeptRows, row: Any) -> None:
        note(rows, row)
        if isinstance(row, Stage) and row.case_id == ids[3]:
            row.result = "NOWHERE"

    monkeypatch.setattr(KeptRows, "add", spoil)
    report = sweep(at=DUE)
    assert (report.cases, report.failed) == (5, 0)
    assert left_alone == {ids[3]}
    assert set(Case.objects.values_list("tier", flat=True)) == {Tier.DISPATCH_COORDINATION}
    assert_healthy(DUE)


def test_a_claim_that_was_overtaken_undoes_the_whole_batch_and_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, left_alone: set[int]
) -> None:
    ids, write = five_due(), KeptRows.write
    overtaken: list[int] = []

    def overtake(rows: KeptRows) -> None:
        if not overtaken:
            clocks = Deadline.objects.filter(case__in=ids, effect=DeadlineEffect.MOVE_UP)
            overtaken.append(clocks.update(generation=F("generation") + 1))
        write(rows)

    monkeypatch.setattr(KeptRows, "write", overtake)
    report = sweep(at=DUE)
    assert overtaken == [5]
    assert (report.cases, report.failed, left_alone) == (5, 0, set())
    assert Stage.objects.filter(closed_at=None, tier=Tier.DISPATCH_COORDINATION).count() == 5
    assert_healthy(DUE)


@pytest.mark.parametrize("forgotten", [Task, Agreement])
def test_where_the_two_ways_part_it_is_seen(monkeypatch: pytest.MonkeyPatch, forgotten: type[Any]) -> None:
    half_signed(district())
    keep = KeptRows.change_where

    def forget(rows: KeptRows, model: type[Any], *given: Any, **values: Any) -> None:
        if model is not forgotten:
            keep(rows, model, *given, **values)

    monkeypatch.setattr(KeptRows, "change_where", forget)
    with pytest.raises(AssertionError, match=forgotten.__name__):
        both_ways(lambda: sweep(at=DUE))


def test_another_case_costs_no_other_statement() -> None:
    scene, costs = district(), []
    for number in (2, 6):
        for _ in range(number):
            opened(scene)
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            sweep(at=DUE)
            transaction.set_rollback(True)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_what_somebody_holds_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = five_due()
    monkeypatch.setattr(batch, "lock_free_cases", lambda chosen: lock_free_cases([pk for pk in chosen if pk != ids[1]]))
    report = sweep(at=DUE)
    assert (report.cases, report.busy) == (4, 1)
    assert Case.objects.get(pk=ids[1]).tier == Tier.NEGOTIATION


def test_a_clock_that_stays_due_although_it_fired_does_not_hold_the_sweep_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A warning ends with its stage only: unclaimed it is due again at once."""
    ids = five_due()
    monkeypatch.setattr("flows.clock.claim", lambda *_args, **_options: True)
    report = sweep(at=moment("2026-03-09 09:00"))
    assert report.fired
    assert report.fired + report.failed < 10 * len(ids)
