"""One installation: its data folder, the engines it brings along, and the environment all its processes share."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from operations.console import ROOT, CannotStart, _, say
from operations.engines.broker import Broker
from operations.engines.keys import Keys, keys_in, write_private
from operations.engines.ports import free_port
from operations.engines.postgresql import Cluster
from operations.locks import FileLock, only_one
from operations.supervisor import Supervisor


@dataclass(frozen=True, kw_only=True)
class World:
    """一套运行环境. ``database_url`` and ``redis_url`` are empty where it brings its own engines."""

    data: Path
    database_url: str
    owner_url: str
    redis_url: str
    secret_key: str
    demo: bool
    rehearsal: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], *, rehearsal: bool) -> "World":
        """What the environment asks for. A rehearsal has its own engines, whatever database was named."""
        data = Path(environment.get("DINGFEN_DATA") or ROOT / "var").absolute()
        database_url = "" if rehearsal else environment.get("DATABASE_URL", "")
        return cls(
            data=data / "rehearsal" if rehearsal else data,
            database_url=database_url,
            owner_url=(environment.get("DATABASE_OWNER_URL") or database_url) if database_url else "",
            redis_url="" if rehearsal else environment.get("REDIS_URL", ""),
            secret_key="" if rehearsal else environment.get("DINGFEN_SECRET_KEY", ""),
            demo=environment.get("DINGFEN_DEMO", "0" if database_url else "1") == "1",
            rehearsal=rehearsal,
        )

    def environment(self, engines: Mapping[str, str]) -> dict[str, str]:
        """The variables that settings read, the addresses of running ``engines`` among them."""
        named = {"DATABASE_URL": self.database_url, "DATABASE_OWNER_URL": self.owner_url, "REDIS_URL": self.redis_url}
        return {
            **{name: value for name, value in named.items() if value},
            **engines,
            "DINGFEN_SECRET_KEY": self.secret_key or keys_in(self.data).secret_key,
            "DINGFEN_DATA": str(self.data),
            "DINGFEN_DEMO": "1" if self.demo else "0",
            "REHEARSAL": "1" if self.rehearsal else "0",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }


@contextmanager
def engines_for_start(world: World) -> Iterator[tuple[Supervisor, dict[str, str]]]:
    """Start the world's own engines; yields the supervisor that keeps them, and the environment.

    Raises ``CannotStart`` while this world is up already, or a command is using engines it started itself.
    """
    world.data.mkdir(mode=0o711, parents=True, exist_ok=True)
    refusal = _("Dingfen is already running from %(data)s.") % {"data": world.data}
    with only_one(world.data / "up.lock", refusal=refusal), FileLock(world.data / "engines.lock") as lock:
        if not lock.try_exclusive():
            raise CannotStart(_("A command of ./run manage is using the database: try again when it has ended."))
        with Supervisor() as supervisor:
            engines = _start(world, supervisor)
            lock.share()
            yield supervisor, world.environment(engines)


@contextmanager
def engines_for_command(world: World) -> Iterator[dict[str, str]]:
    """The environment for one command: engines that are up are used, others run until the last such command ends."""
    world.data.mkdir(mode=0o711, parents=True, exist_ok=True)
    with FileLock(world.data / "engines.lock") as lock, Supervisor() as supervisor:
        if lock.try_exclusive():
            engines = _start(world, supervisor)
            lock.share()
            try:
                yield world.environment(engines)
            finally:
                lock.exclusive()  # others may have begun to use them
        else:
            lock.share()
            yield world.environment(_running(world))


def _start(world: World, supervisor: Supervisor) -> dict[str, str]:
    keys = keys_in(world.data)
    running = {**_start_database(world, keys, supervisor), **_start_broker(world, keys, supervisor)}
    write_private(world.data / "running.json", json.dumps(running, indent=1) + "\n")
    return running


def _start_database(world: World, keys: Keys, supervisor: Supervisor) -> dict[str, str]:
    if world.database_url:
        return {}
    cluster = Cluster(data=world.data, keys=keys)
    engine = cluster.prepare()
    port = free_port()
    supervisor.start(cluster.service(engine, port=port))
    supervisor.wait_until(lambda: cluster.answers(port), what=f"PostgreSQL {engine.major}", seconds=60)
    cluster.furnish(port)
    say(_("database: PostgreSQL %(major)d (%(origin)s)") % {"major": engine.major, "origin": engine.origin})
    return {**cluster.urls(port), "PG_BIN": str(engine.program.parent)}


def _start_broker(world: World, keys: Keys, supervisor: Supervisor) -> dict[str, str]:
    if world.redis_url:
        return {}
    broker = Broker(data=world.data, keys=keys)
    engine = broker.prepare()
    port = free_port()
    supervisor.start(broker.service(engine, port=port))
    supervisor.wait_until(lambda: broker.answers(port), what=f"{engine.name} {engine.major}", seconds=60)
    facts = {"name": engine.name, "major": engine.major, "origin": engine.origin}
    say(_("broker: %(name)s %(major)d (%(origin)s)") % facts)
    return {"REDIS_URL": broker.url(port)}


def _running(world: World) -> dict[str, str]:
    addresses = world.data / "running.json"
    if not addresses.exists():
        raise CannotStart(_("The engines of %(data)s are in use, but nobody knows where.") % {"data": world.data})
    running: dict[str, str] = json.loads(addresses.read_text())
    return running
