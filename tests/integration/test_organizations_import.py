"""A roster comes in whole or not at all, and the same file again changes nothing."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.actors import SYSTEM
from audit.models import ChainKind, Event
from core.errors import InvalidRows
from core.tables import read_table
from core.vocabulary import OrganizationFunction
from organizations.models import Jurisdiction, Organization
from organizations.roster import OPTIONAL, REQUIRED, read_roster
from organizations.services import ROSTER, RowResult, import_organizations
from tests.factories import make_jurisdiction, make_organization, moment

pytestmark = pytest.mark.django_db

AT = moment("2026-09-28 09:30")
HEAD = "code,name,short_name,kind,region"
ROW = "A-1,甲区生态环境局,区生态环境局,政府部门,某市甲区"


@pytest.fixture
def place():
    return make_jurisdiction(code="900001", name="某市甲区", number_prefix="JQ")


def bring_in(*lines, head=HEAD, **options):
    table = read_table("\n".join([head, *lines]).encode(), "roster.csv", required=REQUIRED, optional=OPTIONAL)
    return import_organizations(read_roster(table.rows), digest=table.digest, by=SYSTEM, at=AT, **options)


def test_the_same_file_again_changes_nothing_and_records_nothing(place):
    assert bring_in(ROW).count(RowResult.ADDED) == 1
    assert bring_in(ROW).count(RowResult.UNCHANGED) == 1
    event = Event.objects.get(chain_kind=ChainKind.ORGANIZATION, subject_id=ROSTER)
    assert event.kind == "organizations.imported"
    assert event.changes == [{"what": "organization.added", "organization": "A-1"}]


def test_a_renamed_organization_keeps_its_row_and_what_the_file_does_not_say(place):
    body = make_organization(
        jurisdiction=place,
        code="A-1",
        name="旧名",
        functions=[OrganizationFunction.JUSTICE],
        valid_from=date(2019, 1, 1),
    )
    report = bring_in(ROW)
    body.refresh_from_db()
    assert body.name == "甲区生态环境局"
    assert (body.functions, body.valid_from) == (["JUSTICE"], date(2019, 1, 1))
    assert set(report.rows[0].changed) == {"name", "short_name", "sort_key", "initials"}


def test_a_successor_may_stand_further_down(place):
    head = f"{HEAD},valid_to,successor"
    bring_in("A-0,甲区环境保护局,区环保局,政府部门,某市甲区,2019-01-31,A-1", f"{ROW},,", head=head)
    assert Organization.objects.get(code="A-0").successor.code == "A-1"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("A-2,乙区司法局,区司法局,政府部门,某市乙区", "region"),
        ("B-1,甲区司法局,区司法局,政府部门,某市甲区", "code"),
    ],
)
def test_one_bad_row_and_nothing_is_saved(place, line, column):
    make_organization(jurisdiction=make_jurisdiction(), code="B-1")
    with pytest.raises(InvalidRows) as caught:
        bring_in(ROW, line)
    assert [row[:2] for row in caught.value.rows] == [(3, column)]
    assert not Organization.objects.filter(code="A-1").exists()
    assert not Event.objects.exists()


def test_an_unknown_successor_is_named(place):
    with pytest.raises(InvalidRows) as caught:
        bring_in(f"{ROW},2019-01-31,NOBODY", head=f"{HEAD},valid_to,successor")
    assert caught.value.rows[0][:2] == (2, "successor")
    assert "NOBODY" in caught.value.rows[0][2]


def test_a_dry_run_saves_nothing(place):
    assert bring_in(ROW, dry_run=True).count(RowResult.ADDED) == 1
    assert not Organization.objects.exists()
    assert not Event.objects.exists()


def test_the_command_imports_the_demo_rosters_with_their_jurisdictions():
    call_command(
        "import_organizations",
        "demo/departments.csv",
        jurisdiction_map=Path("demo/jurisdictions.csv"),
        stdout=StringIO(),
    )
    out = StringIO()
    call_command("import_organizations", "demo/organizations.csv", demo=True, json=True, stdout=out)
    assert json.loads(out.getvalue())["added"] == Organization.objects.filter(is_demo=True).count()
    assert Jurisdiction.objects.get(code="510112").parent.code == "510100"
    assert Organization.objects.filter(is_demo=False).count() == 90


def test_the_command_reads_gbk_and_names_wrong_columns(place, tmp_path):
    path = tmp_path / "roster.csv"
    path.write_bytes(f"{HEAD}\n{ROW}\n".encode("gbk"))
    call_command("import_organizations", str(path), stdout=StringIO())
    assert Organization.objects.get().name == "甲区生态环境局"
    path.write_text("code,title\nA,B\n")
    with pytest.raises(CommandError, match="title"):
        call_command("import_organizations", str(path), stdout=StringIO())


def test_the_command_answers_machines_with_code_and_problems(tmp_path):
    path, out = tmp_path / "roster.csv", StringIO()
    path.write_text(f"{HEAD}\n{ROW}\n")
    with pytest.raises(SystemExit) as caught:
        call_command("import_organizations", str(path), json=True, stdout=out)
    answer = json.loads(out.getvalue())
    assert caught.value.code == 1
    assert (answer["ok"], answer["code"]) == (False, "invalid_rows")
    assert (answer["problems"][0]["row"], answer["problems"][0]["column"]) == (2, "region")
