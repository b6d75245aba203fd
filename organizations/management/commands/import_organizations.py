"""``import_organizations FILE``: brings a roster of organizations in, all rows or none."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from audit.actors import SYSTEM
from core import clock
from core.commands import AnsweringCommand
from core.tables import read_table_file
from organizations.roster import (
    JURISDICTION_OPTIONAL,
    JURISDICTION_REQUIRED,
    OPTIONAL,
    REQUIRED,
    read_jurisdictions,
    read_roster,
)
from organizations.services import ImportReport, RowResult, import_organizations

_MARKS = {RowResult.ADDED: "+", RowResult.CHANGED: "~", RowResult.UNCHANGED: "="}


class Command(AnsweringCommand):
    help = "Imports organizations from a CSV or XLSX file; reports row by row; all rows or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, metavar="FILE", help=", ".join(REQUIRED) + "; " + ", ".join(OPTIONAL))
        parser.add_argument(
            "--jurisdiction-map", type=Path, metavar="FILE",
            help="table of jurisdictions to add where they are missing: "
            + ", ".join(JURISDICTION_REQUIRED + JURISDICTION_OPTIONAL),
        )  # fmt: skip
        parser.add_argument("--demo", action="store_true", help="mark the organizations as demo")
        parser.add_argument("--dry-run", action="store_true", help="report, and save nothing")

    def answer(self, **options: Any) -> dict[str, Any]:
        dry_run = options["dry_run"]
        table = read_table_file(options["file"], required=REQUIRED, optional=OPTIONAL)
        jurisdictions = []
        if places := options["jurisdiction_map"]:
            places = read_table_file(places, required=JURISDICTION_REQUIRED, optional=JURISDICTION_OPTIONAL)
            jurisdictions = read_jurisdictions(places.rows)
        report = import_organizations(
            read_roster(table.rows), jurisdictions=jurisdictions, demo=options["demo"], digest=table.digest, by=SYSTEM,
            at=clock.now(), dry_run=dry_run,
        )  # fmt: skip
        counts = {str(result): report.count(result) for result in RowResult}
        if not options["json"]:
            self._show(report, counts, dry_run=dry_run)
        rows = [
            {"row": row.row, "code": row.code, "result": str(row.result), "changed": list(row.changed)}
            for row in report.rows
        ]
        return {"dry_run": dry_run, **counts, "jurisdictions": report.jurisdictions, "rows": rows}

    def _show(self, report: ImportReport, counts: dict[str, int], *, dry_run: bool) -> None:
        for row in report.rows:
            note = f"  ({', '.join(row.changed)})" if row.changed else ""
            self.stdout.write(f"{row.row:>5} {_MARKS[row.result]} {row.code}  {row.name}{note}")
        self.stdout.write(_("Organizations: %(added)s added, %(changed)s changed, %(unchanged)s unchanged.") % counts)
        if dry_run:
            self.stdout.write(_("A dry run: nothing was saved."))
