"""``manage.py migrate``: Django's, and then the application's rights on what the owner made."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from audit.protection import APPEND_ONLY_TABLES


class Command(DjangoMigrate):
    """迁移: shapes the database as its owner, then grants the application what it needs and nothing more."""

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options["plan"] and not options["check_unapplied"]:
            grant_application(options["database"])


def application_role() -> str:
    """The user named in DATABASE_URL."""
    return unquote(urlsplit(settings.DATABASE_URL).username or "")


def grant_application(alias: str) -> None:
    """Give the application role its rights; does nothing where owner and application are one role.

    Append-only tables can be read and added to, never changed or emptied. Safe to repeat.
    """
    connection, role = connections[alias], application_role()
    if not role or role == connection.settings_dict["USER"]:
        return
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            message = _("The role %(role)s of DATABASE_URL does not exist: create it, then migrate again.")
            raise CommandError(message % {"role": role})
        for statement in _grants(role, set(connection.introspection.table_names(cursor))):
            cursor.execute(statement.as_string(cursor.connection))


def _grants(role: str, tables: set[str]) -> list[sql.Composed]:
    to = sql.Identifier(role)
    templates = [
        "GRANT USAGE ON SCHEMA public TO {}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
    ]
    statements = [sql.SQL(template).format(to) for template in templates]
    for table in sorted(tables.intersection(APPEND_ONLY_TABLES)):
        name = sql.Identifier(table)
        statements.append(sql.SQL("REVOKE ALL ON TABLE {} FROM PUBLIC, {}").format(name, to))
        statements.append(sql.SQL("GRANT SELECT, INSERT ON TABLE {} TO {}").format(name, to))
    return statements
