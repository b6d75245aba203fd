"""The machinery that all other tests rest on: whose role, whose database, what is left behind."""

import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from subprocess import CompletedProcess
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import ProgrammingError, connection, connections, transaction
from django.utils import translation

from tests.database import TestDatabase
from tests.network import NetworkBlocked
from tests.races import together

LATER = datetime(2026, 3, 2, tzinfo=UTC)
_TRIES = 10


def write(key: str) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=LATER)


@pytest.mark.django_db
def test_the_tests_are_the_application_and_may_not_shape_the_schema(clone: TestDatabase) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user <> tableowner FROM pg_tables WHERE tablename = 'django_migrations'")
        assert cursor.fetchone() == (True,)
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute("TRUNCATE django_migrations")
    assert connection.settings_dict["NAME"] == clone.name


class TestWhatATransactionalTestLeaves:
    """Whichever of these runs first, the others find nothing of it."""

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("turn", [1, 2])
    def test_committed_rows_are_gone_in_the_next_test(self, turn: int) -> None:
        assert not Session.objects.exists()
        write("left behind")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_a_thread_still_holds_is_ended(clone: TestDatabase) -> None:
    held: list[psycopg.Connection[Any]] = []

    def hold() -> None:
        connections["default"].ensure_connection()
        held.append(connections["default"].connection)

    thread = threading.Thread(target=hold)
    thread.start()
    thread.join()
    write("dirty")
    connections.close_all()
    with held[0] as abandoned:
        assert clone.renew_if_dirty() is True
        with pytest.raises(psycopg.OperationalError):
            abandoned.execute("SELECT 1")


@pytest.mark.django_db(transaction=True)
def test_a_clone_is_renewed_only_if_something_was_written(clone: TestDatabase) -> None:
    assert any(_kept_after_reading(clone) for _ in range(_TRIES))
    clone.mark()
    write("dirty")
    connections.close_all()
    assert clone.renew_if_dirty() is True
    assert not Session.objects.exists()


def _kept_after_reading(clone: TestDatabase) -> bool:
    """Whether a test that only read keeps its clone; the server's own housekeeping may count as writing."""
    clone.mark()
    Session.objects.count()
    connections.close_all()
    return not clone.renew_if_dirty()


@pytest.mark.django_db(transaction=True)
def test_racers_begin_together_and_each_finish_is_told() -> None:
    def win() -> int:
        write("same key")
        return 1

    finishes = together(win, win, win)
    assert sorted(finish.won for finish in finishes) == [False, False, True]
    assert [finish.value for finish in finishes if finish.won] == [1]


def test_a_child_process_works_in_the_tests_database(manage: Callable[..., CompletedProcess[str]]) -> None:
    write("seen by the child")
    code = "from django.contrib.sessions.models import Session; print(Session.objects.get().session_key)"
    done = manage("shell", "--no-imports", "-c", code)
    assert (done.returncode, done.stdout.strip()) == (0, "seen by the child"), done.stderr


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "8.8.8.8"])
def test_nothing_leaves_this_machine(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as outside, pytest.raises(NetworkBlocked):
        outside.connect((address, 80))
    with socket.socket(family, socket.SOCK_DGRAM) as outside, pytest.raises(NetworkBlocked):
        outside.sendto(b"x", (address, 80))


def test_names_are_not_looked_up_outside() -> None:
    with pytest.raises(NetworkBlocked):
        socket.getaddrinfo("example.org", 80)
    assert socket.getaddrinfo("localhost", 80)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_every_test_begins_in_chinese() -> None:
    assert translation.get_language() == "zh-hans"
    translation.activate("en")


def test_the_english_fixture_speaks_english(english: None) -> None:
    assert translation.get_language() == "en"
