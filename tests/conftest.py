"""Fixtures for every test. How to use them: CONTRIBUTING.md, "Tests"."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client, TransactionTestCase
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from operations.engines.broker import Broker
from operations.engines.keys import keys_in
from operations.engines.ports import free_port
from operations.supervisor import Supervisor
from tests.database import ROOT, TestDatabase
from tests.health import forget_the_living, look_after_the_living
from tests.network import loopback_only

hypothesis_settings.register_profile("short", deadline=None, max_examples=40)
hypothesis_settings.register_profile("long", deadline=None, max_examples=1000)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


_LONG = ("tests/oracle/", "tests/properties/", "tests/browser/")
_MANY_OBJECTS = 100_000


def pytest_collection_finish() -> None:
    """What is loaded by now stays, and rows live shortly: looking for rings among them takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MANY_OBJECTS, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes begins first, so that at the end no worker waits for another's long test."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """After every journey, while its world still stands, doctor examines it."""
    forget_the_living()
    yield
    look_after_the_living()


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    with loopback_only():
        yield


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    """Every test begins in the product's language, whatever the one before it left active."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def english(client: Client) -> Iterator[None]:
    """Words in English, on pages fetched with ``client`` too."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def clone() -> Iterator[TestDatabase]:
    """The session's clone of the template database."""
    application_url, owner_url = os.environ.get("DATABASE_URL"), os.environ.get("DATABASE_OWNER_URL")
    if not application_url or not owner_url or application_url == owner_url:
        pytest.exit("start the tests with ./test, or name two roles: DATABASE_URL and DATABASE_OWNER_URL", returncode=4)
    database = TestDatabase(application_url=application_url, owner_url=owner_url)
    try:
        database.create()
        yield database
    finally:
        database.destroy()


@pytest.fixture(scope="session")
def django_db_setup(clone: TestDatabase) -> Iterator[None]:
    """Replaces pytest-django's: the clone instead of a database that Django creates, a new clone instead of a flush."""

    def mark(cls: type[TransactionTestCase]) -> None:
        clone.mark()

    def renew(self: TransactionTestCase) -> None:
        connections.close_all()
        clone.renew_if_dirty()

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(settings.DATABASES["default"], "NAME", clone.name)
        patch.setitem(connections["default"].settings_dict, "NAME", clone.name)
        patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(mark))
        patch.setattr(TransactionTestCase, "_fixture_teardown", renew)
        yield
        connections.close_all()


@pytest.fixture
def process_environment(transactional_db: None, clone: TestDatabase, tmp_path: Path) -> dict[str, str]:
    """The environment for child processes of a test: the test's database, a data folder of their own.

    Makes the test transactional, because another process sees only what was committed.
    """
    return child_environment(clone, tmp_path)


@pytest.fixture
def manage(process_environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """``manage("doctor", "--json")``: a management command in a process of its own, against the test's database."""

    def run(*arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=process_environment, capture_output=True, text=True, timeout=timeout, check=False
        )

    return run


@pytest.fixture(scope="session")
def broker_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real broker: the one that REDIS_URL names, else one of our own for this session."""
    if named := os.environ.get("REDIS_URL"):
        yield named
        return
    data, port = tmp_path_factory.mktemp("broker"), free_port()
    broker = Broker(data=data, keys=keys_in(data))
    with Supervisor() as supervisor:
        supervisor.start(broker.service(broker.prepare(), port=port))
        supervisor.wait_until(lambda: broker.answers(port), what="broker", seconds=30)
        yield broker.url(port)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program; skips where there is none, fails where continuous integration promised one."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if found:
        return found
    missing = "no Chromium: install it, or name it in CHROMIUM (as root, ./test installs it with apt)"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


def child_environment(database: TestDatabase, data: Path) -> dict[str, str]:
    """What ``config.settings`` reads, for a process that works in the test's world."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database.url,
        "DATABASE_OWNER_URL": database.owner_url,
        "DINGFEN_DATA": str(data),
        "DINGFEN_SECRET_KEY": settings.SECRET_KEY,
        "PYTHONUNBUFFERED": "1",
    }
