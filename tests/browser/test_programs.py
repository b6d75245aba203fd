"""The stories through the API of a served rehearsal, with the moved clock."""

import pytest
from pytest_django import Settings

from operations import demo
from tests import rehearsal_urls
from tests.browser.conftest import turn_the_clock
from tests.browser.people import Town
from tests.browser.program_world import World
from tests.browser.programs import STORIES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.__name__)
def test_programs_play_the_story(town: Town, settings: Settings, story) -> None:
    settings.ROOT_URLCONF = rehearsal_urls.__name__  # the clock has an address in a rehearsal only
    assert story(World(base=town.base, password=demo.PASSWORD, clock_turns=turn_the_clock))
