"""The demo data: whole, safe to repeat, for a demo database only."""

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
from organizations.errors import DissolvedOrganization
from organizations.models import Jurisdiction, Membership, Organization, Person
from organizations.selectors import capacities, holder_of, local_date, organization_by_code
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
        assert len(capacities(person, AT.date())) == 1


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
