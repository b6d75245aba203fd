"""A world of its own for a fault: PostgreSQL and broker that a test may kill, and the processes of an installation.

    def test_…(world: FaultWorld) -> None:
        scene = set_the_stage()          # Django's connection leads to the world's database
        world.start_and_wait("daemon", "worker", "beat")
        world.kill_database()            # SIGQUIT to the postmaster: nobody gets to tidy up
        world.start_database()
        world.check_doctor()

Whatever still lives at the end is killed, engines last.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections

from config.database import connection
from operations.engines.broker import Broker
from operations.engines.keys import keys_in
from operations.engines.ports import HOST, free_port
from operations.engines.postgresql import DATABASE, Cluster
from operations.models import Heartbeat
from operations.processes import Service, halt, launch, tail
from operations.roster import services
from tests.database import ROOT

_SECRET = "a key of the fault tests, worth nothing anywhere else, sixty characters"
_ENGINES = ("database", "broker")
_SURE_TO_START = 90


@dataclass(kw_only=True)
class FaultWorld:
    """一个世界: its engines, and what runs in it, by name; ``daemon-2`` is a second daemon."""

    folder: Path
    cluster: Cluster
    broker: Broker
    ports: Mapping[str, int]
    engines: dict[str, Service]
    environment: dict[str, str] = field(default_factory=dict)
    living: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def urls(self) -> dict[str, str]:
        """DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL."""
        return {**self.cluster.urls(self.ports["database"]), "REDIS_URL": self.broker.url(self.ports["broker"])}

    def start(self, *names: str, **environment: str) -> None:
        """Processes of the installation, with these words in their environment besides."""
        known = {service.name: service for service in services(self.ports["web"])}
        for name in names:
            service = known[name.partition("-")[0]]
            own = {**service.environment, **self._world(), **environment}
            command = tuple(word.replace("beat/schedule", f"beat/{name}") for word in service.command)
            log = self.folder / f"{name}.log"
            self.living[name] = launch(replace(service, command=command, environment=own, log=log))

    def start_and_wait(self, *names: str, **environment: str) -> None:
        """Until each has shown its first sign of life."""
        self.start(*names, **environment)
        for name in names:
            kind, pid = name.partition("-")[0], self.living[name].pid
            sign = Heartbeat.objects.filter(name=kind, pid=pid)
            self.wait_until(sign.exists, what=f"a heartbeat of {name}", seconds=_SURE_TO_START)

    def kill(self, name: str) -> None:
        """SIGKILL to it and all its children."""
        process = self.living.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def pause(self, name: str) -> None:
        """SIGSTOP to it and all its children: they hold what they have and do nothing."""
        os.killpg(self.living[name].pid, signal.SIGSTOP)

    def resume(self, name: str) -> None:
        os.killpg(self.living[name].pid, signal.SIGCONT)

    def stop(self, name: str) -> float:
        """In good order, as the supervisor does it; returns after how many seconds it had ended by itself."""
        process = self.living.pop(name)
        service = next(one for one in services(self.ports["web"]) if one.name == name.partition("-")[0])
        begun = time.monotonic()
        process.send_signal(service.stop_signal)
        process.wait(60)
        taken = time.monotonic() - begun
        halt(service, process)
        return taken

    def start_database(self) -> None:
        self.living["database"] = launch(self.engines["database"])
        self.wait_until(lambda: self.cluster.answers(self.ports["database"]), what="the database", seconds=60)

    def kill_database(self) -> None:
        """立即停机, as ``pg_ctl stop -m immediate``: what was not committed is gone, it comes back by recovery."""
        process = self.living.pop("database")
        pid = int((self.cluster.directory / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, signal.SIGQUIT)
        process.wait(30)

    def start_broker(self) -> None:
        self.living["broker"] = launch(self.engines["broker"])
        self.wait_until(lambda: self.broker.answers(self.ports["broker"]), what="the broker", seconds=30)

    def kill_broker(self) -> None:
        self.kill("broker")

    def end_broker(self) -> None:
        """In good order: it writes what it has and goes."""
        halt(self.engines["broker"], self.living.pop("broker"))

    def manage(self, *command: str, timeout: float = 900, **environment: str) -> subprocess.CompletedProcess[str]:
        """A management command to its end, in a process of its own."""
        return subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env={**os.environ, **self._world(), **environment},
            capture_output=True, text=True, timeout=timeout, check=False,
        )  # fmt: skip

    def as_superuser(self, *statements: str) -> None:
        """What neither application nor owner may do."""
        with psycopg.connect(
            host=HOST, port=self.ports["database"], dbname=DATABASE, user="postgres",
            password=self.cluster.keys.superuser, autocommit=True,
        ) as postgres:  # fmt: skip
            for statement in statements:
                postgres.execute(statement.encode())

    def everybody_connects_anew(self) -> None:
        """Every connection of the application and the owner ends, this process's too."""
        self.as_superuser(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'dingfen' AND usename <> 'postgres'"
        )
        connections.close_all()

    def check_doctor(self) -> None:
        """Every invariant of the design holds."""
        doctor = self.manage("doctor", "--json")
        assert doctor.returncode == 0, (doctor.stdout + doctor.stderr)[-3000:]

    def wait_until(self, ready: Callable[[], bool], *, what: str, seconds: float) -> None:
        """Looks often: a test wants to strike in the middle of something."""
        until = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < until, f"{what} did not happen within {seconds} s\n{self.logs()}"
            time.sleep(0.02)

    def logs(self) -> str:
        """The ends of all logs, for whoever has to find out why."""
        return "\n".join(f"--- {path.name}\n{tail(path)}" for path in sorted(self.folder.rglob("*.log")))

    def end(self) -> None:
        for name in [*(name for name in reversed(self.living) if name not in _ENGINES), *_ENGINES]:
            if name in self.living:
                _continue(self.living[name])
                self.kill(name)

    def _world(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "config.settings", "DINGFEN_DATA": str(self.folder / "data"),
            "DINGFEN_SECRET_KEY": _SECRET, "DINGFEN_FAILPOINTS": "tests.faults.points", **self.urls,
            **self.environment,
        }  # fmt: skip


def _continue(process: subprocess.Popen[bytes]) -> None:
    """A stopped process is killed all the same; its children are told first."""
    try:
        os.killpg(process.pid, signal.SIGCONT)
    except ProcessLookupError:
        return


def make_image(folder: Path) -> Path:
    """底版: a cluster with the schema in it, that each world gets a copy of."""
    cluster, port = Cluster(data=folder, keys=keys_in(folder)), free_port()
    service = cluster.service(cluster.prepare(), port=port)
    process = launch(replace(service, command=(*service.command, "-c", "fsync=off")))
    try:
        until = time.monotonic() + _SURE_TO_START
        while not cluster.answers(port):
            assert time.monotonic() < until, tail(service.log)
            time.sleep(0.05)
        cluster.furnish(port)
        environment = {
            **os.environ, **cluster.urls(port), "DJANGO_SETTINGS_MODULE": "config.settings",
            "DINGFEN_DATA": str(folder), "DINGFEN_SECRET_KEY": _SECRET,
        }  # fmt: skip
        command = [sys.executable, "manage.py", "migrate", "--no-input", "--skip-checks", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    finally:
        halt(service, process)
    return folder


@contextmanager
def fault_world(image: Path, folder: Path, *, settings_of_database: Sequence[str] = ()) -> Iterator[FaultWorld]:
    """A world made from the image, its engines started; meanwhile Django's connection and data folder are there.

    ``settings_of_database`` are words for the server, such as ``fsync=off``.
    """
    data = folder / "data"
    shutil.copytree(image, data)
    cluster, broker = Cluster(data=data, keys=keys_in(data)), Broker(data=data, keys=keys_in(data))
    ports = {name: free_port() for name in (*_ENGINES, "web")}
    database = cluster.service(cluster.prepare(), port=ports["database"])
    words = tuple(word for setting in settings_of_database for word in ("-c", setting))
    world = FaultWorld(
        folder=folder, cluster=cluster, broker=broker, ports=ports,
        engines={
            "database": replace(database, command=(*database.command, *words)),
            "broker": broker.service(broker.prepare(), port=ports["broker"]),
        },
    )  # fmt: skip
    try:
        world.start_database()
        world.start_broker()
        with _there(world):
            yield world
    finally:
        world.end()


@contextmanager
def _there(world: FaultWorld) -> Iterator[None]:
    place, before_data = connections["default"].settings_dict, settings.DINGFEN_DATA
    connections.close_all()
    before = dict(place)
    place.update(connection(world.urls["DATABASE_URL"]))
    settings.DINGFEN_DATA = world.folder / "data"
    try:
        yield
    finally:
        connections.close_all()
        place.clear()
        place.update(before)
        settings.DINGFEN_DATA = before_data
