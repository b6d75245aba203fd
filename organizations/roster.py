"""机构名录: what a row of an imported roster means, and what can be wrong with it. Knows no database rows."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.errors import InvalidRows
from core.tables import TableRow
from core.vocabulary import OrganizationFunction, OrganizationKind

REQUIRED = ("code", "name", "short_name", "kind", "region")
OPTIONAL = ("functions", "valid_from", "valid_to", "successor")
JURISDICTION_REQUIRED = ("code", "name", "number_prefix")
JURISDICTION_OPTIONAL = ("parent", "timezone")

KINDS: Mapping[str, OrganizationKind] = {
    "党委机构": OrganizationKind.PARTY_ORGAN,
    "纪检监察": OrganizationKind.DISCIPLINE,
    "人大政协": OrganizationKind.CONGRESS_OR_CONSULTATIVE,
    "政府部门": OrganizationKind.DEPARTMENT,
    "群团": OrganizationKind.MASS_ORGANIZATION,
    "街镇": OrganizationKind.SUBDISTRICT,
    "垂直管理": OrganizationKind.VERTICAL_ORGAN,
    "事业单位": OrganizationKind.INSTITUTION,
    "议事协调机构": OrganizationKind.JOINT_BODY,
}
FUNCTIONS: Mapping[str, OrganizationFunction] = {
    "派件": OrganizationFunction.DISPATCH_OFFICE,
    "编办": OrganizationFunction.ESTABLISHMENT_OFFICE,
    "两办": OrganizationFunction.SECRETARIAT,
    "督查": OrganizationFunction.INSPECTION,
    "审计": OrganizationFunction.AUDIT,
    "司法": OrganizationFunction.JUSTICE,
    "联席会议": OrganizationFunction.JOINT_CONFERENCE,
}
_SEPARATORS = re.compile(r"[;；、]")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,39}")
_PREFIX = re.compile(r"[A-Z]{2,6}")
_LONGEST = {"name": 200, "short_name": 60}

Problems = list[tuple[int, str, str]]


@dataclass(frozen=True, kw_only=True)
class RosterLine:
    """一行: one organization. ``given`` names the optional columns of the file; the others stay as they were."""

    row: int
    code: str
    name: str
    short_name: str
    kind: OrganizationKind
    region: str
    functions: tuple[OrganizationFunction, ...]
    valid_from: date | None
    valid_to: date | None
    successor: str
    given: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class JurisdictionLine:
    """行政区划一行: a jurisdiction that a roster's regions may name; ``parent`` is a code or empty."""

    row: int
    code: str
    name: str
    number_prefix: str
    parent: str
    timezone: str


def read_roster(rows: Sequence[TableRow]) -> list[RosterLine]:
    """Every problem of every row at once: raises ``InvalidRows`` naming row, column, value and rule."""
    problems: Problems = []
    lines = [_line(row, problems) for row in rows]
    problems += _repeated(rows, "code")
    if problems:
        raise InvalidRows(sorted(problems))
    return [line for line in lines if line is not None]


def read_jurisdictions(rows: Sequence[TableRow]) -> list[JurisdictionLine]:
    """Raises ``InvalidRows`` naming row, column, value and rule."""
    problems: Problems = []
    for column in JURISDICTION_REQUIRED:
        problems += [(row.number, column, _("must not be empty")) for row in rows if not row.cells[column]]
        problems += _repeated(rows, column)
    for row in rows:
        prefix = row.cells["number_prefix"]
        if prefix and not _PREFIX.fullmatch(prefix):
            problems.append((row.number, "number_prefix", _said(_("must be 2 to 6 capital letters A to Z"), prefix)))
    if problems:
        raise InvalidRows(sorted(problems))
    return [_jurisdiction_line(row) for row in rows]


def _line(row: TableRow, problems: Problems) -> RosterLine | None:
    before = len(problems)
    problems += _check_texts(row)
    values: dict[str, Any] = {}
    for column, read in _READERS.items():
        try:
            values[column] = read(row.cells.get(column, ""))
        except ValueError as error:
            problems.append((row.number, column, str(error)))
    if len(problems) == before:
        problems += _check_period(row.number, values["valid_from"], values["valid_to"], row.cells)
    if len(problems) > before:
        return None
    cells = row.cells
    return RosterLine(
        row=row.number, code=cells["code"], name=cells["name"], short_name=cells["short_name"] or cells["name"],
        region=cells["region"], successor=cells.get("successor", ""),
        given=frozenset(column for column in OPTIONAL if column in cells), **values,
    )  # fmt: skip


def _check_texts(row: TableRow) -> Problems:
    problems = [
        (row.number, column, _("must not be empty")) for column in ("code", "name", "region") if not row.cells[column]
    ]
    code = row.cells["code"]
    if code and not _CODE.fullmatch(code):
        rule = _("must be at most 40 letters A to Z, digits and hyphens")
        problems.append((row.number, "code", _said(rule, code)))
    for column, longest in _LONGEST.items():
        text = row.cells[column] or row.cells["name"]
        if len(text) > longest:
            rule = _("must have at most %(longest)s characters, this has %(length)s") % {
                "longest": longest, "length": len(text),
            }  # fmt: skip
            problems.append((row.number, column, _said(rule, text)))
    return problems


def _check_period(number: int, begin: date | None, end: date | None, cells: Mapping[str, str]) -> Problems:
    if begin and end and end <= begin:
        return [(number, "valid_to", _said(_("must be later than valid_from"), end.isoformat()))]
    successor = cells.get("successor", "")
    if successor and not end:
        return [(number, "successor", _said(_("only what has a valid_to has a successor"), successor))]
    if successor and successor == cells["code"]:
        return [(number, "successor", _said(_("must be another organization"), successor))]
    return []


def _kind(text: str) -> OrganizationKind:
    if text in KINDS:
        return KINDS[text]
    raise ValueError(_said(_("must be one of %(allowed)s") % {"allowed": "、".join(KINDS)}, text))


def _functions(text: str) -> tuple[OrganizationFunction, ...]:
    found = []
    for word in filter(None, (part.strip() for part in _SEPARATORS.split(text))):
        if word in FUNCTIONS:
            found.append(FUNCTIONS[word])
        elif word in set(OrganizationFunction):
            found.append(OrganizationFunction(word))
        else:
            raise ValueError(_said(_("must be among %(allowed)s") % {"allowed": "、".join(FUNCTIONS)}, word))
    return tuple(sorted(set(found)))


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(_said(_("must be a date such as 2019-01-31, or empty"), text)) from error


_READERS: Mapping[str, Callable[[str], Any]] = {
    "kind": _kind, "functions": _functions, "valid_from": _day, "valid_to": _day,
}  # fmt: skip


def _jurisdiction_line(row: TableRow) -> JurisdictionLine:
    return JurisdictionLine(
        row=row.number, code=row.cells["code"], name=row.cells["name"], number_prefix=row.cells["number_prefix"],
        parent=row.cells.get("parent", ""), timezone=row.cells.get("timezone", "") or "Asia/Shanghai",
    )  # fmt: skip


def _repeated(rows: Iterable[TableRow], column: str) -> Problems:
    times = Counter(row.cells[column] for row in rows)
    first: dict[str, int] = {}
    problems: Problems = []
    for row in rows:
        value = row.cells[column]
        if times[value] > 1 and value and value in first:
            rule = _("is already in row %(row)s; each may stand once") % {"row": first[value]}
            problems.append((row.number, column, _said(rule, value)))
        first.setdefault(value, row.number)
    return problems


def _said(rule: str, value: str) -> str:
    return _("“%(value)s” %(rule)s") % {"value": value[:60], "rule": rule}
