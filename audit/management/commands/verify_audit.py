"""manage.py verify_audit [--json]."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from audit.models import ChainHead, Event
from audit.verify import INVARIANTS
from core import clock


class Command(BaseCommand):
    """核验留痕: recounts every digest of every chain; fails when one does not hold or could be rewritten."""

    help = "Verify that the record of events is as it was written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object for machines")

    def handle(self, *_args: Any, **options: Any) -> None:
        at = clock.now()
        found = [finding for invariant in INVARIANTS for finding in invariant.check(at)]
        counted = {"chains": ChainHead.objects.exclude(sequence=0).count(), "events": Event.objects.count()}
        if options["json"]:
            findings = [{"code": f.code, "subject": f.subject, "message": f.text()} for f in found]
            self.stdout.write(json.dumps({"ok": not found, **counted, "findings": findings}, ensure_ascii=False))
        else:
            for finding in found:
                self.stdout.write(f"{finding.subject}: {finding.text()}")
            counted["findings"] = len(found)
            self.stdout.write(_("%(events)s events in %(chains)s chains; %(findings)s findings.") % counted)
        if found:
            raise SystemExit(1)
