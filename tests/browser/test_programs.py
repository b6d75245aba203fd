"""The four stories through the API of a served rehearsal, with the moved clock."""

import pytest

from operations import demo
from tests.browser.conftest import turn_the_clock
from tests.browser.people import Town
from tests.browser.programs import STORIES, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.__name__)
def test_programs_play_the_story(town: Town, story) -> None:
    assert story(World(base=town.base, password=demo.PASSWORD, clock_turns=turn_the_clock))
