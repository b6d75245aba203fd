"""The gate before each act says of everybody what the rule says that selects the cases which a person reaches."""

import pytest

from cases.access import reachable_to
from cases.gate import reaches
from core.vocabulary import CaseSource
from tests.consulted import at_the_office, city_office, consult_about_one_of_two_papers
from tests.factories import make_capacity, moment
from tests.oracle.cast import assemble
from tests.stage_set import set_the_stage

pytestmark = pytest.mark.django_db
AT = moment("2026-03-03 10:00")


@pytest.mark.parametrize("pack", ["longquanyi", "shandong"])
@pytest.mark.parametrize("source", [CaseSource.HOTLINE, CaseSource.DEPARTMENT])
def test_for_everybody_in_and_around_a_case(pack: str, source: CaseSource) -> None:
    scene = set_the_stage(pack=pack)
    cast = assemble(scene)
    scene.open_case(
        at="2026-03-02 10:00", by=scene.dispatch if source.is_citizens_matter else scene.ecology, source=source
    )
    scene.do("add_working_group", scene.ecology, at="2026-03-02 11:00")
    answers = {capacity: reaches(capacity, scene.case) for capacity in cast.capacities(AT)}
    found = {capacity: reachable_to([capacity]).filter(pk=scene.case.pk).exists() for capacity in answers}
    assert answers == found
    assert set(answers.values()) == {True, False}
    dateless = [scene.capacity(organization) for organization in cast.organizations()]
    for capacity in dateless:
        assert reaches(capacity, scene.case) == reachable_to([capacity]).filter(pk=scene.case.pk).exists()


def test_for_who_is_consulted_elsewhere() -> None:
    city, scene = city_office(), at_the_office()
    asked = make_capacity(city)
    assert not reaches(asked, scene.case)
    consult_about_one_of_two_papers(scene, city)
    assert reaches(asked, scene.case)
