"""``manage.py notice`` and ``manage.py recount``: an operator brings a notice, and terms are counted again."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from audit.models import ChainKind, Event
from core.vocabulary import MembershipRole
from tests.factories import moment
from tests.notices import CORRECTED, corrected_2026
from tests.stage_set import Scene, set_the_stage
from workdays.models import NoticeEdition
from workdays.notice_files import loaded_notices, operator_folder

pytestmark = pytest.mark.django_db
AT = "2026-03-03T10:00"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DINGFEN_DATA = str(tmp_path / "data")
    return tmp_path


@pytest.fixture
def scene(data: Path) -> Scene:
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00")
    return scene


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, no_color=True)
    return out.getvalue()


def test_checking_tells_what_would_move_and_changes_nothing(scene: Scene, data: Path) -> None:
    path = corrected_2026(data, makeup=["2026-03-07"])
    told = json.loads(run("notice", "check", str(path), "--json", "--at", AT))
    assert (told["ok"], told["year"], told["reference"]) == (True, 2026, CORRECTED)
    news = {"day": "2026-03-07", "was": "weekend", "now": "makeup", "document": CORRECTED}
    assert news in told["news"]
    assert told["places"][0]["jurisdiction"] == scene.district.jurisdiction.code
    assert any(move["step"] == "tier1" and move["days"] == -2 for move in told["places"][0]["moves"])
    words = run("notice", "check", str(path), "--at", AT)
    assert "2026-03-07: weekend → make-up workday" in words
    assert "Nothing was changed" in words
    assert not operator_folder().exists()
    assert not NoticeEdition.objects.exists()


def test_installing_counts_with_it_from_then_on_and_is_recorded(scene: Scene, data: Path) -> None:
    path = corrected_2026(data, makeup=["2026-03-07"])
    assert "Installed" in run("notice", "install", str(path))
    assert [notice.reference for notice in loaded_notices() if notice.year == 2026] == [CORRECTED]
    assert [file.name for file in operator_folder().iterdir()] == ["2026.toml"]
    event = Event.objects.filter(chain_kind=ChainKind.CALENDAR, kind="calendar.notice_installed").get()
    assert event.data["reference"] == CORRECTED
    assert event.data["digest"] == NoticeEdition.objects.get(reference=CORRECTED).digest
    with pytest.raises(CommandError, match="in use already"):
        run("notice", "install", str(path))
    corrected_2026(data, makeup=["2026-03-14"], number="国办发明电〔2026〕4号")
    run("notice", "install", str(path))  # takes the place of the one before
    assert [file.name for file in operator_folder().iterdir()] == ["2026.toml"]


def test_a_broken_notice_is_refused_with_file_key_and_reason(data: Path) -> None:
    path = corrected_2026(data, makeup=["2026-03-09"])
    with pytest.raises(CommandError, match=r"corrected.toml, festival\[8\].makeup: 2026-03-09 is not a Saturday"):
        run("notice", "check", str(path))
    with pytest.raises(SystemExit):
        run("notice", "install", str(path), "--json")
    assert not operator_folder().exists()


def test_preview_and_apply(scene: Scene, data: Path) -> None:
    run("notice", "install", str(corrected_2026(data, makeup=["2026-03-07"])), "--at", AT)
    told = json.loads(run("recount", "--preview", "--json", "--at", AT))["places"]
    assert [place["jurisdiction"] for place in told] == [scene.district.jurisdiction.code]
    [move] = [move for move in told[0]["moves"] if move["step"] == "tier1"]
    assert move["subject"] == scene.number
    assert move["news"] == [{"day": "2026-03-07", "was": "weekend", "now": "makeup", "document": CORRECTED}]
    words = run("recount", "--preview", "--at", AT)
    assert "2026-03-10 00:00 → 2026-03-08 00:00, 2 days earlier" in words
    head = scene.capacity(scene.office, MembershipRole.HEAD)
    done = json.loads(run("recount", "--apply", "--json", "--at", AT, "--by", head.person.username))["places"][0]
    assert (done["cases"], done["moved"] > 0, done["failed"]) == (1, True, 0)
    event = Event.objects.get(chain_kind=ChainKind.CASE, kind="calendar.applied")
    assert (event.actor_id, event.at) == (head.person.pk, moment("2026-03-03 10:00"))
    again = json.loads(run("recount", "--apply", "--json", "--at", AT))["places"][0]
    assert (again["cases"], again["moved"]) == (0, 0)


def test_who_does_not_keep_the_calendar_answers_for_nothing(scene: Scene) -> None:
    handler = scene.capacity(scene.ecology)
    with pytest.raises(CommandError, match="You may not do this"):
        run("recount", "--apply", "--at", AT, "--by", handler.person.username)
    with pytest.raises(CommandError, match="no person"):
        run("recount", "--apply", "--at", AT, "--by", "nobody-at-all")
    with pytest.raises(CommandError):
        run("recount", "--preview", "--jurisdiction", "000000")
