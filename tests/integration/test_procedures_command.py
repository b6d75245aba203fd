"""``manage.py procedure``: what somebody at the terminal, or a machine, is told."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from organizations.models import Jurisdiction, Person
from procedures.files import shipped_pack, text_of
from procedures.models import ProcedureVersion


def run(*arguments: str | Path) -> str:
    out = StringIO()
    call_command("procedure", *map(str, arguments), stdout=out)
    return out.getvalue()


def refused(*arguments: str | Path) -> dict[str, Any]:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("procedure", *map(str, arguments), "--json", stdout=out)
    assert ended.value.code == 1
    answer: dict[str, Any] = json.loads(out.getvalue())
    assert answer["ok"] is False
    return answer


@pytest.fixture
def district() -> Jurisdiction:
    return Jurisdiction.objects.create(code="510112", name="龙泉驿区", number_prefix="LQX")


def test_check_shows_each_value_with_its_source() -> None:
    lines = run("check", shipped_pack("longquanyi")).splitlines()
    (term,) = [line for line in lines if line.startswith("terms.acceptance = ")]
    assert '{"n": 3, "unit": "workday", "roll": "none"}' in term
    assert "R14" in term
    (sources,) = [line for line in lines if line.startswith("tier2_enabled_for = ")]
    assert "[S1 " in sources


def test_check_answers_machines_in_json() -> None:
    answer = json.loads(run("check", shipped_pack("ningbo"), "--json"))
    assert (answer["ok"], answer["code"], answer["version"]) == (True, "ningbo", 2)
    by_key = {entry["key"]: entry for entry in answer["values"]}
    assert by_key["min_written_rounds"]["value"] == 2
    assert by_key["min_written_rounds"]["is_sample"] is False


def test_check_names_file_key_and_reason(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(text_of(shipped_pack("longquanyi")).replace("n = 20", "n = 0"), encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        run("check", bad)
    assert "bad.toml: terms.tier3.n: " in str(refusal.value)
    assert "bad.toml: terms.carrying_out.n: " in str(refusal.value)
    answer = refused("check", bad)
    assert [(problem["key"], problem["code"]) for problem in answer["problems"]] == [
        ("terms.tier3.n", "not_a_number"), ("terms.carrying_out.n", "not_a_number"),
    ]  # fmt: skip


def test_a_missing_file_and_a_file_in_gbk_are_told_so(tmp_path: Path) -> None:
    gbk = tmp_path / "gbk.toml"
    gbk.write_bytes('name_zh = "协商协调办法"'.encode("gbk"))
    assert refused("check", gbk)["problems"][0]["code"] == "not_utf8"
    assert refused("check", tmp_path / "none.toml")["problems"][0]["code"] == "no_such_file"
    assert refused("check", tmp_path)["problems"][0]["code"] == "no_such_file"


@pytest.mark.django_db
def test_import_brings_a_pack_into_force(district: Jurisdiction) -> None:
    Person.objects.create_user(username="lin", name="林主任")
    answer = json.loads(run("import", shipped_pack("longquanyi"), "--jurisdiction", "510112", "--by", "lin", "--json"))
    version = ProcedureVersion.objects.get()
    assert answer == {
        "ok": True, "jurisdiction": "510112", "procedure": "longquanyi", "version": 2,
        "effective_from": "2025-01-01", "sha256": version.sha256,
    }  # fmt: skip
    assert version.imported_by_name == "林主任"
    assert "龙泉驿区" in run("import", shipped_pack("longquanyi"), "--jurisdiction", "510112")
    assert ProcedureVersion.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--jurisdiction", "999999"], "invalid_input"),
        (["--jurisdiction", "510112", "--by", "nobody"], "invalid_input"),
    ],
)
def test_an_import_for_nobody_is_refused(district: Jurisdiction, options: list[str], code: str) -> None:
    answer = refused("import", shipped_pack("longquanyi"), *options)
    assert answer["code"] == code
    assert options[-1] in answer["message"]
    assert not ProcedureVersion.objects.exists()
