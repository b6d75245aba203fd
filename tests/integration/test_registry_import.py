"""``manage.py import_duties``: published lists name kinds of departments; only what means one of ours comes in."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from audit.models import ChainKind, Event
from core.vocabulary import DutyRole, Phase
from organizations.models import Jurisdiction
from registry.models import BoundaryEntry, EntryAssignment, EntryVersion
from tests.factories import make_jurisdiction, make_organization

pytestmark = pytest.mark.django_db

HEADING = "id,matter,sub_item,category,lead,assist,division_note,basis,source_url,region"
ROWS = """
LIST-001,油烟,室内餐饮,生态环保,环保部门,城管部门;消防救援机构,室内归环保,某发〔2014〕2号,http://example.cn/1,某省
LIST-002,占道,出店经营,城市管理,城管部门,,,,,某省
LIST-003,消防,楼道堆物,应急,消防救援机构,,,,,某省
""".strip()


@pytest.fixture
def place() -> Jurisdiction:
    jurisdiction = make_jurisdiction(code="900001")
    make_organization(jurisdiction=jurisdiction, name="某区生态环境局")
    make_organization(jurisdiction=jurisdiction, name="某区城市管理局")
    return jurisdiction


def imported(folder: Path, text: str, *options: str) -> dict[str, Any]:
    path, out = folder / "duties.csv", StringIO()
    path.write_text(text, encoding="utf-8")
    call_command("import_duties", str(path), "--jurisdiction", "900001", "--json", *options, stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_rows_that_mean_one_of_ours_come_in_and_the_others_are_reported(place: Jurisdiction, tmp_path: Path) -> None:
    answer = imported(tmp_path, f"{HEADING}\n{ROWS}", "--valid-from", "2026-01-01")
    assert (answer["added"], answer["known"], answer["not_matched"]) == (2, 0, 1)
    assert answer["rows"][0]["left_out"] == ["消防救援机构"]
    assert "消防救援机构" in answer["rows"][2]["reason"]
    version = EntryVersion.objects.get(matter="油烟：室内餐饮")
    assert version.source == "LIST-001 某省"
    assert version.basis == "某发〔2014〕2号\nhttp://example.cn/1"
    assert {(row.organization.name, row.phase, row.role) for row in version.assignments.all()} == {
        ("某区生态环境局", Phase.SUPERVISION, DutyRole.LEAD),
        ("某区城市管理局", Phase.SUPERVISION, DutyRole.ASSISTING),
    }
    events = Event.objects.filter(chain_kind=ChainKind.REGISTRY)
    assert [event.subject_id for event in events.order_by("pk")] == [
        entry.pk for entry in BoundaryEntry.objects.order_by("pk")
    ]


def test_the_same_file_again_adds_nothing(place: Jurisdiction, tmp_path: Path) -> None:
    imported(tmp_path, f"{HEADING}\n{ROWS}")
    answer = imported(tmp_path, f"{HEADING}\n{ROWS}")
    assert (answer["added"], answer["known"], answer["not_matched"]) == (0, 2, 1)
    assert BoundaryEntry.objects.count() == 2


def test_a_dry_run_saves_nothing(place: Jurisdiction, tmp_path: Path) -> None:
    assert imported(tmp_path, f"{HEADING}\n{ROWS}", "--dry-run")["added"] == 2
    assert not BoundaryEntry.objects.exists()
    assert not Event.objects.exists()


def test_a_phase_of_its_own(place: Jurisdiction, tmp_path: Path) -> None:
    imported(tmp_path, "id,matter,lead,phase\nA,油烟,环保部门,执法\nB,噪声,环保部门,APPROVAL")
    assert list(EntryAssignment.objects.order_by("pk").values_list("phase", flat=True)) == ["ENFORCEMENT", "APPROVAL"]


def test_malformed_rows_stop_all_of_it_and_are_all_named(place: Jurisdiction, tmp_path: Path) -> None:
    path = tmp_path / "duties.csv"
    path.write_text(f"id,matter,lead,phase\nA,油烟,环保部门,\nA,{'长' * 201},,没有\n", encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        call_command("import_duties", str(path), "--jurisdiction", "900001")
    text = str(refusal.value)
    assert all(column in text for column in ("matter", "lead", "phase", "id"))
    assert not BoundaryEntry.objects.exists()
