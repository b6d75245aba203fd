"""日历变动: a notice comes late or is put right, a place changes a day; a person has running terms counted again."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from audit.actors import SYSTEM
from audit.models import ChainKind, Event
from core.errors import NotPermitted
from core.vocabulary import (
    DeadlineEffect,
    DeadlineState,
    ExceptionKind,
    MembershipRole,
    RecountState,
    StageResult,
    Step,
    Tier,
)
from deadlines.models import Deadline, Pause, Reprojection
from flows.recounts.applying import ApplyReport, apply
from flows.recounts.deciding import DecidedAlready, decide
from flows.recounts.local_days import correct_day, fix_day, suppose_day, withdraw_day
from flows.recounts.preview import Preview, preview
from notifications.models import Notice
from notifications.services import fan_out
from tests.factories import moment
from tests.health import living
from tests.notices import CORRECTED, corrected_2026, notice_2027
from tests.order_scene import Orders
from tests.packs import pack_with
from tests.stage_set import Scene, When, as_moment, set_the_stage
from workdays.errors import ExceptionExists, ExceptionWithdrawn, NoticeInUse
from workdays.installing import install_notice
from workdays.models import NoticeEdition

HEAD = MembershipRole.HEAD
SATURDAY, NEXT_SATURDAY = "2026-03-07", "2026-03-14"


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    """An operator's folder of its own: what is installed here is installed for this story."""
    settings.DINGFEN_DATA = str(tmp_path / "data")
    return tmp_path


@pytest.fixture
def generous(db: None) -> Scene:
    """A procedure that extends a term twice, and gives hours to acknowledge receipt."""
    values = {"max_extensions": "2", "terms.acknowledgement": '{ n = 60, unit = "hour", roll = "none" }'}
    return living(set_the_stage(text=pack_with("longquanyi", values)))


def install(path: Path, *, at: str) -> NoticeEdition:
    return install_notice(path=path, by=SYSTEM, at=moment(at))


def seen(scene: Scene, *, at: When) -> Preview:
    return preview(scene.district.jurisdiction, at=as_moment(at))


def applied(scene: Scene, *, at: When) -> ApplyReport:
    """The head of the establishment office has everything counted again."""
    scene.live_until(at, only_if_alive=True)
    actor = scene.capacity(scene.office, HEAD).actor()
    report = apply(scene.district.jurisdiction, by=actor, at=as_moment(at))
    scene._done(as_moment(at))
    return report


def opened(scene: Scene, *, at: str, days: int = 0) -> str:
    """A case at tier 1; where ``days`` are given its term was extended by so many at once. Gives its number."""
    scene.open_case(at=at)
    if days:
        scene.do("extend_deadline", scene.ecology, at=at, workdays=days)
    return scene.number


def tier_clock(number: str) -> Deadline:
    return Deadline.objects.get(case__number=number, step=Step.TIER_NEGOTIATION, effect=DeadlineEffect.MOVE_UP)


def ends(number: str) -> Any:
    return tier_clock(number).expires_at


def test_a_saturday_becomes_a_workday_while_cases_run(generous: Scene, data: Path) -> None:
    """Opened on Monday 2 March with five workdays, to Monday the 9th; Saturday the 7th now counts."""
    scene = generous
    running = opened(scene, at="2026-03-02 10:00")
    hours = Deadline.objects.get(case=scene.case, step=Step.ACKNOWLEDGEMENT)
    suspended = opened(scene, at="2026-03-02 11:00")
    scene.do("suspend_case", scene.ecology, at="2026-03-04 15:00", ground="INTERPRETATION")
    later = opened(scene, at="2026-03-04 16:00")  # 5, 6, 9, 10, 11
    install(corrected_2026(data, makeup=[SATURDAY]), at="2026-03-05 09:00")

    found = seen(scene, at="2026-03-05 09:30")
    told = {(move.clock.case.number, move.clock.step): move for move in found.moves if move.clock.case}
    move = told[running, Step.TIER_NEGOTIATION]
    assert (move.clock.expires_at, move.projection.expires_at) == (
        moment("2026-03-10 00:00"),
        moment("2026-03-08 00:00"),
    )
    assert (move.days, move.is_past, move.documents) == (-2, False, CORRECTED)
    assert [(one.day, one.was, one.now) for one in move.news] == [(date(2026, 3, 7), "weekend", "makeup")]
    assert (later, Step.TIER_NEGOTIATION) in told
    assert ends(running) == moment("2026-03-10 00:00")  # looking changes nothing

    report = applied(scene, at="2026-03-05 10:00")
    assert (report.cases, report.waiting, report.failed, report.busy) == (3, 0, 0, 0)
    assert ends(running) == moment("2026-03-08 00:00")
    assert ends(later) == moment("2026-03-11 00:00")  # 5, 6, 7, 9, 10
    for number in (running, suspended, later):
        scene.number = number
        assert scene.events().count("calendar.applied") == 1
    assert seen(scene, at="2026-03-05 10:00").is_empty
    assert hours.expires_at == Deadline.objects.get(pk=hours.pk).expires_at

    # who was suspended before that Saturday has as much left as before, and counts it when the case goes on
    scene.number = suspended
    assert Pause.objects.get(deadline=tier_clock(suspended)).left == 3
    scene.do("resume_case", scene.ecology, at="2026-03-06 09:00")
    assert ends(suspended) == moment("2026-03-11 00:00")  # 7, 9, 10

    scene.live_until("2026-03-08 00:00")
    scene.number = running
    assert scene.stages()[0] == (Tier.NEGOTIATION, StageResult.TIMED_OUT)
    last = Event.objects.filter(chain_kind=ChainKind.CASE, subject_id=scene.case.pk, kind="stage.timed_out").get()
    assert last.at == moment("2026-03-08 00:00")


def test_the_ledger_of_the_clock_and_the_record_say_so(scene: Scene, data: Path) -> None:
    number = opened(scene, at="2026-03-02 10:00")
    generation = tier_clock(number).generation
    install(corrected_2026(data, makeup=[SATURDAY]), at="2026-03-03 09:00")
    applied(scene, at="2026-03-03 10:00")
    clock = tier_clock(number)
    entry = clock.reprojections.get()
    assert (entry.state, entry.before, entry.after) == (
        RecountState.MOVED,
        moment("2026-03-10 00:00"),
        clock.expires_at,
    )
    assert (entry.documents, entry.days) == (CORRECTED, [["2026-03-07", "weekend", "makeup", CORRECTED]])
    assert entry.recorded_by_name == scene.capacity(scene.office, HEAD).person.name
    assert (clock.generation, entry.generation) == (generation + 1, generation + 1)
    assert clock.next_try_at == clock.expires_at
    event = Event.objects.get(chain_kind=ChainKind.CASE, subject_id=scene.case.pk, kind="calendar.applied")
    assert clock.pk in event.data["moved"]
    assert event.data["documents"] == [CORRECTED]
    assert {"what": "clock.moved", "clock": clock.pk, "expires_at": clock.expires_at.isoformat()} in event.changes
    calendar = Event.objects.filter(chain_kind=ChainKind.CALENDAR).order_by("pk").last()
    assert calendar is not None
    assert (calendar.kind, calendar.data["cases"]) == ("calendar.recounted", 1)


def test_warnings_follow_the_end(scene: Scene, data: Path) -> None:
    number = opened(scene, at="2026-03-02 10:00")
    install(corrected_2026(data, makeup=[SATURDAY]), at="2026-03-03 09:00")
    before = set(warned(number))
    applied(scene, at="2026-03-03 10:00")
    assert before != set(warned(number))
    assert max(warned(number)) < ends(number)
    assert moment("2026-03-06 09:00") in warned(number)  # one workday before Saturday the 7th


def warned(number: str) -> list[Any]:
    rows = tier_clock(number).warnings.filter(state=DeadlineState.RUNNING, step=Step.TIER_NEGOTIATION)
    return list(rows.values_list("expires_at", flat=True))


def test_applied_twice_changes_nothing(scene: Scene, data: Path) -> None:
    number = opened(scene, at="2026-03-02 10:00")
    install(corrected_2026(data, makeup=[SATURDAY]), at="2026-03-03 09:00")
    applied(scene, at="2026-03-03 10:00")
    before = (ends(number), tier_clock(number).generation, scene.events(), Event.objects.count())
    assert applied(scene, at="2026-03-03 10:05") == ApplyReport()
    assert before == (ends(number), tier_clock(number).generation, scene.events(), Event.objects.count())


def passed(scene: Scene, data: Path) -> str:
    """Ten workdays to Monday 16 March; by the notice that comes on Saturday the 14th they were over on the 13th."""
    number = opened(scene, at="2026-03-02 10:00", days=5)
    assert ends(number) == moment("2026-03-17 00:00")
    install(corrected_2026(data, makeup=[SATURDAY, NEXT_SATURDAY]), at="2026-03-14 09:00")
    return number


def test_an_end_that_has_passed_fires_nothing_and_waits_for_a_person(scene: Scene, data: Path) -> None:
    number = passed(scene, data)
    [move] = [move for move in seen(scene, at="2026-03-14 10:00").moves if move.clock.pk == tier_clock(number).pk]
    assert (move.is_past, move.projection.expires_at) == (True, moment("2026-03-14 00:00"))
    report = applied(scene, at="2026-03-14 10:00")
    assert report.waiting == 1
    entry = Reprojection.objects.get(deadline=tier_clock(number))
    assert (entry.state, entry.after) == (RecountState.WAITING, None)
    assert [row.pk for row in seen(scene, at="2026-03-14 10:01").waiting] == [entry.pk]
    assert applied(scene, at="2026-03-14 10:02") == ApplyReport()  # it waits already
    scene.live_until("2026-03-16 23:59")
    assert scene.stages() == [(Tier.NEGOTIATION, "")]
    scene.live_until("2026-03-17 00:00")  # nobody decided: the end that was promised
    assert scene.stages()[0] == (Tier.NEGOTIATION, StageResult.TIMED_OUT)
    with pytest.raises(DecidedAlready):
        decide(
            entry_id=entry.pk,
            sooner=True,
            remark="",
            capacity=scene.capacity(scene.office, HEAD),
            at=moment("2026-03-17 09:00"),
        )
    assert seen(scene, at="2026-03-17 09:00").waiting == []


def test_who_answers_may_let_the_term_end_with_the_present_workday(scene: Scene, data: Path) -> None:
    number = passed(scene, data)
    applied(scene, at="2026-03-14 10:00")
    entry = Reprojection.objects.get(state=RecountState.WAITING)
    decided(scene, entry, sooner=True, at="2026-03-14 11:00")
    assert ends(number) == moment("2026-03-15 00:00")  # the whole of that Saturday, which is a workday now
    assert scene.events()[-1] == "recount.confirmed"
    assert applied(scene, at="2026-03-14 11:30") == ApplyReport()  # what was decided stays decided
    scene.live_until("2026-03-15 00:00")
    assert scene.stages()[0] == (Tier.NEGOTIATION, StageResult.TIMED_OUT)


def test_who_answers_may_keep_the_end_that_was_promised(generous: Scene, data: Path) -> None:
    scene = generous
    number = passed(scene, data)
    applied(scene, at="2026-03-14 10:00")
    entry = Reprojection.objects.get(state=RecountState.WAITING)
    decided(scene, entry, sooner=False, at="2026-03-14 11:00", remark="各单位已按原期限安排")
    assert ends(number) == moment("2026-03-17 00:00")
    assert scene.events()[-1] == "recount.kept"
    assert seen(scene, at="2026-03-14 11:00").is_empty
    with pytest.raises(DecidedAlready):
        decided(scene, entry, sooner=True, at="2026-03-14 12:00")
    # what is added now comes after the end that was kept, not after the one that had passed
    scene.do("extend_deadline", scene.ecology, at="2026-03-15 09:00", workdays=1)
    assert ends(number) == moment("2026-03-18 00:00")


def decided(scene: Scene, entry: Reprojection, *, sooner: bool, at: str, remark: str = "") -> None:
    scene.live_until(at, only_if_alive=True)
    capacity = scene.capacity(scene.office, HEAD)
    decide(entry_id=entry.pk, sooner=sooner, remark=remark, capacity=capacity, at=moment(at))
    scene._done(moment(at))


def test_an_extension_that_comes_first_takes_the_question_away(generous: Scene, data: Path) -> None:
    scene = generous
    number = passed(scene, data)
    applied(scene, at="2026-03-14 10:00")
    entry = Reprojection.objects.get(state=RecountState.WAITING)
    scene.do("extend_deadline", scene.ecology, at="2026-03-14 10:30", workdays=3)
    with pytest.raises(DecidedAlready):
        decided(scene, entry, sooner=True, at="2026-03-14 11:00")
    assert seen(scene, at="2026-03-14 11:00").waiting == []
    assert ends(number) > moment("2026-03-14 11:00")


def test_a_day_before_the_suspension_changes_what_it_left(scene: Scene, data: Path) -> None:
    number = opened(scene, at="2026-03-05 10:00")  # 6, 9, 10, 11, 12
    scene.do("suspend_case", scene.ecology, at="2026-03-10 15:00", ground="INTERPRETATION")
    pause = Pause.objects.get(deadline=tier_clock(number))
    assert pause.left == 2
    install(corrected_2026(data, makeup=[SATURDAY]), at="2026-03-11 09:00")
    applied(scene, at="2026-03-11 10:00")
    pause.refresh_from_db()
    assert pause.left == 1  # Saturday the 7th was used as well
    entry = Reprojection.objects.get(deadline=tier_clock(number))
    assert (entry.left_before, entry.left_after) == (2, 1)
    scene.do("resume_case", scene.ecology, at="2026-03-16 09:00")
    assert ends(number) == moment("2026-03-18 00:00")
    assert seen(scene, at="2026-03-16 09:00").is_empty


def test_twice_suspended_and_extended_the_whole_course_is_counted_again(scene: Scene, data: Path) -> None:
    number = opened(scene, at="2026-03-02 10:00")
    scene.do("suspend_case", scene.ecology, at="2026-03-04 15:00", ground="INTERPRETATION")
    scene.do("resume_case", scene.ecology, at="2026-03-05 09:00")  # 3 left: 6, 9, 10
    scene.do("extend_deadline", scene.ecology, at="2026-03-05 10:00", workdays=2)  # 11, 12
    assert seen(scene, at="2026-03-05 10:00").is_empty  # its own ledger says what the clock says
    assert ends(number) == moment("2026-03-13 00:00")
    install(corrected_2026(data, makeup=[SATURDAY]), at="2026-03-05 11:00")
    applied(scene, at="2026-03-05 12:00")
    assert ends(number) == moment("2026-03-12 00:00")


def test_a_notice_that_comes_late_resolves_what_was_provisional(scene: Scene, data: Path) -> None:
    number = opened(scene, at="2026-12-28 10:00")  # 29, 30, 31, and by the law alone 4 and 5 January
    assert (ends(number), tier_clock(number).provisional) == (moment("2027-01-06 00:00"), True)
    install(notice_2027(data, off=["2027-01-01", "2027-01-02", "2027-01-03"]), at="2026-12-29 09:00")
    found = seen(scene, at="2026-12-29 09:30")
    assert (found.moves, tier_clock(number).pk in {move.clock.pk for move in found.settled}) == ([], True)
    report = applied(scene, at="2026-12-29 10:00")
    assert (report.moved, report.cases) == (0, 1)
    assert (ends(number), tier_clock(number).provisional) == (moment("2027-01-06 00:00"), False)
    assert not Deadline.objects.filter(case=scene.case, state=DeadlineState.RUNNING, provisional=True).exists()


def test_a_late_notice_may_move_the_end_and_says_which_day(scene: Scene, data: Path) -> None:
    number = opened(scene, at="2026-12-28 10:00")
    days = ["2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04"]
    install(notice_2027(data, off=days, makeup=["2027-01-09"]), at="2026-12-29 09:00")
    applied(scene, at="2026-12-29 10:00")
    assert (ends(number), tier_clock(number).provisional) == (moment("2027-01-07 00:00"), False)
    assert Reprojection.objects.get(deadline=tier_clock(number)).days == [
        ["2027-01-04", "weekday", "holiday", "国办发明电〔2026〕9号"]
    ]


def test_a_place_fixes_a_day_off_corrects_and_withdraws_it(scene: Scene) -> None:
    number = opened(scene, at="2026-03-02 10:00")
    head, place = scene.capacity(scene.office, HEAD), scene.district.jurisdiction
    thursday, friday = date(2026, 3, 5), date(2026, 3, 6)
    supposed = preview(
        place, at=moment("2026-03-02 11:00"), supposed=suppose_day(place, thursday, ExceptionKind.HOLIDAY)
    )
    assert [move.projection.expires_at for move in supposed.moves if move.clock == tier_clock(number)] == [
        moment("2026-03-11 00:00")
    ]
    words: dict[str, Any] = {"kind": ExceptionKind.HOLIDAY, "name": "地方节日", "capacity": head}
    fixed = fix_day(place=place, day=thursday, authority="政府令第1号", at=moment("2026-03-02 12:00"), **words)
    applied(scene, at="2026-03-02 13:00")
    assert ends(number) == moment("2026-03-11 00:00")
    right = correct_day(
        exception_id=fixed.pk, day=friday, authority="政府令第2号", at=moment("2026-03-03 09:00"), **words
    )
    assert seen(scene, at="2026-03-03 09:00").is_empty  # one day off for another within the term: no end moves
    withdraw_day(exception_id=right.pk, authority="政府令第3号", capacity=head, at=moment("2026-03-03 10:00"))
    applied(scene, at="2026-03-03 11:00")
    assert ends(number) == moment("2026-03-10 00:00")
    last = Reprojection.objects.filter(deadline=tier_clock(number)).latest("pk")
    assert ["2026-03-06", "extra_holiday", "weekday", "政府令第3号"] in last.days
    with pytest.raises(ExceptionWithdrawn):
        withdraw_day(exception_id=right.pk, authority="政府令第4号", capacity=head, at=moment("2026-03-03 12:00"))
    fix_day(place=place, day=friday, authority="政府令第5号", at=moment("2026-03-03 13:00"), **words)
    with pytest.raises(ExceptionExists):
        suppose_day(place, friday, ExceptionKind.WORKDAY)


def test_the_terms_of_a_work_order_go_by_the_same_calendar(scene: Scene, data: Path) -> None:
    orders = Orders(scene=scene)
    orders.take_in(at="2026-03-02 09:00")
    orders.dispatch_to(scene.ecology, at="2026-03-02 10:00")
    before = orders.clock(Step.WORK_ORDER).expires_at
    install(corrected_2026(data, makeup=[SATURDAY]), at="2026-03-03 09:00")
    report = applied(scene, at="2026-03-03 10:00")
    assert (report.cases, report.others) == (0, 1)
    assert orders.clock(Step.WORK_ORDER).expires_at < before
    assert orders.events()[-1] == "work_order.recounted"


def test_only_the_head_of_the_places_own_office_decides(scene: Scene, data: Path) -> None:
    passed(scene, data)
    applied(scene, at="2026-03-14 10:00")
    entry = Reprojection.objects.get(state=RecountState.WAITING)
    others = [
        scene.capacity(scene.office), scene.capacity(scene.ecology, HEAD), scene.capacity(scene.dispatch, HEAD),
        scene.capacity(scene.office, MembershipRole.SYSTEM_ADMINISTRATOR),
    ]  # fmt: skip
    for capacity in others:
        with pytest.raises(NotPermitted):
            decide(entry_id=entry.pk, sooner=True, remark="", capacity=capacity, at=moment("2026-03-14 11:00"))
        with pytest.raises(NotPermitted):
            fix_day(
                place=scene.district.jurisdiction, day=date(2026, 5, 20), kind=ExceptionKind.HOLIDAY, name="节日",
                authority="政府令", capacity=capacity, at=moment("2026-03-14 11:00"),
            )  # fmt: skip


def test_departments_are_told(scene: Scene, data: Path) -> None:
    opened(scene, at="2026-03-02 10:00")
    person = scene.capacity(scene.housing).person
    install(corrected_2026(data, makeup=[SATURDAY]), at="2026-03-03 09:00")
    applied(scene, at="2026-03-03 10:00")
    fan_out(at=moment("2026-03-03 10:01"), limit=1000)
    assert Notice.objects.filter(person=person, kind="calendar.applied").count() == 1


def test_the_same_notice_is_installed_once(data: Path, db: None) -> None:
    path = corrected_2026(data, makeup=[SATURDAY])
    edition = install(path, at="2026-03-03 09:00")
    assert (edition.year, edition.reference) == (2026, CORRECTED)
    with pytest.raises(NoticeInUse):
        install(path, at="2026-03-03 09:01")
    assert NoticeEdition.objects.filter(year=2026).count() == 2  # what the release brought, and what came after it
