"""The demo data: whole, safe to repeat, for a demo database only."""

import csv
import re
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from audit.models import Event
from core.vocabulary import CaseSource, MembershipRole, OrganizationFunction
from flows.inputs import OpenCase
from hotline.models import WorkOrder
from hotline.services import open_case_from_orders
from operations import demo
from organizations.deputies import deputyships_of
from organizations.duty import roster_of
from organizations.errors import DissolvedOrganization
from organizations.groups import groups_hosted_by
from organizations.invariants import INVARIANTS
from organizations.models import Jurisdiction, Membership, Organization, Person
from organizations.names import names_on_paper
from organizations.selectors import capacities, holder_of, local_date, organization_by_code
from organizations.standing import managing_organ, seats_of
from tests.factories import moment

pytestmark = pytest.mark.django_db

AT = moment("2026-09-28 09:30")


@pytest.fixture
def loaded():
    demo.load(at=AT)


def test_loading_again_later_changes_nothing(loaded):
    def state():
        counts = [model.objects.count() for model in (Event, Organization, Person, Membership, WorkOrder)]
        return [*counts, *Person.objects.order_by("pk").values_list("password", flat=True)]

    before = state()
    demo.load(at=AT + timedelta(days=40))
    assert state() == before


def test_every_demo_person_signs_in_and_acts_for_somebody(loaded):
    assert len(demo.people()) == Person.objects.count()
    assert authenticate(username=demo.people()[0][0], password=demo.PASSWORD)
    for person in Person.objects.all():
        own = [capacity for capacity in capacities(person, AT.date()) if capacity.acting_for is None]
        assert len(own) == 1


def test_the_people_are_told_by_role_and_organization_without_a_database():
    assert ("office_director", "顾怀川", "龙泉驿区委编办") in [
        (username, name, organization) for username, name, _role, organization in demo.people()
    ]


@pytest.mark.parametrize("code", ["510112", "310104"])
def test_each_district_has_everybody_the_procedure_needs(loaded, code):
    place = Jurisdiction.objects.get(code=code)
    # A joint conference is set up by a place whose procedure lets it conduct a tier; those of the demonstration do not.
    for function in set(OrganizationFunction) - {OrganizationFunction.JOINT_CONFERENCE}:
        holder = holder_of(place, function, AT.date())
        assert holder.jurisdiction == place
    staffed = {membership.organization_id for membership in Membership.objects.filter(role=MembershipRole.HANDLER)}
    for name in ("DISPATCH_OFFICE", "ESTABLISHMENT_OFFICE", "SECRETARIAT"):
        assert holder_of(place, OrganizationFunction(name), AT.date()).pk in staffed


def test_people_stand_in_and_bodies_have_names_seats_and_a_group(loaded):
    commerce, body = (Organization.objects.get(code=code) for code in ("LQY-X05", "LQY-X17"))
    (deputyship,) = deputyships_of(commerce, AT.date())
    assert (deputyship.deputy.username, deputyship.absent.person.username) == ("commerce", "commerce_head")
    assert len(roster_of(commerce, AT.date(), AT.date())) == 2
    assert names_on_paper(commerce, AT.date()) == ["龙泉驿区商务局", "龙泉驿区投资促进局"]
    assert managing_organ(Organization.objects.get(code="XH-X05"), AT.date()).code == "XH-Z14"
    assert len(seats_of(body, AT.date())) == 5
    (group,) = groups_hosted_by(commerce, AT.date())
    assert {member.person.username for member in group.members.all()} == {"commerce", "market"}
    assert not [finding for invariant in INVARIANTS for finding in invariant.check(AT)]


def test_the_readme_counts_what_is_there():
    text = (demo.FOLDER / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+\.csv)` \| (\d+) \|", text, flags=re.M))
    assert set(told) == {file.name for file in demo.FOLDER.glob("*.csv")}
    for file, rows in told.items():
        with (demo.FOLDER / file).open(encoding="utf-8", newline="") as lines:
            assert int(rows) == len(list(csv.DictReader(lines))), file


def test_the_first_dispatch_office_is_the_hotlines(loaded):
    place = Jurisdiction.objects.get(code="510112")
    assert holder_of(place, OrganizationFunction.DISPATCH_OFFICE, AT.date()).code == "LQY-Z03"


@pytest.mark.parametrize(("code", "successor"), [("LQY-X02", "LQY-X01"), ("XH-X02", "XH-Z13")])
def test_a_dissolved_bureau_offers_its_successor(loaded, code, successor):
    with pytest.raises(DissolvedOrganization) as caught:
        organization_by_code(code, AT.date())
    assert caught.value.params["successor_code"] == successor


def test_the_noise_story_can_begin(loaded):
    clerk = Person.objects.get(username="dispatch")
    (capacity,) = capacities(clerk, local_date(Jurisdiction.objects.get(code="510112"), AT))
    form = OpenCase(
        jurisdiction="510112", title="建筑工地夜间噪声由谁监管", summary="三个部门互相推转", source=CaseSource.HOTLINE,
        parties=("LQY-X01", "LQY-Z05", "LQY-X03"), interim_handler="LQY-Z05",
        work_orders=("12345:DEMO-001", "12345:DEMO-002", "12345:DEMO-003"),
    )  # fmt: skip
    case = open_case_from_orders(form=form, capacity=capacity, at=AT)
    assert case.number.startswith("LQY-2026-")
    assert WorkOrder.objects.filter(case=case).count() == 3


def test_the_command_refuses_outside_a_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("demo")
    assert not Person.objects.exists()
