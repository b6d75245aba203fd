"""``manage.py up``: prepare the database, start the processes, look after them until Ctrl-C."""

import os
import shutil
from argparse import ArgumentParser
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.translation import gettext as _

from core import clock
from operations import demo
from operations.console import CannotStart
from operations.engines.mark import erase_demo, settle_kind
from operations.engines.ports import HOST, exactly, free_port
from operations.models import Heartbeat
from operations.roster import logs, python, services
from operations.supervisor import StopRequested, Supervisor
from operations.tasks import beat_heartbeat

_FIRST_PORT = 8000
_FIRST_REHEARSAL_PORT = 8100
_OF_THE_DATABASE = ("files", "mail", "beat", "rehearsal_clock.json")


class Command(BaseCommand):
    """启动: usually through ``./run``, which brings the engines; on its own it needs DATABASE_URL and REDIS_URL."""

    requires_system_checks = []
    stealth_options = ("supervisor",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int)
        parser.add_argument("--setup", action="store_true", help=_("only prepare"))
        parser.add_argument("--fresh", action="store_true", help=_("empty the demo database first"))

    def handle(self, *_args: Any, **options: Any) -> None:
        supervisor = options.get("supervisor")
        if supervisor is not None:
            self._work(supervisor, options)
            return
        missing = [name for name in ("DATABASE_URL", "REDIS_URL", "DINGFEN_SECRET_KEY") if not os.environ.get(name)]
        if missing:
            message = _("%(names)s not set: use ./run, which brings engines along.")
            raise CommandError(message % {"names": ", ".join(missing)})
        try:
            with Supervisor() as own:
                self._work(own, options)
        except CannotStart as error:
            raise CommandError(str(error)) from error
        except StopRequested:
            self.stdout.write(_("stopped"))

    def _work(self, supervisor: Supervisor, options: dict[str, Any]) -> None:
        port = choose_port(options["port"])
        prepare(supervisor, fresh=options["fresh"])
        if options["setup"]:
            self.stdout.write(_("Everything is prepared."))
            return
        for service in services(port):
            supervisor.start(service)
        since = clock.now()
        beat_heartbeat.apply_async(expires=60)
        supervisor.wait_until(lambda: page_answers(port), what=_("The web page"), seconds=60, of="web")
        supervisor.wait_until(lambda: worker_answers(since), what=_("The worker"), seconds=60, of="worker")
        connections.close_all()
        self._introduce(port)
        supervisor.watch()

    def _introduce(self, port: int) -> None:
        lines = ["", _("Dingfen is ready: %(address)s") % {"address": f"http://{HOST}:{port}/"}]
        if settings.DEMO:
            lines += ["", _("Demo people, each with the password %(password)s:") % {"password": demo.PASSWORD}]
            lines += [f"  {username:<16} {'  '.join(facts)}" for username, *facts in demo.people()]
        lines += ["", _("Logs: %(path)s. Ctrl-C stops everything.") % {"path": logs()}]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def prepare(supervisor: Supervisor, *, fresh: bool) -> None:
    """准备: the database's kind, its shape, static files, and in a demo its data. Safe to repeat."""
    data = Path(settings.DINGFEN_DATA)
    if fresh:
        erase_demo(settings.DATABASE_OWNER_URL)
        for name in _OF_THE_DATABASE:
            path = data / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    settle_kind(settings.DATABASE_OWNER_URL, demo=settings.DEMO)
    _manage(supervisor, "migrate", "--no-input", "--skip-checks")
    # viewflow ships style sheets that refer to files it does not ship; none of its pages is used.
    _manage(supervisor, "collectstatic", "--no-input", "--skip-checks", "--ignore", "viewflow")
    if settings.DEMO:
        _manage(supervisor, "demo")


def choose_port(wanted: int | None) -> int:
    """The port asked for; otherwise the usual one, one of its neighbours, or any that is free."""
    if wanted:
        return exactly(wanted)
    return free_port(preferred=_FIRST_REHEARSAL_PORT if settings.REHEARSAL else _FIRST_PORT, tries=20)


def page_answers(port: int) -> bool:
    """Whether the site is alive and shows its first page (or sends us to the sign-in)."""
    return _status(port, "/healthz") == 200 and _status(port, "/") in (200, 301, 302)


def worker_answers(since: datetime) -> bool:
    """Whether a task went through broker and worker and left its heartbeat in the database."""
    return Heartbeat.objects.filter(name=beat_heartbeat.name, beat_at__gte=since).exists()


def _status(port: int, path: str) -> int:
    connection = HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": _host()})
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


def _host() -> str:
    first = settings.ALLOWED_HOSTS[0].lstrip(".")
    return "localhost" if first in ("", "*") else first


def _manage(supervisor: Supervisor, *command: str) -> None:
    supervisor.run(python(command[0], str(settings.BASE_DIR / "manage.py"), *command, log="setup"))
