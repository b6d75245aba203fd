"""``import_duties FILE --jurisdiction CODE``: brings a published duty list into the registry, all rows or none."""

from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from audit.actors import SYSTEM
from core import clock
from core.commands import AnsweringCommand
from core.tables import read_table_file
from organizations.selectors import jurisdiction_by_code, local_date
from registry.duty_lists import OPTIONAL, REQUIRED, ImportReport, RowReport, RowResult, import_duties, read_duties

_MARKS = {RowResult.ADDED: "+", RowResult.KNOWN: "=", RowResult.NOT_MATCHED: "–"}


class Command(AnsweringCommand):
    help = "Imports a duty list from a CSV or XLSX file; reports row by row; malformed rows stop all of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, metavar="FILE", help=", ".join(REQUIRED) + "; " + ", ".join(OPTIONAL))
        parser.add_argument("--jurisdiction", required=True, metavar="CODE", help="GB/T 2260 code")
        parser.add_argument(
            "--valid-from", type=date.fromisoformat, metavar="DATE", help="first day of the entries; today without it"
        )
        parser.add_argument("--dry-run", action="store_true", help="report, and save nothing")

    def answer(self, **options: Any) -> dict[str, Any]:
        at, dry_run = clock.now(), options["dry_run"]
        place = jurisdiction_by_code(options["jurisdiction"])
        table = read_table_file(options["file"], required=REQUIRED, optional=OPTIONAL)
        report = import_duties(
            read_duties(table.rows), jurisdiction=place, valid_from=options["valid_from"] or local_date(place, at),
            by=SYSTEM, at=at, dry_run=dry_run,
        )  # fmt: skip
        counts = {str(result): report.count(result) for result in RowResult}
        if not options["json"]:
            self._show(report, counts, dry_run=dry_run)
        return {"dry_run": dry_run, **counts, "rows": [asdict(row) for row in report.rows]}

    def _show(self, report: ImportReport, counts: dict[str, int], *, dry_run: bool) -> None:
        for row in report.rows:
            self.stdout.write(f"{row.row:>5} {_MARKS[row.result]} {row.number}  {row.matter}  {_note(row)}".rstrip())
        self.stdout.write(
            _("Duties: %(added)s added, %(known)s already there, %(not_matched)s without one organization.") % counts
        )
        if dry_run:
            self.stdout.write(_("A dry run: nothing was saved."))


def _note(row: RowReport) -> str:
    notes = [row.lead or row.reason]
    if row.left_out:
        notes.append(_("left out: %(names)s") % {"names": "、".join(row.left_out)})
    return "; ".join(filter(None, notes))
