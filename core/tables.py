"""Tables that people hand in: CSV in the encodings of Chinese offices, and XLSX, read with limits.

The content decides what a file is, not its name. Cells are tidied text; a row keeps the number that a spreadsheet
shows beside it.
"""

import csv
import hashlib
import io
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from openpyxl.utils.exceptions import InvalidFileException

from core.errors import DomainError, InvalidRows
from core.text import tidy

LARGEST_FILE = 20 * 1024 * 1024
MOST_MEMBERS = 200
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 100
_MEGABYTE = 1024 * 1024
_ZIP = b"PK\x03\x04"
# In GB18030 almost any bytes mean something; text that people wrote is nearly all in the common set of GB 2312.
_COMMON_SHARE = 0.8
_UNUSABLE_WORKBOOK = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, SyntaxError, LookupError, ValueError, TypeError, EOFError,
    NotImplementedError, RuntimeError,
)  # fmt: skip


class TableTooLarge(DomainError):
    """The file, unpacked or as it is, is beyond what is read in one go."""

    code = "table_too_large"
    message = gettext_noop("%(file)s has %(size)s; at most %(limit)s can be imported. Split it.")
    status = 413


class UnknownEncoding(DomainError):
    """The bytes are neither UTF-8 nor GBK / GB18030."""

    code = "unknown_encoding"
    message = gettext_noop(
        "%(file)s, line %(line)s: the text is neither UTF-8 nor GBK (GB18030). Save it as CSV in UTF-8 and try again."
    )


class NotATable(DomainError):
    """The content is no CSV and no XLSX, whatever the file is called."""

    code = "not_a_table"
    message = gettext_noop("%(file)s is neither a CSV nor an XLSX table. Save it as one of these and try again.")


class WrongColumns(DomainError):
    """The heading does not have the columns that are read."""

    code = "wrong_columns"
    message = gettext_noop(
        "%(file)s, row 1: missing columns: %(missing)s; unknown or repeated columns: %(unknown)s. "
        "Needed: %(required)s; also read: %(optional)s."
    )


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """行: the number beside the row in a spreadsheet (the heading is 1), and its cells by column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Table:
    """表格: heading and rows; ``digest`` is the SHA-256 of the file."""

    file: str
    digest: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


def read_table_file(path: Path, *, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """As ``read_table``, from a file; raises ``NotATable`` where it cannot be opened."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise NotATable(field="file", file=path.name) from error
    return read_table(content, path.name, required=required, optional=optional)


def read_table(content: bytes, file: str, *, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """读表: CSV (UTF-8 with or without mark, GBK / GB18030) or the first sheet of an XLSX.

    Raises ``NotATable``, ``UnknownEncoding``, ``TableTooLarge``, ``WrongColumns``, and ``InvalidRows`` for a row that
    is longer than the heading.
    """
    if len(content) > LARGEST_FILE:
        raise _too_large(file, f"> {LARGEST_FILE // _MEGABYTE} MB", f"{LARGEST_FILE // _MEGABYTE} MB")
    records = _workbook_records(content, file) if content.startswith(_ZIP) else _csv_records(content, file)
    numbered = [(number, cells) for number, cells in enumerate(_limited(records, file), start=1) if any(cells)]
    if not numbered:
        raise NotATable(field="file", file=file)
    columns = _without_empty_end(numbered[0][1])
    _check_columns(file, columns, required, optional)
    rows = _rows(columns, numbered[1:])
    return Table(file=file, digest=hashlib.sha256(content).hexdigest(), columns=tuple(columns), rows=rows)


def _check_columns(file: str, columns: list[str], required: Sequence[str], optional: Sequence[str]) -> None:
    missing = [column for column in required if column not in columns]
    known = {*required, *optional}
    unknown = [name for place, name in enumerate(columns) if name not in known or name in columns[:place]]
    if missing or unknown:
        raise WrongColumns(
            field="file", file=file, missing=_listed(missing), unknown=_listed(unknown), required=_listed(required),
            optional=_listed(optional),
        )  # fmt: skip


def _rows(columns: list[str], records: Iterable[tuple[int, list[str]]]) -> tuple[TableRow, ...]:
    rows, problems = [], []
    for number, cells in records:
        surplus = _without_empty_end(cells)[len(columns) :]
        if surplus:
            reason = _("the row has more cells than the heading has columns; the first surplus cell is “%(value)s”")
            problems.append((number, "", reason % {"value": surplus[0][:40]}))
        padded = cells + [""] * (len(columns) - len(cells))
        rows.append(TableRow(number=number, cells=dict(zip(columns, padded, strict=False))))
    if problems:
        raise InvalidRows(problems)
    return tuple(rows)


def _csv_records(content: bytes, file: str) -> Iterator[list[str]]:
    if b"\0" in content:
        raise NotATable(field="file", file=file)
    reader = csv.reader(io.StringIO(_decoded(content, file), newline=""), strict=True)
    try:
        for record in reader:
            yield [tidy(cell) for cell in record]
    except csv.Error as error:
        reason = _("the quotation marks of a cell do not match, or the cell is too long")
        raise InvalidRows([(reader.line_num, "", reason)]) from error


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _unknown_encoding(content, at, file) from error
    foreign = [character for character in text if not character.isascii()]
    if len(_common(foreign)) < _COMMON_SHARE * len(foreign):
        raise _unknown_encoding(content, at, file)
    return text


def _unknown_encoding(content: bytes, at: int, file: str) -> UnknownEncoding:
    return UnknownEncoding(field="file", file=file, line=content.count(b"\n", 0, at) + 1)


def _common(characters: Collection[str]) -> str:
    return "".join(characters).encode("gb2312", errors="ignore").decode("gb2312")


def _workbook_records(content: bytes, file: str) -> Iterator[list[str]]:
    try:
        _check_archive(content, file)
        with warnings.catch_warnings(action="ignore"):  # about styles, which are not read
            workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        for values in sheet.iter_rows(values_only=True):
            yield [_cell(value) for value in values]
        workbook.close()
    except _UNUSABLE_WORKBOOK as error:
        raise NotATable(field="file", file=file) from error


def _check_archive(content: bytes, file: str) -> None:
    """The directory is looked at before anything is unpacked: a small archive can hold gigabytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS:
        raise _too_large(
            file, _("%(count)s parts") % {"count": len(members)}, _("%(count)s parts") % {"count": MOST_MEMBERS}
        )
    if unpacked > LARGEST_UNPACKED:
        raise _too_large(file, f"{unpacked // _MEGABYTE} MB", f"{LARGEST_UNPACKED // _MEGABYTE} MB")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value))


def _limited(records: Iterable[list[str]], file: str) -> Iterator[list[str]]:
    for number, cells in enumerate(records, start=1):
        if number > MOST_ROWS:
            raise _too_large(file, _("more rows"), _("%(count)s rows") % {"count": MOST_ROWS})
        if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
            raise _too_large(file, _("more columns"), _("%(count)s columns") % {"count": MOST_COLUMNS})
        yield cells[:MOST_COLUMNS]


def _without_empty_end(cells: list[str]) -> list[str]:
    last = max((place for place, cell in enumerate(cells) if cell), default=-1)
    return cells[: last + 1]


def _too_large(file: str, size: str, limit: str) -> TableTooLarge:
    return TableTooLarge(field="file", file=file, size=size, limit=limit)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(name or "“”" for name in names) or "–"
