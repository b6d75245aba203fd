"""Whether the workers of this machine work; for systemd, containers and whoever restarts what is stuck."""

import os
import signal
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from operations.watchdog import family_of, is_worker, worker_is_stalled, workers_here


class Command(BaseCommand):
    """看护: ends with 1 when messages wait and a worker does nothing; --end kills it, so that it is started again."""

    help = "Look whether the workers of this machine work."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--pid", type=int, default=0, help=_("this worker; default: all that once showed themselves")
        )
        parser.add_argument("--end", action="store_true", help=_("kill a worker that is stuck"))

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            pids = [options["pid"]] if options["pid"] else workers_here()
            stuck = [pid for pid in pids if is_worker(pid) and worker_is_stalled(pid)]
        except DatabaseError:
            return  # that is not the worker's fault, and others see it
        if not stuck:
            return
        if options["end"]:
            for pid in [one for worker in stuck for one in family_of(worker)]:
                with suppress(ProcessLookupError):  # a child may go with its parent
                    os.kill(pid, signal.SIGKILL)
        raise CommandError(
            _("Messages wait and these workers do nothing: %(pids)s") % {"pids": ", ".join(map(str, stuck))}
        )
