"""One sweep by hand."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.clock import now
from escalation.moments import moment_of
from escalation.sweep import sweep


class Command(BaseCommand):
    help = "Let every deadline take effect that is due at a moment (default: now)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", default="", help="ISO 8601, e.g. 2026-11-23T00:00; without a zone: the site's")
        parser.add_argument("--limit", type=int, default=10_000)
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        report = sweep(at=moment_of(options["at"], now()), limit=options["limit"]).as_json()
        if options["json"]:
            self.stdout.write(json.dumps(report))
        else:
            self.stdout.write(_("%(fired)s deadlines took effect in %(cases)s cases; failed: %(failed)s") % report)
        if report["failed"]:
            raise CommandError(_("Some deadlines did not take effect; see manage.py doctor."))
