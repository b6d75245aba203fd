"""The mark of a demo database. Its people share a known password: what carries the mark is never taken for real.

The mark is a comment on the database itself, so that it stays with the data wherever the data goes.
"""

import psycopg
from psycopg import sql

from operations.console import CannotStart, _

_MARK = "dingfen demo"


def settle_kind(owner_url: str, *, demo: bool) -> None:
    """定性: mark an empty database for the demo; raises ``CannotStart`` where demo and real data would mix."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        marked, empty = _is_marked(connection), _is_empty(connection)
        if demo and not marked and not empty:
            raise CannotStart(_("This is not a demo database, so no demo is loaded into it: set DINGFEN_DEMO=0."))
        if marked and not demo and not empty:
            raise CannotStart(
                _("Everybody knows the passwords of this demo database: name another one, or another DINGFEN_DATA.")
            )
        if demo != marked:
            name = sql.Identifier(connection.info.dbname)
            value = sql.Literal(_MARK) if demo else sql.SQL("NULL")
            connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, value))


def erase_demo(owner_url: str) -> None:
    """Empty a demo database; raises ``CannotStart`` for any other that holds something."""
    with psycopg.connect(owner_url) as connection:
        if not _is_marked(connection) and not _is_empty(connection):
            raise CannotStart(_("--fresh is for a demo database, and this is none: nothing was deleted."))
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def check_prepared(owner_url: str) -> None:
    """A command wants tables: raises ``CannotStart`` with what to do where the database has none yet."""
    with psycopg.connect(owner_url) as connection:
        if _is_empty(connection):
            raise CannotStart(_("This database is not prepared yet: run ./run --setup first."))


def _is_marked(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    row = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    return row is not None and row[0] == _MARK


def _is_empty(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    row = connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone()
    return row is None
