"""缺放假通知: from 1 November somebody is told that next year's notice is missing, and nothing turns red of it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from audit.actors import SYSTEM
from core import clock
from core.vocabulary import MembershipRole
from notifications.services import fan_out
from operations.doctor import waiting
from operations.heartbeats import SWEEP, WORKER, record
from operations.readiness import readiness
from tests.factories import moment
from tests.notices import corrected_2026, notice_2027
from tests.stage_set import set_the_stage
from workdays.installing import install_notice, take_note
from workdays.models import NoticeEdition
from workdays.selectors import NATIONAL_ZONE, missing_notice


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DINGFEN_DATA = str(tmp_path / "data")
    return tmp_path


@pytest.mark.parametrize(
    ("on", "missing"),
    [("2026-10-31", None), ("2026-11-01", 2027), ("2026-12-31", 2027), ("2027-01-01", 2027), ("2025-11-15", None)],
)
def test_the_notice_of_the_next_year_is_missed_from_november_on(on: str, missing: int | None) -> None:
    assert missing_notice(date.fromisoformat(on)) == missing


@pytest.mark.django_db
def test_it_is_a_warning_and_nothing_red(data: Path) -> None:
    scene = set_the_stage()
    scene.open_case(at="2026-12-28 10:00")
    at = moment("2026-12-28 10:00")
    record(SWEEP, at=at)
    record(WORKER, at=at)
    fan_out(at=at, limit=1_000)
    report = readiness(at=at)
    assert report["ready"]
    assert report["warnings"]["holiday_notice_missing"] == 2027
    assert report["warnings"]["provisional_deadlines"] > 0
    install_notice(path=notice_2027(data, off=["2027-01-01"]), by=SYSTEM, at=at)
    assert readiness(at=at)["warnings"]["holiday_notice_missing"] is None


@pytest.mark.django_db
def test_doctor_lists_what_should_be_brought_applied_and_decided(data: Path) -> None:
    scene = set_the_stage()
    scene.open_case(at="2026-12-28 10:00")
    at = moment("2026-12-29 10:00")
    assert {one.code for one in waiting(at)} == {"clock_provisional", "holiday_notice_missing"}
    install_notice(path=notice_2027(data, off=["2027-01-01", "2027-01-04"]), by=SYSTEM, at=at)
    told = {one.code: one for one in waiting(at)}
    assert set(told) == {"clock_provisional", "calendar_change_waits"}
    assert told["calendar_change_waits"].subject == scene.district.jurisdiction.code


@pytest.mark.django_db
def test_a_file_that_an_operator_put_there_by_hand_is_found_and_recorded(data: Path) -> None:
    at = moment("2026-03-02 10:00")
    assert {edition.year for edition in take_note(at=at)} == {2024, 2025, 2026}
    assert take_note(at=at) == []
    corrected_2026(data / "data" / "notices", makeup=["2026-03-07"])
    [edition] = take_note(at=moment("2026-03-03 10:00"))
    assert (edition.year, edition.recorded_by_name) == (2026, "system")
    assert NoticeEdition.objects.filter(year=2026).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "of_office", "told"),
    [
        (MembershipRole.SYSTEM_ADMINISTRATOR, False, True), (MembershipRole.HANDLER, True, True),
        (MembershipRole.HANDLER, False, False),
    ],
)  # fmt: skip
def test_my_work_tells_who_can_see_to_it(client: Client, role: MembershipRole, *, of_office: bool, told: bool) -> None:
    """Told on the days on which a notice is missing; of the present day whether one is, the calendar says."""
    scene = set_the_stage()
    client.force_login(scene.capacity(scene.office if of_office else scene.ecology, role).person)
    missing = missing_notice(clock.now().astimezone(NATIONAL_ZONE).date())
    assert ("年的放假通知尚未启用" in client.get("/work/").content.decode()) is (told and missing is not None)
