"""manage.py doctor [--case NUMBER] [--json]."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cases.models import Case
from core import clock
from operations.doctor import REMEDIES, Diagnosis, Notable, examine, waiting


class Command(BaseCommand):
    """体检: fails when an invariant is broken; what merely waits for somebody is listed and does not fail."""

    help = "Check everything that must hold, and list what is stuck."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--case", default="", metavar="NUMBER", help="one case only")
        parser.add_argument("--json", action="store_true", help="one JSON object for machines")

    def handle(self, *_args: Any, **options: Any) -> None:
        at, case = clock.now(), _case(options["case"])
        diagnoses, notables = examine(at, case=case), waiting(at, case=case)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(diagnoses, notables), ensure_ascii=False))
        else:
            self._tell(diagnoses, notables)
        if diagnoses:
            raise SystemExit(1)

    def _tell(self, diagnoses: list[Diagnosis], notables: list[Notable]) -> None:
        for diagnosis in diagnoses:
            invariant, finding = diagnosis.invariant, diagnosis.finding
            self.stdout.write(f"[{invariant.number}] {invariant.heading()} · {finding.subject}")
            self.stdout.write(f"    {finding.text()}")
            self.stdout.write(f"    → {_(REMEDIES[invariant.number])}")
        for notable in notables:
            since = notable.since.isoformat(timespec="minutes")
            self.stdout.write(f"[–] {notable.subject} · {notable.text()} ({since})")
        self.stdout.write(
            _("%(findings)s findings; %(notables)s things wait for somebody.")
            % {"findings": len(diagnoses), "notables": len(notables)}
        )


def _case(number: str) -> Case | None:
    if not number:
        return None
    case = Case.objects.filter(number=number).first()
    if case is None:
        raise CommandError(_("--case: there is no case %(number)s") % {"number": number})
    return case


def _as_json(diagnoses: list[Diagnosis], notables: list[Notable]) -> dict[str, Any]:
    return {
        "ok": not diagnoses,
        "findings": [
            {
                "invariant": d.invariant.number, "name": d.invariant.code, "code": d.finding.code,
                "subject": d.finding.subject, "message": d.finding.text(), "remedy": _(REMEDIES[d.invariant.number]),
            }
            for d in diagnoses
        ],
        "waiting": [
            {"code": n.code, "subject": n.subject, "message": n.text(), "since": n.since.isoformat()} for n in notables
        ],
    }  # fmt: skip
