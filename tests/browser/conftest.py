"""A demo world behind a live server, and a Chromium to look at it with."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.live_server_helper import LiveServer

from core import clock
from escalation.sweep import sweep
from operations import demo
from organizations.models import Person
from tests.browser.people import PATIENCE_MS, Town
from tests.browser.watch import BROWSER_OPTIONS
from tests.database import TestDatabase
from tests.factories import moment
from tests.health import assert_healthy

BEGINNING = moment("2026-03-02 10:00")


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    connections.close_all()  # a connection is of a loop or of none: those of before could not be closed from within
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's event loop lives in this thread; nothing of ours runs on it, but Django sees it and would refuse.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_OPTIONS)
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
        connections.close_all()
        browser.close()


@pytest.fixture(scope="package")
def demo_data(clone: TestDatabase, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo people with their organizations, loaded once for all stories."""

    def load() -> None:
        with django_db_blocker.unblock():
            demo.load(at=BEGINNING)
            connections.close_all()

    with clone.furnished(load):
        yield


@pytest.fixture
def town(
    browser: Browser,
    demo_data: None,
    transactional_db: None,
    live_server: LiveServer,
    settings: Settings,
    tmp_path: Path,
) -> Iterator[Town]:
    """A rehearsal that begins on Monday, 2 March 2026, at ten; afterwards browser and doctor complain of nothing."""
    settings.REHEARSAL = settings.DEMO = True
    settings.DINGFEN_DATA = tmp_path
    ahead = (BEGINNING - datetime.now(UTC)).total_seconds()
    (tmp_path / "rehearsal_clock.json").write_text(json.dumps({"seconds": ahead}))
    town = Town(browser=browser, base=live_server.url, password=demo.PASSWORD, clock_turns=turn_the_clock)
    yield town
    town.close()
    town.watch.settled()
    assert_healthy(clock.now())
    assert Person.objects.exists(), "doctor was shown an empty world"


@pytest.fixture
def without_javascript(town: Town) -> Town:
    town.javascript = False
    return town


def turn_the_clock() -> None:
    report = sweep(at=clock.now())
    assert not report.failed
