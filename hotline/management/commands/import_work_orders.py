"""``import_work_orders FILE``: takes work orders in, all rows or none; those that are there already stay."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from audit.actors import SYSTEM
from core import clock
from core.commands import AnsweringCommand
from core.tables import read_table_file
from hotline.orders_file import OPTIONAL, REQUIRED, read_work_orders
from hotline.services import import_work_orders
from organizations.selectors import jurisdiction_by_code


class Command(AnsweringCommand):
    help = "Imports work orders from a CSV or XLSX file; reports row by row; all rows or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, metavar="FILE", help=", ".join(REQUIRED) + "; " + ", ".join(OPTIONAL))
        parser.add_argument("--source", required=True, help="code of the system they come from, e.g. 12345")
        parser.add_argument("--jurisdiction", required=True, metavar="CODE", help="GB/T 2260 code")

    def answer(self, **options: Any) -> dict[str, Any]:
        source, place = options["source"], jurisdiction_by_code(options["jurisdiction"])
        table = read_table_file(options["file"], required=REQUIRED, optional=OPTIONAL)
        lines = read_work_orders(table.rows, place.timezone)
        reports = import_work_orders(lines, source=source, jurisdiction=place, by=SYSTEM, at=clock.now())
        created = sum(report.created for report in reports)
        counts = {"added": created, "unchanged": len(reports) - created}
        if not options["json"]:
            for report in reports:
                self.stdout.write(f"{report.row:>5} {'+' if report.created else '='} {source}:{report.number}")
            self.stdout.write(_("Work orders: %(added)s added, %(unchanged)s unchanged.") % counts)
        rows = [{"row": r.row, "number": r.number, "result": "added" if r.created else "unchanged"} for r in reports]
        return {**counts, "rows": rows}
