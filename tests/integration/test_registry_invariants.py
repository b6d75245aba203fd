"""What doctor sees when somebody goes round the services."""

from datetime import UTC, date, datetime

import psycopg
import pytest
from django.db import connection

from audit.acting import Act
from audit.actors import SYSTEM
from core.vocabulary import DutyRole, Phase
from registry.invariants import INVARIANTS, assignments_keep_to_their_version, one_lead_per_phase
from registry.models import EntryVersion
from registry.services import record_entry
from tests.database import TestDatabase
from tests.factories import District, make_district

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def listed(district: District) -> EntryVersion:
    return record_entry(
        jurisdiction=district.jurisdiction, matter="路灯", description="", measures="", basis="", source="test",
        assignments=[(Phase.SUPERVISION, district.departments[0], DutyRole.LEAD)], valid_from=date(2026, 4, 1),
        valid_to=None, entry=None, act=Act(kind="outcome.listed", actor=SYSTEM, at=AT),
    )  # fmt: skip


@pytest.mark.django_db
def test_a_sound_registry_has_no_findings() -> None:
    listed(make_district(departments=1))
    assert [finding for invariant in INVARIANTS for finding in invariant.check(AT)] == []
    assert {invariant.number for invariant in INVARIANTS} == {5}


@pytest.mark.django_db
def test_an_assignment_that_outlives_its_version_is_found() -> None:
    version = listed(make_district(departments=1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_entryassignment SET valid = daterange('2026-01-01', '2026-02-01')")
    (finding,) = assignments_keep_to_their_version(AT)
    assert (finding.code, finding.subject) == ("assignment_strays_from_its_version", version.entry.number)
    assert "1" in finding.text()


@pytest.mark.django_db(transaction=True)
def test_two_leads_on_one_date_are_found_where_the_constraint_is_gone(clone: TestDatabase) -> None:
    district = make_district(departments=2)
    version = listed(district)
    other = district.departments[1]
    with psycopg.connect(clone.owner_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE registry_entryassignment DROP CONSTRAINT one_lead_per_phase_on_any_date")
        owner.execute(
            "INSERT INTO registry_entryassignment (entry_id, version_id, phase, organization_id, role, valid) "
            "SELECT entry_id, id, 'SUPERVISION', %s, 'LEAD', valid FROM registry_entryversion WHERE id = %s",
            [other.pk, version.pk],
        )
    (finding,) = one_lead_per_phase(AT)
    assert (finding.code, finding.subject) == ("two_leads_on_one_date", version.entry.number)
    assert other.name in finding.text()
