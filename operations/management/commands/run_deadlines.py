"""The sweep as a process of its own."""

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from operations.daemon import Daemon
from workdays.checks import AT_EVERY_START


class Command(BaseCommand):
    """期限守护: needs neither broker nor worker; run one or several, on one machine or several."""

    requires_system_checks = [AT_EVERY_START]
    help = "Let deadlines take effect, every few seconds, until SIGTERM; ends between two batches."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, default=2.0, metavar="SECONDS", help=_("rest between two passes"))
        parser.add_argument("--limit", type=int, default=1_000, metavar="N", help=_("cases of one pass at most"))

    def handle(self, *_args: Any, **options: Any) -> None:
        daemon = Daemon(every=options["every"], limit=options["limit"])

        def end(_number: int, _frame: FrameType | None) -> None:
            daemon.stop.set()

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, end)
        daemon.run()
