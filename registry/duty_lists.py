"""职责清单: what a row of an imported list means, and its import into the registry, all rows or none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from audit.acting import Act
from audit.actors import Actor
from audit.models import ChainKind
from audit.services import record
from core.errors import InvalidRows
from core.tables import TableRow
from core.vocabulary import DutyRole, Phase
from organizations.models import Jurisdiction, NamePlate, Organization
from organizations.selectors import valid_on
from registry.matching import Match, Named, match, match_one, names_in
from registry.models import EntryVersion
from registry.services import LONGEST_MATTER, Assignment, record_entry

REQUIRED = ("id", "matter", "lead")
OPTIONAL = ("sub_item", "category", "assist", "division_note", "basis", "source_url", "region", "phase")
PHASES = {"审批": Phase.APPROVAL, "监管": Phase.SUPERVISION, "执法": Phase.ENFORCEMENT, "": Phase.SUPERVISION}
LONGEST_SOURCE = 200

Problems = list[tuple[int, str, str]]


class RowResult(StrEnum):
    """导入结果: what an import did with a row."""

    ADDED = "added"
    KNOWN = "known"
    NOT_MATCHED = "not_matched"


@dataclass(frozen=True, kw_only=True)
class DutyLine:
    """一行: one duty as a list names it; ``lead`` and ``assist`` are its words, not organizations.

    A row that names no phase speaks of the standing duty, which is supervision (监管).
    """

    row: int
    matter: str
    description: str
    basis: str
    source: str
    lead: str
    assist: tuple[str, ...]
    phase: Phase


@dataclass(frozen=True, kw_only=True)
class RowReport:
    """逐行报告: ``lead`` is the organization found, ``left_out`` the assisting names that mean none of ours."""

    row: int
    matter: str
    result: RowResult
    number: str = ""
    lead: str = ""
    reason: str = ""
    left_out: tuple[str, ...] = ()


@dataclass(kw_only=True)
class ImportReport:
    """导入报告."""

    rows: list[RowReport] = field(default_factory=list)

    def count(self, result: RowResult) -> int:
        return sum(row.result is result for row in self.rows)


def read_duties(rows: Sequence[TableRow]) -> list[DutyLine]:
    """Every problem of every row at once: raises ``InvalidRows`` naming row, column, value and rule."""
    problems: Problems = [problem for row in rows for problem in _problems_of(row)]
    times = Counter(row.cells["id"] for row in rows)
    problems += [
        (row.number, "id", _("%(value)s stands in the file more than once") % {"value": row.cells["id"]})
        for row in rows
        if row.cells["id"] and times[row.cells["id"]] > 1
    ]
    if problems:
        raise InvalidRows(sorted(problems))
    return [_line(row) for row in rows]


def import_duties(
    lines: Sequence[DutyLine], *, jurisdiction: Jurisdiction, valid_from: date, by: Actor, at: datetime,
    dry_run: bool = False,
) -> ImportReport:  # fmt: skip
    """导入职责清单: an entry for each row whose lead means exactly one organization; the same file again adds nothing.

    Rows whose lead means none or several are reported and left out; an assisting name likewise, but its row is kept.
    """
    report = ImportReport()
    with transaction.atomic():
        # One import at a time; who comes second sees what the first has made.
        Jurisdiction.objects.select_for_update(no_key=True).get(pk=jurisdiction.pk)
        existing = Organization.objects.filter(valid_on(valid_from), jurisdiction=jurisdiction).order_by("pk")
        organizations = {organization.pk: organization for organization in existing}
        named = _named(organizations, valid_from)
        known = _already_listed(jurisdiction, [line.source for line in lines])
        for line in lines:
            if line.source in known:
                report.rows.append(
                    RowReport(row=line.row, matter=line.matter, result=RowResult.KNOWN, number=known[line.source])
                )
                continue
            lead = match_one(line.lead, named)
            if lead.only is None:
                report.rows.append(_not_matched(line, lead, organizations))
                continue
            report.rows.append(_add(line, organizations[lead.only], named, organizations, valid_from, by, at))
        transaction.set_rollback(dry_run)
    return report


def _add(
    line: DutyLine, lead: Organization, named: Sequence[Named], organizations: dict[int, Organization],
    valid_from: date, by: Actor, at: datetime,
) -> RowReport:  # fmt: skip
    matches = [match(name, named) for name in line.assist]
    helpers = dict.fromkeys(found.only for found in matches if found.only not in (None, lead.pk))
    assignments: list[Assignment] = [(line.phase, lead, DutyRole.LEAD)]
    assignments += [(line.phase, organizations[pk], DutyRole.ASSISTING) for pk in helpers if pk is not None]
    act = Act(kind="registry.entry_imported", actor=by, at=at, data={"row": line.row})
    version = record_entry(
        jurisdiction=lead.jurisdiction, matter=line.matter, description=line.description, measures="",
        basis=line.basis, source=line.source, assignments=assignments, valid_from=valid_from, valid_to=None,
        entry=None, act=act,
    )  # fmt: skip
    record(chain=ChainKind.REGISTRY, subject_id=version.entry_id, act=act)
    left_out = tuple(found.text for found in matches if found.only is None)
    return RowReport(
        row=line.row, matter=line.matter, result=RowResult.ADDED, number=version.entry.number, lead=lead.name,
        left_out=left_out,
    )  # fmt: skip


def _named(organizations: dict[int, Organization], on: date) -> list[Named]:
    """Every organization under its own names and those of its plates (两块牌子)."""
    own = [Named(pk=row.pk, name=row.name, short_name=row.short_name) for row in organizations.values()]
    plates = NamePlate.objects.filter(valid_on(on), organization__in=organizations).order_by("pk")
    return own + [Named(pk=plate.organization_id, name=plate.name, short_name=plate.short_name) for plate in plates]


def _not_matched(line: DutyLine, lead: Match, organizations: dict[int, Organization]) -> RowReport:
    if lead.found:
        names = "、".join(str(organizations[pk]) for pk in lead.found)
        reason = _("“%(lead)s” may mean several: %(names)s") % {"lead": line.lead, "names": names}
    else:
        reason = _("“%(lead)s” means no one organization here") % {"lead": line.lead}
    return RowReport(row=line.row, matter=line.matter, result=RowResult.NOT_MATCHED, reason=reason)


def _already_listed(jurisdiction: Jurisdiction, sources: Sequence[str]) -> dict[str, str]:
    versions = EntryVersion.objects.filter(entry__jurisdiction=jurisdiction, source__in=sources)
    return dict(versions.values_list("source", "entry__number"))


def _problems_of(row: TableRow) -> Problems:
    problems = [(row.number, column, _("must not be empty")) for column in REQUIRED if not row.cells[column]]
    rule = _("must have at most %(longest)s characters, this has %(length)s")
    for column, text, longest in (("matter", _matter(row), LONGEST_MATTER), ("id", _source(row), LONGEST_SOURCE)):
        if len(text) > longest:
            problems.append((row.number, column, rule % {"longest": longest, "length": len(text)}))
    phase = row.cells.get("phase", "")
    if phase not in PHASES and phase not in set(Phase):
        allowed = "、".join(name for name in PHASES if name)
        problems.append((row.number, "phase", _("must be one of %(allowed)s") % {"allowed": allowed} + f": {phase}"))
    return problems


def _line(row: TableRow) -> DutyLine:
    cells = row.cells
    phase = cells.get("phase", "")
    basis = (cells.get("basis", ""), cells.get("source_url", ""))
    return DutyLine(
        row=row.number, matter=_matter(row), description=cells.get("division_note", ""),
        basis="\n".join(filter(None, basis)), source=_source(row), lead=cells["lead"],
        assist=tuple(names_in(cells.get("assist", ""))), phase=PHASES[phase] if phase in PHASES else Phase(phase),
    )  # fmt: skip


def _matter(row: TableRow) -> str:
    return "：".join(filter(None, (row.cells["matter"], row.cells.get("sub_item", ""))))


def _source(row: TableRow) -> str:
    return " ".join(filter(None, (row.cells["id"], row.cells.get("region", ""))))
