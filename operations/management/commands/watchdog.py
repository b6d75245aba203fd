"""Whether the workers and daemons of this machine work; for systemd, containers and whoever restarts what is stuck."""

import os
import signal
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from operations.watchdog import family_of, is_stuck, known_here


class Command(BaseCommand):
    """看护: ends with 1 when a worker does nothing while messages wait, or a daemon nothing at all; --end kills it.

    Whoever looks after it starts it again.
    """

    help = "Look whether the workers and daemons of this machine work."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--pid", type=int, default=0, help=_("this process; default: all that once showed themselves")
        )
        parser.add_argument("--end", action="store_true", help=_("kill who is stuck"))

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            pids = [options["pid"]] if options["pid"] else known_here()
            stuck = [pid for pid in pids if is_stuck(pid)]
        except DatabaseError:
            return  # that is not their fault, and others see it
        if not stuck:
            return
        if options["end"]:
            for pid in [one for process in stuck for one in family_of(process)]:
                with suppress(ProcessLookupError):  # a child may go with its parent
                    os.kill(pid, signal.SIGKILL)
        raise CommandError(
            _("These processes do nothing although they should: %(pids)s") % {"pids": ", ".join(map(str, stuck))}
        )
