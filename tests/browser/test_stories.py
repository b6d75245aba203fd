"""四个故事: the main job, in the browser, from the first click to the archive."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser import stories
from tests.browser.acceptance import whole_procedure
from tests.browser.people import DESK, PHONE, Town
from tests.browser.watch import overflow

pytestmark = pytest.mark.browser


@pytest.fixture
def every_page_fits(town: Town) -> None:
    """Each page that a story reaches fits a desk and a phone; what it does again looks the same again."""
    looked_at: set[str] = set()

    def check(step: str, page: Page) -> None:
        kind = re.sub(r" by \w+", "", step)
        if kind in looked_at:
            return
        looked_at.add(kind)
        for window in (PHONE, DESK):
            page.set_viewport_size(window)
            assert overflow(page) == "", step

    town.after = check


def test_noise_of_a_building_site(town: Town, every_page_fits: None) -> None:
    stories.site_noise(town)


def test_business_in_dwellings_without_javascript(without_javascript: Town) -> None:
    stories.business_in_dwellings(without_javascript)


def test_frozen_meat_goes_all_the_way_by_people(town: Town, every_page_fits: None) -> None:
    stories.frozen_meat(town)


def test_site_noise_from_work_order_to_duty_list(town: Town, every_page_fits: None) -> None:
    town.watch.expected = {422}
    whole_procedure(town)


def test_a_case_left_alone_climbs_by_the_clock_only(town: Town, every_page_fits: None) -> None:
    stories.left_alone(town)
