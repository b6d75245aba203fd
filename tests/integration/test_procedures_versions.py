"""Versions of a procedure: brought in once, in force by date and place, and never changed."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from audit.actors import SYSTEM, Actor
from audit.models import ChainKind, Event
from core.vocabulary import PaperKind, Step
from organizations.models import Jurisdiction
from procedures.errors import EffectiveDateConflict, NoProcedure, PackInvalid, VersionTaken
from procedures.files import shipped, shipped_pack, text_of
from procedures.models import Procedure, ProcedureVersion
from procedures.selectors import pack_of, version_in_force
from procedures.services import import_pack

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
CLERK = Actor(person_id=7, person_name="王经办")
FIRST_DAY = date(2024, 1, 1)
FIRST_VERSION = Path(__file__).parents[1] / "data" / "procedures" / "longquanyi_version_1.json"


def place(code: str, prefix: str, parent: Jurisdiction | None = None) -> Jurisdiction:
    return Jurisdiction.objects.create(code=code, name=f"{prefix}地", number_prefix=prefix, parent=parent)


@pytest.fixture
def city() -> Jurisdiction:
    return place("510100", "CDX")


@pytest.fixture
def district(city: Jurisdiction) -> Jurisdiction:
    return place("510112", "LQX", city)


def text(code: str = "longquanyi", *, version: int = 1, since: str = "2024-01-01", rounds: str = "") -> str:
    words = text_of(shipped_pack(code))
    words = re.sub(r"^version = \d+$", f"version = {version}", words, count=1, flags=re.MULTILINE)
    words = re.sub(r"^effective_from = .+$", f"effective_from = {since}", words, count=1, flags=re.MULTILINE)
    return words.replace("[max_supplements]\nvalue = 1", f"[max_supplements]\nvalue = {rounds or 1}")


def bring_in(jurisdiction: Jurisdiction, words: str, by: Actor = SYSTEM) -> ProcedureVersion:
    return import_pack(text=words, file="pack.toml", jurisdiction=jurisdiction, by=by, at=AT)


def test_an_imported_pack_is_stored_as_it_was_and_recorded(city: Jurisdiction) -> None:
    version = bring_in(city, text(), by=CLERK)
    stored = ProcedureVersion.objects.get(pk=version.pk)
    assert (stored.version, stored.effective_from) == (1, FIRST_DAY)
    assert (stored.source_file, stored.imported_by_name, stored.imported_at) == ("pack.toml", "王经办", AT)
    assert pack_of(stored).name_zh == "四项机制（龙泉驿做法，示范）"
    event = Event.objects.get(chain_kind=ChainKind.PROCEDURE, subject_id=stored.procedure_id)
    assert (event.kind, event.actor_id, event.at) == ("procedure.version_imported", 7, AT)
    assert event.data == {
        "jurisdiction": "510100", "procedure": "longquanyi", "version": 1, "effective_from": "2024-01-01",
        "sha256": stored.sha256,
    }  # fmt: skip


def test_the_same_pack_again_changes_nothing(city: Jurisdiction) -> None:
    first = bring_in(city, text())
    again = bring_in(city, "# only a comment more\n" + text())
    assert again == first
    assert ProcedureVersion.objects.count() == 1
    assert Event.objects.filter(kind="procedure.version_imported").count() == 1


def test_changed_content_under_the_old_number_is_refused(city: Jurisdiction) -> None:
    bring_in(city, text())
    with pytest.raises(VersionTaken) as refusal:
        bring_in(city, text(rounds="2", since="2025-01-01"))
    assert refusal.value.params["next"] == 2
    assert ProcedureVersion.objects.count() == 1


@pytest.mark.parametrize("since", ["2024-01-01", "2023-12-31"])
def test_a_version_takes_effect_later_than_the_one_before(city: Jurisdiction, since: str) -> None:
    bring_in(city, text())
    with pytest.raises(EffectiveDateConflict):
        bring_in(city, text(version=2, since=since))
    assert ProcedureVersion.objects.count() == 1


def test_another_procedure_of_the_place_cannot_take_the_same_day(city: Jurisdiction) -> None:
    bring_in(city, text())
    with pytest.raises(EffectiveDateConflict), transaction.atomic():
        bring_in(city, text("weihai"))
    assert not Procedure.objects.filter(code="weihai").exists()
    bring_in(city, text("weihai", since="2026-07-01"))
    assert version_in_force(city, date(2026, 6, 30)).procedure.code == "longquanyi"
    assert version_in_force(city, date(2026, 7, 1)).procedure.code == "weihai"


def test_a_broken_pack_leaves_nothing_behind(city: Jurisdiction) -> None:
    with pytest.raises(PackInvalid):
        bring_in(city, text(rounds='"three"'))
    assert not Procedure.objects.exists()


def test_the_version_in_force_follows_the_date(city: Jurisdiction) -> None:
    first = bring_in(city, text())
    second = bring_in(city, text(version=2, since="2026-03-01", rounds="2"))
    assert version_in_force(city, FIRST_DAY) == first
    assert version_in_force(city, date(2026, 2, 28)) == first
    assert version_in_force(city, date(2026, 3, 1)) == second
    assert (pack_of(first).max_supplements, pack_of(second).max_supplements) == (1, 2)


def test_before_the_first_day_there_is_none(city: Jurisdiction) -> None:
    bring_in(city, text())
    with pytest.raises(NoProcedure):
        version_in_force(city, date(2023, 12, 31))


def test_a_place_without_its_own_takes_the_nearest_above(city: Jurisdiction, district: Jurisdiction) -> None:
    street = place("510112001", "JDX", district)
    of_city = bring_in(city, text("national_minimum"))
    assert version_in_force(street, date(2026, 1, 1)) == of_city
    of_district = bring_in(district, text(since="2025-01-01"))
    assert version_in_force(street, date(2026, 1, 1)) == of_district
    assert version_in_force(street, date(2024, 12, 31)) == of_city
    assert version_in_force(city, date(2026, 1, 1)) == of_city


def test_a_neighbour_s_procedure_does_not_count(city: Jurisdiction) -> None:
    bring_in(city, text())
    with pytest.raises(NoProcedure):
        version_in_force(place("310104", "XHX"), date(2026, 1, 1))


def test_all_shipped_packs_can_be_imported(city: Jurisdiction) -> None:
    for number, path in enumerate(shipped()):
        version = bring_in(place(f"9000{number}", f"P{'ABCDE'[number]}"), text_of(path))
        assert pack_of(version).code == path.stem


def test_a_pack_is_read_once_per_version(city: Jurisdiction, django_assert_num_queries: Any) -> None:
    version = bring_in(city, text())
    first = pack_of(version)
    with django_assert_num_queries(0):
        assert pack_of(version) is first


def test_a_version_stored_before_today_s_keys_stays_as_it_is_and_is_read(city: Jurisdiction) -> None:
    stored = json.loads(FIRST_VERSION.read_text(encoding="utf-8"))
    version = ProcedureVersion.objects.create(
        procedure=Procedure.objects.create(jurisdiction=city, code="longquanyi"), version=1, effective_from=FIRST_DAY,
        content=stored["content"], sha256=stored["sha256"], source_file="longquanyi.toml", imported_at=AT,
        imported_by_name="王经办",
    )  # fmt: skip
    assert pack_of(version).term(Step.LEAD_TIME).is_sample
    second = bring_in(city, text_of(shipped_pack("longquanyi")))
    assert (second.version, pack_of(second).sign_off[PaperKind.OPINION]) == (2, 3)
    kept = ProcedureVersion.objects.get(pk=version.pk)
    assert (kept.content, kept.sha256) == (stored["content"], stored["sha256"])
    assert version_in_force(city, date(2024, 12, 31)) == kept
    assert version_in_force(city, date(2025, 1, 1)) == second


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE procedures_procedureversion SET content = '{}' WHERE id = %s",
        "UPDATE procedures_procedureversion SET effective_from = '2020-01-01' WHERE id = %s",
        "DELETE FROM procedures_procedureversion WHERE id = %s",
    ],
)
def test_the_database_refuses_to_change_a_version(city: Jurisdiction, statement: str) -> None:
    version = bring_in(city, text())
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [version.pk])
    assert pack_of(ProcedureVersion.objects.get(pk=version.pk)).code == "longquanyi"
