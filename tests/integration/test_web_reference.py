"""The pages one looks things up in: duty list, procedures, workdays, organizations."""

from datetime import date

import pytest
from django.urls import reverse

from audit.acting import Act
from audit.actors import SYSTEM
from core.vocabulary import Conductor, DutyRole, LadderRung, OrganizationFunction, Phase, RollRule, TermUnit
from procedures.files import shipped_pack, text_of
from procedures.keys import RULES
from procedures.models import ProcedureVersion
from procedures.pack import TermLength
from procedures.selectors import pack_of
from procedures.services import import_pack
from registry.services import record_entry
from tests.factories import make_capacity, make_district, make_jurisdiction, make_organization, moment
from web.views.procedures import GROUP_OF, GROUPS, KINDS_OF_KEY, NAMES, value_text

pytestmark = pytest.mark.django_db

SHIPPED = ("longquanyi", "national_minimum", "ningbo", "shandong", "weihai")


@pytest.fixture
def district(client):
    """A district in which the visitor works."""
    district = make_district()
    client.force_login(make_capacity(district.departments[0]).person)
    return district


def put_in_force(district, pack: str) -> ProcedureVersion:
    import_pack(
        text=text_of(shipped_pack(pack)), file=f"{pack}.toml", jurisdiction=district.jurisdiction, by=SYSTEM,
        at=moment("2024-01-01 09:00"),
    )  # fmt: skip
    return ProcedureVersion.objects.get(procedure__code=pack)


def test_the_calendar_of_a_year_with_its_notice(client, district):
    page = client.get("/calendar/?year=2026").content.decode()
    assert "国办发明电〔2025〕7号" in page
    assert "全年248个工作日" in page
    assert page.count("<table>") == 12
    assert "调休上班日：春节（国办发明电〔2025〕7号）" in page
    assert "暂定：" not in page


def test_a_year_without_a_notice_is_provisional(client, district):
    page = client.get("/calendar/?year=2030").content.decode()
    assert "暂定：" in page
    assert "2030年的放假通知尚未载入" in page


@pytest.mark.parametrize("year", ["", "abc", "1999", "99999", "²"])
def test_an_odd_year_shows_the_present_one(client, district, year):
    assert client.get("/calendar/", {"year": year}).status_code == 200


@pytest.mark.parametrize("pack", SHIPPED)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_value_of_a_procedure_stands_with_its_source(client, district, settings, pack, language):
    version = put_in_force(district, pack)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(reverse("procedure", args=[version.pk])).content.decode()
    cited = pack_of(version).cited()
    for value in cited:
        assert f'id="{value.key}"' in page
    for place in [place.split('"')[0] for place in page.split('href="#part-')[1:]]:
        assert f'id="part-{place}"' in page
    samples = sum(value.is_sample for value in cited)
    assert page.count('class="mark mark-sample"') == samples > 0


def test_each_key_of_the_schema_has_a_name_and_a_place_on_the_page():
    for key in RULES:
        head, _dot, rest = key.partition(".")
        assert (head in KINDS_OF_KEY and head in GROUPS) or (key in NAMES and GROUP_OF[key] in GROUPS)
        part = rest.partition(".")[2]
        assert not part or part in NAMES


def test_values_are_said_in_words(client, district):
    assert value_text(True) == "是"
    assert value_text(frozenset({Phase.ENFORCEMENT, Phase.APPROVAL})) == "审批、执法"
    assert value_text(frozenset()) == "无"
    offices = frozenset({Conductor.SECRETARIAT, Conductor.ESTABLISHMENT_OFFICE})
    assert value_text(offices) == "编办；党委、政府办公室"
    assert value_text(TermLength(n=20, unit=TermUnit.DAY, roll=RollRule.NEXT_WORKDAY)) == "20日，顺延至下一工作日"
    assert value_text(TermLength(n=4, unit=TermUnit.HOUR, roll=RollRule.NONE)) == "4小时"
    assert value_text((2, 1, 0)) == "2、1、0"
    assert value_text(()) == "无"
    assert value_text((LadderRung.CRITICISM, LadderRung.REMINDER_LETTER)) == "通报 → 提醒函"


def test_what_belongs_together_stands_together_on_the_page(client, district):
    version = put_in_force(district, "longquanyi")
    page = client.get(reverse("procedure", args=[version.pk])).content.decode()
    parts = page.split('<section class="section" id="part-')[1:]
    assert [part.split('"')[0] for part in parts] == list(GROUPS)
    (terms,) = [part for part in parts if part.startswith("terms")]
    assert terms.index('id="terms.tier1"') < terms.index('id="tier4_reminder"') < terms.index('id="warning_marks"')
    (decision,) = [part for part in parts if part.startswith("decision")]
    assert 'id="default_deciding_body"' in decision
    assert 'id="terms.' not in decision


def test_procedures_are_listed(client, district):
    put_in_force(district, "longquanyi")
    page = client.get("/procedures/").content.decode()
    assert district.jurisdiction.name in page
    assert "尚未导入办法" not in page


def test_no_procedure_says_how_one_comes(client, district):
    assert "manage.py procedure import FILE" in client.get("/procedures/").content.decode()


def test_organizations_are_found_by_name_and_initials(client, district):
    make_organization(
        jurisdiction=district.jurisdiction, name="甲区水务局", initials="jqswj",
        functions=[OrganizationFunction.AUDIT],
    )  # fmt: skip
    for q in ("水务", "JQSWJ"):
        page = client.get("/organizations/", {"q": q}).content.decode()
        assert "甲区水务局" in page
        assert district.departments[1].name not in page
    assert "审计机关" in page
    assert "没有符合“没有”的机构" in client.get("/organizations/", {"q": "没有"}).content.decode()


def test_another_place_can_be_chosen_and_an_unknown_one_is_ours(client, district):
    there = make_jurisdiction(name="乙区")
    make_organization(jurisdiction=there, name="乙区水务局")
    assert "乙区水务局" in client.get("/organizations/", {"place": there.code}).content.decode()
    assert district.departments[1].name in client.get("/organizations/", {"place": "nowhere"}).content.decode()


def test_an_entry_says_who_does_what_in_which_phase(client, district):
    lead, assistant = district.departments[1:]
    entry = record_entry(
        jurisdiction=district.jurisdiction, matter="建筑工地夜间施工噪声监管", description="", measures="", basis="",
        source="test", valid_from=date(2026, 4, 1), valid_to=None, entry=None,
        assignments=[(Phase.SUPERVISION, lead, DutyRole.LEAD), (Phase.ENFORCEMENT, assistant, DutyRole.LEAD)],
        act=Act(kind="outcome.listed", actor=SYSTEM, at=moment("2026-03-02 09:00")),
    ).entry  # fmt: skip
    for q in ("噪声", ""):
        page = client.get("/registry/", {"q": q}).content.decode()
        assert "建筑工地夜间施工噪声监管" in page
        assert lead.name in page
        assert "牵头部门" in page
    assert "没有符合“渔船”的现行条目" in client.get("/registry/", {"q": "渔船"}).content.decode()
    page = client.get(reverse("registry_entry", args=[entry.number])).content.decode()
    assert assistant.name in page
    assert client.get(reverse("registry_entry", args=["NONE-1"])).status_code == 404


def test_the_duty_list_answers_while_typing(client, district):
    part = client.get(
        "/registry/", {"q": "渔船"}, headers={"HX-Request": "true", "HX-Target": "results"}
    ).content.decode()
    assert "没有符合" in part
    assert "<html" not in part
