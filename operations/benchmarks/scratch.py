"""A database of its own for a benchmark or a rehearsal: made by the owner from the migrations, worked in as the
application.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db import connections
from django.utils.translation import gettext_noop
from psycopg import sql

from core.errors import DomainError

_LONGEST_NAME = 63  # PostgreSQL cuts longer ones off, and two names would become one


class NoScratchDatabase(DomainError):
    """A benchmark or rehearsal found no server where it may make a database of its own."""

    code = "no_scratch_database"
    message = gettext_noop(
        "The database “%(name)s” could not be made (%(reason)s). Benchmarks and rehearsals never work in the "
        "installation's own database: DATABASE_OWNER_URL must name a role with the right CREATEDB."
    )


class BenchmarkRuns(DomainError):
    """Somebody takes figures on this server already."""

    code = "benchmark_runs_already"
    message = gettext_noop("Another run is using the database “%(name)s”; wait until it has ended.")


@contextmanager
def scratch_database(*, before: str = "benchmark_of_", keep: bool = False) -> Iterator[str]:
    """临时数据库: empty and migrated; Django's connection leads there meanwhile. Yields its owner's address.

    Named after the installation's own, with a word ``before``; dropped afterwards unless it is to be kept.
    Raises ``NoScratchDatabase`` and ``BenchmarkRuns``.
    """
    name = before + unquote(urlsplit(settings.DATABASE_URL).path.lstrip("/"))
    if len(name.encode()) > _LONGEST_NAME:
        raise NoScratchDatabase(name=name, reason=f"> {_LONGEST_NAME}")
    with _made(name, keep=keep) as owner_url, _connected_to(name):
        yield owner_url


@contextmanager
def _made(name: str, *, keep: bool) -> Iterator[str]:
    owner_url = _with_name(settings.DATABASE_OWNER_URL, name)
    try:
        owner = psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        raise NoScratchDatabase(name=name, reason=str(error).strip()) from error
    with owner:
        row = owner.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 1))", [name]).fetchone()
        if row != (True,):
            raise BenchmarkRuns(name=name)
        _recreate(owner, name)
        try:
            _migrate(name, owner_url)
            yield owner_url
        finally:
            connections.close_all()
            if not keep:
                _drop(owner, name)


def _recreate(owner: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    try:
        _drop(owner, name)
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.Error as error:
        raise NoScratchDatabase(name=name, reason=str(error).strip()) from error


def _drop(owner: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    # The owner ends its own statements there; for the application's closing connections the server waits by itself.
    owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user", [name]
    )
    owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _migrate(name: str, owner_url: str) -> None:
    urls = {"DATABASE_URL": _with_name(settings.DATABASE_URL, name), "DATABASE_OWNER_URL": owner_url}
    command = [sys.executable, "manage.py", "migrate", "--no-input", "--skip-checks", "--verbosity", "0"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env={**os.environ, **urls}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NoScratchDatabase(name=name, reason=done.stderr.strip()[-500:])


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    connection = connections["default"]
    connection.close()
    before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _with_name(url: str, name: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
