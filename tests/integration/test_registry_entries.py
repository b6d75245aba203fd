"""职责边界清单: versions of an entry, one lead per phase, and looking a duty up on a date."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from audit.acting import Act
from audit.actors import SYSTEM
from core.vocabulary import DutyRole, Phase
from organizations.models import Organization
from registry.errors import EndsBeforeItBegins, MatterMissing, NoLead, StartsTooEarly, TwoLeads, TwoRoles
from registry.models import BoundaryEntry, EntryAssignment, EntryVersion
from registry.selectors import duties_of, entries_page, entry_of_matter, entry_on, look_up, versions_of
from registry.services import Assignment, record_entry
from tests.factories import District, make_district
from tests.races import together

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FIRST = date(2026, 4, 1)


@pytest.fixture
def district() -> District:
    return make_district(departments=3)


def an_act() -> Act:
    return Act(kind="outcome.listed", actor=SYSTEM, at=AT)


def led_by(organization: Organization, *phases: Phase) -> list[Assignment]:
    return [(phase, organization, DutyRole.LEAD) for phase in phases or (Phase.SUPERVISION,)]


def listed(
    district: District, matter: str = "夜间施工噪声", *, description: str = "", entry: BoundaryEntry | None = None,
    assignments: list[Assignment] | None = None, valid_from: date = FIRST, valid_to: date | None = None,
    act: Act | None = None,
) -> EntryVersion:  # fmt: skip
    return record_entry(
        jurisdiction=district.jurisdiction, matter=matter, description=description, measures="", basis="",
        source="test", assignments=assignments or led_by(district.departments[0]), valid_from=valid_from,
        valid_to=valid_to, entry=entry, act=act or an_act(),
    )  # fmt: skip


def test_a_new_entry_has_a_number_and_the_act_says_what_it_changed(district: District) -> None:
    act = an_act()
    version = listed(district, act=act)
    prefix = district.jurisdiction.number_prefix
    assert (version.entry.number, version.version) == (f"{prefix}-B-000001", 1)
    assert listed(district).entry.number == f"{prefix}-B-000002"
    (change,) = act.changes
    assert (change["what"], change["entry"], change["valid_to"]) == ("registry.entry_recorded", version.entry_id, None)
    assert change["assignments"] == [
        {"phase": "SUPERVISION", "organization": district.departments[0].pk, "role": "LEAD"}
    ]


def test_the_next_version_cuts_the_one_before_and_its_assignments(district: District) -> None:
    old, new = district.departments[:2]
    first = listed(district, assignments=led_by(old))
    change = date(2026, 7, 1)
    second = listed(district, assignments=led_by(new), entry=first.entry, valid_from=change)
    assert second.version == 2
    before, after = entry_on(first.entry, change - timedelta(days=1)), entry_on(first.entry, change)
    assert before is not None
    assert after is not None
    assert [row.organization for row in before.assignments.all()] == [old]
    assert [row.organization for row in after.assignments.all()] == [new]
    assert entry_on(first.entry, FIRST - timedelta(days=1)) is None
    assert [row.version for row in versions_of(first.entry)] == [2, 1]
    assert duties_of(old, change) == []
    assert [duty.version.version for duty in duties_of(new, change)] == [2]


def test_a_version_that_has_ended_is_not_lengthened(district: District) -> None:
    first = listed(district, valid_to=date(2026, 5, 1))
    listed(district, entry=first.entry, valid_from=date(2026, 6, 1))
    assert entry_on(first.entry, date(2026, 5, 15)) is None


@pytest.mark.parametrize("day", [FIRST, FIRST - timedelta(days=1)])
def test_the_next_version_begins_after_the_one_before(district: District, day: date) -> None:
    first = listed(district)
    with pytest.raises(StartsTooEarly):
        listed(district, entry=first.entry, valid_from=day)
    assert EntryVersion.objects.get(entry=first.entry).valid.upper is None


def test_two_leads_in_one_phase_are_refused_and_named(district: District) -> None:
    one, two = district.departments[:2]
    with pytest.raises(TwoLeads) as refusal:
        listed(district, assignments=[*led_by(one), *led_by(two)])
    assert one.name in refusal.value.params["names"]
    assert two.name in refusal.value.params["names"]
    assert not BoundaryEntry.objects.exists()


def test_one_lead_in_each_of_two_phases_is_right(district: District) -> None:
    one, two = district.departments[:2]
    listed(district, assignments=[*led_by(one, Phase.APPROVAL), *led_by(two, Phase.ENFORCEMENT)])
    assert EntryAssignment.objects.count() == 2


def test_the_database_refuses_a_second_lead(district: District) -> None:
    version = listed(district)
    statement = (
        "INSERT INTO registry_entryassignment (entry_id, version_id, phase, organization_id, role, valid) "
        "SELECT entry_id, id, 'SUPERVISION', %s, 'LEAD', daterange('2026-09-01', '2026-09-02') "
        "FROM registry_entryversion WHERE id = %s"
    )
    refused = pytest.raises(IntegrityError, match="one_lead_per_phase_on_any_date")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [district.departments[1].pk, version.pk])


def test_what_only_the_database_sees_is_said_in_the_same_words(district: District) -> None:
    """A lead that outlives its version: the service cannot see it, the constraint does."""
    version = listed(district, valid_to=date(2026, 5, 1))
    EntryAssignment.objects.filter(version=version).update(valid=(FIRST, None))
    with pytest.raises(TwoLeads) as refusal:
        listed(district, entry=version.entry, valid_from=date(2026, 6, 1), assignments=led_by(district.departments[1]))
    assert district.departments[1].name in refusal.value.params["names"]
    assert EntryVersion.objects.count() == 1


def test_unusable_entries_are_refused(district: District) -> None:
    helper = district.departments[0]
    with pytest.raises(NoLead):
        listed(district, assignments=[(Phase.APPROVAL, helper, DutyRole.ASSISTING)])
    with pytest.raises(TwoRoles):
        listed(district, assignments=[*led_by(helper), (Phase.SUPERVISION, helper, DutyRole.ASSISTING)])
    with pytest.raises(EndsBeforeItBegins):
        listed(district, valid_to=FIRST)
    with pytest.raises(MatterMissing):
        listed(district, matter=" ")
    with pytest.raises(MatterMissing):
        listed(district, matter="长" * 201)


def test_a_matter_is_continued_under_its_number_by_what_begins_later(district: District) -> None:
    place = district.jurisdiction
    ended = listed(district, "路灯", valid_to=date(2026, 5, 1))
    listed(make_district(departments=1), "路灯")
    later = date(2026, 6, 1)
    assert entry_of_matter(place, " 路灯 ", later) == ended.entry
    listed(district, "路灯", entry=ended.entry, valid_from=later)
    assert entry_of_matter(place, "路灯", later) is None
    assert entry_of_matter(place, "路灯", FIRST) is None
    assert entry_of_matter(place, "路灯", date(2026, 6, 2)) == ended.entry
    assert entry_of_matter(place, "路灯杆", date(2026, 6, 2)) is None


@pytest.mark.parametrize("q", ["噪", "噪声", "夜间施工", "夜间施工噪声扰民怎么办", "施工　噪声"])
def test_looking_up_by_one_two_and_many_characters(district: District, q: str) -> None:
    wanted = listed(district, "夜间施工噪声")
    listed(district, "餐饮油烟")
    assert [found.version for found in look_up(jurisdiction=district.jurisdiction, q=q, on=FIRST)] == [wanted]


def test_what_has_more_words_in_common_comes_first(district: District) -> None:
    named = listed(district, "路灯建设")
    elsewhere = listed(district, "道路养护", description="含路灯杆件")
    both = listed(district, "路灯养护")
    found = look_up(jurisdiction=district.jurisdiction, q="路灯养护", on=FIRST)
    assert [row.version for row in found] == [both, elsewhere, named]
    assert [row.matched for row in found] == [3, 2, 1]
    assert found[0].asked == 3
    ranked = look_up(jurisdiction=district.jurisdiction, q="路灯", on=FIRST)
    assert ranked[-1].version == elsewhere


def test_a_whole_sentence_finds_what_it_is_about_and_not_what_every_duty_has_in_common(district: District) -> None:
    listed(district, "停车场监管职责")
    wanted = listed(district, "建筑施工噪声监管")
    found = look_up(jurisdiction=district.jurisdiction, q="建筑工地夜间施工噪声监管职责争议", on=FIRST)
    assert [row.version for row in found] == [wanted]


def test_looking_up_keeps_to_date_and_jurisdiction(district: District) -> None:
    first = listed(district, "路灯", valid_to=date(2026, 5, 1))
    listed(make_district(departments=1), "路灯")
    place = district.jurisdiction
    assert [row.version for row in look_up(jurisdiction=place, q="路灯", on=FIRST)] == [first]
    assert look_up(jurisdiction=place, q="路灯", on=date(2026, 5, 1)) == []
    assert look_up(jurisdiction=place, q="？", on=FIRST) == []


@pytest.mark.parametrize("entries", [2, 8])
def test_the_number_of_queries_does_not_grow(
    district: District, entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(entries):
        listed(district, "路灯")
    with django_assert_num_queries(3):
        for found in look_up(jurisdiction=district.jurisdiction, q="路灯", on=FIRST):
            [(row.organization.name, found.version.entry.number) for row in found.version.assignments.all()]
    with django_assert_num_queries(3):
        for version in entries_page(jurisdiction=district.jurisdiction, on=FIRST).versions:
            [row.organization.name for row in version.assignments.all()]


def test_pages_follow_one_another(district: District) -> None:
    versions = [listed(district, matter) for matter in ("路灯", "油烟", "路灯杆", "路灯电缆")]
    place = district.jurisdiction
    first = entries_page(jurisdiction=place, on=FIRST, q="路灯", limit=2)
    assert first.versions == [versions[0], versions[2]]
    second = entries_page(jurisdiction=place, on=FIRST, q="路灯", after=first.next_after, limit=2)
    assert (second.versions, second.next_after) == ([versions[3]], None)
    assert entries_page(jurisdiction=place, on=FIRST).versions == versions


@pytest.mark.django_db(transaction=True)
def test_numbers_are_given_once() -> None:
    district = make_district(departments=1)
    finishes = together(*[lambda: listed(district).entry.number for _ in range(4)])
    assert sorted(finish.value for finish in finishes) == [
        f"{district.jurisdiction.number_prefix}-B-{number:06}" for number in (1, 2, 3, 4)
    ]


@pytest.mark.django_db(transaction=True)
def test_two_next_versions_at_once_leave_one_in_force_on_any_date() -> None:
    district = make_district(departments=2)
    first = listed(district)
    change = date(2026, 7, 1)

    def patched(lead: Organization) -> EntryVersion:
        return listed(district, entry=first.entry, valid_from=change, assignments=led_by(lead))

    finishes = together(*[lambda lead=lead: patched(lead) for lead in district.departments])
    assert [finish.won for finish in finishes].count(True) == 1
    assert [type(finish.error) for finish in finishes if not finish.won] == [StartsTooEarly]
    assert EntryVersion.objects.filter(entry=first.entry, valid__contains=change).count() == 1
