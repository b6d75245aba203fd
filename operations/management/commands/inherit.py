"""What dissolved organizations left in open cases and work orders goes to their successors."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core import clock
from escalation.moments import moment_of
from flows.reorganization import inherit
from hotline.succession import inherit_orders


class Command(BaseCommand):
    help = "Let successors step in for every organization that is dissolved at a moment (default: now)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", default="", help="ISO 8601, e.g. 2026-11-23T00:00; without a zone: the site's")
        parser.add_argument("--limit", type=int, default=10_000)
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        at, limit = moment_of(options["at"], clock.now()), options["limit"]
        cases, orders = inherit(at=at, limit=limit).as_json(), inherit_orders(at=at, limit=limit).as_json()
        if options["json"]:
            self.stdout.write(json.dumps({"cases": cases, "work_orders": orders}))
        else:
            said = _("Successors stepped in in %(succeeded)s cases; nobody is known in %(without_successor)s.")
            self.stdout.write(said % cases)
            self.stdout.write(_("Successors stepped in in %(succeeded)s work orders.") % orders)
        if cases["failed"] or orders["failed"]:
            raise CommandError(_("Some could not be passed on; see the log and manage.py doctor."))
