"""工单表: what a row of an imported file of work orders means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.errors import InvalidRows
from core.tables import TableRow

REQUIRED = ("number", "text", "category", "received_at")
OPTIONAL = ("handle_by", "first_recipient")


@dataclass(frozen=True, kw_only=True)
class WorkOrderLine:
    """一行: ``first_recipient`` is an organization's code or empty."""

    row: int
    number: str
    text: str
    category: str
    received_at: datetime
    handle_by: datetime | None
    first_recipient: str


def read_work_orders(rows: Sequence[TableRow], zone: str) -> list[WorkOrderLine]:
    """Times are wall-clock times of ``zone``. Raises ``InvalidRows`` with every problem at once."""
    problems: list[tuple[int, str, str]] = []
    lines = []
    seen: dict[str, int] = {}
    for row in rows:
        number = row.cells["number"]
        if number in seen:
            reason = _("“%(value)s” is already in row %(row)s; each may stand once")
            problems.append((row.number, "number", reason % {"value": number[:60], "row": seen[number]}))
        seen.setdefault(number, row.number)
        received_at = _moment(row, "received_at", zone, problems)
        handle_by = _moment(row, "handle_by", zone, problems) if row.cells.get("handle_by") else None
        if received_at is not None:
            lines.append(_line(row, received_at, handle_by))
    if problems:
        raise InvalidRows(problems)
    return lines


def _line(row: TableRow, received_at: datetime, handle_by: datetime | None) -> WorkOrderLine:
    return WorkOrderLine(
        row=row.number, number=row.cells["number"], text=row.cells["text"], category=row.cells["category"],
        received_at=received_at, handle_by=handle_by, first_recipient=row.cells.get("first_recipient", ""),
    )  # fmt: skip


def _moment(row: TableRow, column: str, zone: str, problems: list[tuple[int, str, str]]) -> datetime | None:
    text = row.cells[column]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        rule = _("“%(value)s” must be a moment such as 2026-09-28 09:30") % {"value": text[:60]}
        problems.append((row.number, column, rule))
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
