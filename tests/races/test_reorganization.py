"""机构改革 at the very moment at which others act: the successor steps in once, nobody's act is lost."""

from datetime import date

import pytest

from cases.models import Party
from flows.reorganization import inherit
from tests.factories import make_organization, moment
from tests.health import assert_healthy
from tests.races import together
from tests.stage_set import set_the_stage

pytestmark = pytest.mark.django_db(transaction=True)

AT = moment("2026-03-04 00:00")


def test_several_passes_and_a_party_that_speaks() -> None:
    scene = set_the_stage()
    speaker = scene.capacity(scene.management)
    numbers = [scene.open_case(at="2026-03-02 10:00").number for _ in range(4)]
    new = make_organization(jurisdiction=scene.district.jurisdiction)
    scene.ecology.valid_to, scene.ecology.successor = date(2026, 3, 4), new
    scene.ecology.save(update_fields=["valid_to", "successor"])
    assert speaker.organization == scene.management
    passes = (lambda: inherit(at=AT), lambda: inherit(at=AT))
    speaks = (lambda: scene.do("state_position", scene.management, at=AT, number=numbers[0]),)
    finishes = together(*passes, *speaks)
    assert [finish.error for finish in finishes] == [None, None, None]
    last = inherit(at=AT)  # what somebody held meanwhile waited for the next pass
    stepped_in = sum(finish.value.succeeded for finish in finishes[:2]) + last.succeeded
    assert stepped_in == len(numbers)
    for number in numbers:
        scene.number = number
        assert scene.events().count("organization.succeeded") == 1
        assert Party.objects.filter(case=scene.case, organization=new, order=1).exists()
    assert scene.case.positions.count() == 0
    scene.number = numbers[0]
    assert scene.case.positions.count() == 1
    scene.sweep(at=moment("2026-03-04 00:01"))
    assert_healthy(moment("2026-03-04 00:01"))
