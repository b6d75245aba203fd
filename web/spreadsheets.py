"""电子表格: what people open in a spreadsheet must stay text."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"


def inert(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula gets a quotation mark in front."""
    return f"'{cell}" if cell.startswith(FORMULA_BEGINNINGS) else cell


def csv_file(name: str, lines: Iterable[list[str]]) -> StreamingHttpResponse:
    """An answer that is saved as this file; spreadsheets open it in Chinese."""
    response = StreamingHttpResponse(_csv(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Echo:
    def write(self, text: str) -> str:
        return text


def _csv(lines: Iterable[list[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    for line in lines:
        yield writer.writerow([inert(cell) for cell in line])
