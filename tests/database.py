"""The database of the tests.

The tests work as the application role, as the product does: that role may not rewrite events, so Django's flush
(TRUNCATE) after a transactional test is impossible. Instead the owner migrates a *template* once per state of the
migrations, every session works in a *clone* of it, and a transactional test that wrote something gets a new clone.

Sessions on one server do not disturb one another: each holds a shared advisory lock on its template and one on its
clone; what nobody holds is left over and is dropped by the next session.
"""

import hashlib
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE_PREFIX = "dingfen_template_"
CLONE_PREFIX = "dingfen_test_"
_SHAPERS = (
    "*/migrations/*.py",
    "operations/management/commands/migrate.py",
    "audit/protection.py",
    "requirements.lock",
)

_DROP_ATTEMPTS = 5


def with_name(url: str, name: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def template_name() -> str:
    """One name per state of everything that shapes the schema: an unchanged tree finds its template again."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in _SHAPERS for path in ROOT.glob(pattern)):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return TEMPLATE_PREFIX + digest.hexdigest()[:16]


class TestDatabase:
    """A clone of the template for one session, renewed as often as tests spoil it."""

    __test__ = False

    def __init__(self, *, application_url: str, owner_url: str) -> None:
        self.template = template_name()
        self.name = f"{CLONE_PREFIX}{secrets.token_hex(6)}"
        self.url = with_name(application_url, self.name)
        self.owner_url = with_name(owner_url, self.name)
        self._application_server = with_name(application_url, "postgres")
        self._owner_server = with_name(owner_url, "postgres")
        self._owner = psycopg.connect(self._owner_server, autocommit=True)
        self._xid = ""

    def create(self) -> None:
        """Build the template where it is missing, drop what dead sessions left, and make the clone."""
        with self._alone():
            if not self._exists(self.template):
                self._build_template()
            self._hold(self.template)
            self._hold(self.name)
            self._drop_left_over()
        self._clone()

    def destroy(self) -> None:
        """Drop the clone; the template stays for the next session."""
        self._drop(self.name)
        self._owner.close()

    def mark(self) -> None:
        """Remember the server's transaction counter: whoever writes from now on makes the clone dirty."""
        self._xid = self._next_xid()

    def renew_if_dirty(self) -> bool:
        """End every connection to the clone, and clone again if anything was written since ``mark``."""
        self._terminate_connections()
        if self._next_xid() == self._xid:
            return False
        self._drop(self.name)
        self._clone()
        return True

    @contextmanager
    def furnished(self, furnish: Callable[[], None]) -> Iterator[None]:
        """While it lasts, clones come from a template of their own: ``furnish`` fills it once, working in the clone."""
        plain, full = self.template, f"{self.name}_full"
        furnish()
        self._terminate_connections()
        self._owner.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(self.name), sql.Identifier(full))
        )
        self._hold(full)
        self.template = full
        try:
            self._clone()
            yield
        finally:
            self.template = plain
            self._drop(self.name)
            self._drop(full)
            self._clone()

    def _build_template(self) -> None:
        building = f"{self.template}_building"
        self._drop(building)
        self._owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": with_name(self.url, building),
            "DATABASE_OWNER_URL": with_name(self.owner_url, building),
        }
        command = [sys.executable, "manage.py", "migrate", "--no-input", "--skip-checks", "--verbosity", "0"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"the test database could not be migrated:\n{done.stdout}{done.stderr}")
        self._owner.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(self.template))
        )

    def _clone(self) -> None:
        self._owner.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(self.name), sql.Identifier(self.template))
        )

    def _drop(self, name: str) -> None:
        for attempt in range(_DROP_ATTEMPTS):
            self._terminate_connections(name)
            try:
                self._owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
                return
            except psycopg.errors.ObjectInUse:  # a thread of the test came back between the two statements
                if attempt == _DROP_ATTEMPTS - 1:
                    raise

    def _terminate_connections(self, name: str = "") -> None:
        # Each role may end its own connections, neither those of the other: no superuser is needed.
        statement = (
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()"
        )
        self._owner.execute(statement, [name or self.name])
        with psycopg.connect(self._application_server, autocommit=True) as application:
            application.execute(statement, [name or self.name])

    def _next_xid(self) -> str:
        row = self._owner.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()
        return str(row[0]) if row else ""

    def _exists(self, name: str) -> bool:
        return self._owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._owner.execute("SELECT pg_advisory_lock(hashtextextended('dingfen tests', 0))")
        try:
            yield
        finally:
            self._owner.execute("SELECT pg_advisory_unlock(hashtextextended('dingfen tests', 0))")

    def _hold(self, name: str) -> None:
        self._owner.execute("SELECT pg_advisory_lock_shared(hashtextextended(%s, 0))", [name])

    def _drop_left_over(self) -> None:
        names = self._owner.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) OR starts_with(datname, %s)",
            [TEMPLATE_PREFIX, CLONE_PREFIX],
        ).fetchall()
        for (name,) in names:
            if name not in (self.template, self.name) and self._is_abandoned(name):
                self._drop(name)

    def _is_abandoned(self, name: str) -> bool:
        # Asked on a connection of its own: advisory locks do not keep their holder out.
        with psycopg.connect(self._owner_server, autocommit=True) as other:
            row = other.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name]).fetchone()
            return bool(row and row[0])
