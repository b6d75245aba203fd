"""What the application may do in its database after ``manage.py migrate``."""

from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection

from audit.protection import APPEND_ONLY_TABLES


def rights(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege FROM unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE']) AS privilege "
            "WHERE has_table_privilege(current_user, %s, privilege)",
            [table],
        )
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.django_db
@pytest.mark.parametrize("table", APPEND_ONLY_TABLES)
def test_what_is_recorded_for_good_can_be_added_and_read_only(table):
    assert rights(table) == {"SELECT", "INSERT"}


@pytest.mark.django_db
def test_every_other_table_can_be_worked_in_and_none_emptied():
    tables = set(connection.introspection.table_names()) - set(APPEND_ONLY_TABLES)
    assert len(tables) > 10
    wrong = {table: rights(table) for table in tables if rights(table) != {"SELECT", "INSERT", "UPDATE", "DELETE"}}
    assert wrong == {}


def test_migrating_again_changes_nothing(manage, clone):
    def grants() -> list[tuple[object, ...]]:
        with psycopg.connect(clone.owner_url) as owner:
            return owner.execute("SELECT relname, relacl::text FROM pg_class WHERE relkind = 'r' ORDER BY 1").fetchall()

    before = grants()
    done = manage("migrate", "--no-input")
    assert done.returncode == 0, done.stderr
    assert grants() == before


def test_role_that_does_not_exist_is_named(process_environment, manage):
    parts = urlsplit(process_environment["DATABASE_URL"])
    server = parts.netloc.rpartition("@")[2]
    process_environment["DATABASE_URL"] = urlunsplit(parts._replace(netloc=f"nobody_such:x@{server}"))
    done = manage("migrate", "--no-input")
    assert done.returncode != 0
    assert "nobody_such" in done.stderr
