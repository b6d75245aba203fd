"""One sweep by hand, or by cron."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from core.clock import now, reading
from escalation.gate import ClockGateShut, guarded_sweep
from escalation.moments import moment_of
from escalation.sweep import SweepReport
from operations.heartbeats import CRON, record
from operations.locks import FileLock
from workdays.checks import AT_EVERY_START

FAILED, GATE_SHUT, UNREACHABLE = 1, 2, 3


class Command(BaseCommand):
    """到期巡检: ends with 0 when all that was due took effect, 1 when something did not, 2 while the time cannot be
    trusted, 3 without a database.

    ``--quiet`` is for cron: no word unless something is wrong, and nothing to do where the last run has not ended.
    """

    requires_system_checks = [AT_EVERY_START]
    help = "Let every deadline take effect that is due at a moment (default: now)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", default="", help="ISO 8601, e.g. 2026-11-23T00:00; without a zone: the site's")
        parser.add_argument("--limit", type=int, default=10_000)
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--quiet", action="store_true", help="for cron: silent, one at a time on this machine")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["quiet"]:
            self._sweep(options)
            return
        with FileLock(Path(settings.DINGFEN_DATA) / "escalate.lock") as lock:
            if lock.try_exclusive():
                self._sweep(options)

    def _sweep(self, options: dict[str, Any]) -> None:
        try:
            at = moment_of(options["at"], now())
            report = guarded_sweep(at=at, read=reading, limit=options["limit"])
            record(CRON, at=now(), detail=report.as_json())
        except ClockGateShut as error:
            raise CommandError(error.text(), returncode=GATE_SHUT) from error
        except DatabaseError as error:
            first = str(error).partition("\n")[0]
            raise CommandError(
                _("The database does not answer: %(error)s") % {"error": first}, returncode=UNREACHABLE
            ) from error
        self._tell(report, options)
        if report.failed:
            message = _("Some deadlines did not take effect; see manage.py doctor.")
            raise CommandError(message, returncode=FAILED)

    def _tell(self, report: SweepReport, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json()))
        elif not options["quiet"]:
            said = _("%(fired)s deadlines took effect in %(cases)s cases; failed: %(failed)s")
            self.stdout.write(said % report.as_json())
