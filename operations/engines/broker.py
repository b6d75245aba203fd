"""The embedded broker: Redis or Valkey, on this machine alone. It carries wake-ups only; nothing is lost with it."""

from pathlib import Path
from urllib.parse import quote

import redis

from operations.engines.binaries import Engine, broker_engines, choose, wanted_origin
from operations.engines.keys import Keys, write_private
from operations.engines.ports import HOST
from operations.processes import Service


class Broker:
    """消息代理: one folder per engine and version, because none reads another's files."""

    def __init__(self, *, data: Path, keys: Keys) -> None:
        self.data = data
        self.keys = keys

    def prepare(self) -> Engine:
        """Choose the engine."""
        return choose(broker_engines(), major=None, origin=wanted_origin(), data=self.data / "broker")

    def service(self, engine: Engine, *, port: int) -> Service:
        """The server process. Its password stands in a private file, not on the command line for all to see."""
        directory = self.data / "broker" / f"{engine.name}-{engine.major}"
        directory.mkdir(parents=True, exist_ok=True)
        settings = directory / "broker.conf"
        write_private(settings, f"requirepass {self.keys.broker}\n")
        options = ("--port", str(port), "--bind", HOST, "--dir", str(directory), "--appendonly", "yes", "--save", "")
        return Service(
            name="broker",
            command=(str(engine.program), str(settings), *options, "--daemonize", "no"),
            directory=directory,
            log=self.data / "log" / "broker.log",
        )

    def answers(self, port: int) -> bool:
        """Whether it has loaded its file and takes commands."""
        try:
            with redis.Redis.from_url(self.url(port), socket_timeout=2, socket_connect_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def url(self, port: int) -> str:
        """REDIS_URL."""
        return f"redis://:{quote(self.keys.broker)}@{HOST}:{port}/0"
