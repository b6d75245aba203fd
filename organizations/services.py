"""Acts on organizations and people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.acting import Act
from audit.actors import Actor
from audit.models import ChainKind
from audit.services import record
from core.errors import InvalidRows
from core.vocabulary import MembershipRole
from organizations.models import Jurisdiction, Membership, Organization, Person
from organizations.roster import JurisdictionLine, Problems, RosterLine
from organizations.sorting import initials, sort_key

# The roster as a whole is one subject of the organization chains; the others are single organizations by id.
ROSTER = 0


class RowResult(StrEnum):
    """导入结果: what an import did with a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, kw_only=True)
class RowReport:
    """逐行报告: a row of the file, and the columns that changed."""

    row: int
    code: str
    name: str
    result: RowResult
    changed: tuple[str, ...] = ()


@dataclass(kw_only=True)
class ImportReport:
    """导入报告."""

    rows: list[RowReport] = field(default_factory=list)
    jurisdictions: list[str] = field(default_factory=list)

    def count(self, result: RowResult) -> int:
        return sum(row.result is result for row in self.rows)


def import_organizations(
    lines: Sequence[RosterLine], *, jurisdictions: Sequence[JurisdictionLine] = (), demo: bool = False,
    digest: str = "", by: Actor, at: datetime, request_key: str = "", dry_run: bool = False,
) -> ImportReport:  # fmt: skip
    """导入机构名录: add and update organizations, all rows or none; the same file again changes nothing.

    ``jurisdictions`` are added where they are missing; ``demo`` marks the organizations; ``digest`` is the file's.
    A dry run reports and saves nothing. Raises ``InvalidRows``.
    """
    with transaction.atomic():
        report = ImportReport(jurisdictions=_add_jurisdictions(jurisdictions))
        # One import at a time; who comes second sees what the first has made.
        places = {place.name: place for place in Jurisdiction.objects.order_by("pk").select_for_update(no_key=True)}
        codes = {line.code for line in lines} | {line.successor for line in lines if line.successor}
        known = {row.code: row for row in Organization.objects.filter(code__in=codes).select_related("successor")}
        _check(lines, places, known)
        report.rows = [_save(line, places[line.region], known, demo=demo) for line in lines]
        _follow_successors(lines, known, report)
        if report.jurisdictions or report.count(RowResult.UNCHANGED) < len(lines):
            _record_import(report, digest=digest, by=by, at=at, request_key=request_key)
        transaction.set_rollback(dry_run)
    return report


def register_person(*, username: str, name: str, password: str | None, by: Actor, at: datetime) -> Person:
    """登记人员: somebody who can sign in; without a password, only through a directory outside."""
    with transaction.atomic():
        person = Person.objects.create_user(username, password, name=name)
        act = Act(kind="person.registered", actor=by, at=at, data={"person": person.pk})
        record(chain=ChainKind.SECURITY, subject_id=person.pk, act=act)
    return person


def appoint(
    *, person: Person, organization: Organization, role: MembershipRole, valid_from: date | None = None, by: Actor,
    at: datetime,
) -> Membership:  # fmt: skip
    """任职: give a person a role in an organization from a day on."""
    with transaction.atomic():
        membership = Membership.objects.create(
            person=person, organization=organization, role=role, valid_from=valid_from
        )
        data = {"membership": membership.pk, "person": person.pk, "role": str(role), "valid_from": _iso(valid_from)}
        act = Act(kind="organization.person_appointed", actor=by, at=at, data=data)
        record(chain=ChainKind.ORGANIZATION, subject_id=organization.pk, act=act)
    return membership


def _add_jurisdictions(lines: Sequence[JurisdictionLine]) -> list[str]:
    known = {place.code: place for place in Jurisdiction.objects.all()}
    added, problems = [], _problems_of_jurisdictions(lines, known)
    if problems:
        raise InvalidRows(problems)
    for line in _parents_first(lines):
        if line.code not in known:
            known[line.code] = Jurisdiction.objects.create(
                code=line.code, name=line.name, number_prefix=line.number_prefix, timezone=line.timezone,
                parent=known.get(line.parent),
            )  # fmt: skip
            added.append(line.code)
    return added


def _problems_of_jurisdictions(lines: Sequence[JurisdictionLine], known: dict[str, Jurisdiction]) -> Problems:
    prefixes = {place.number_prefix: place for place in known.values()}
    listed = {line.code for line in lines}
    problems: Problems = []
    for line in lines:
        holder, place = prefixes.get(line.number_prefix), known.get(line.code)
        if holder and holder.code != line.code:
            problems.append((line.row, "number_prefix", _("“%(value)s” belongs to %(name)s (%(code)s)") % {
                "value": line.number_prefix, "name": holder.name, "code": holder.code,
            }))  # fmt: skip
        if place and (place.name, place.number_prefix) != (line.name, line.number_prefix):
            problems.append((line.row, "code", _("“%(value)s” is on record as %(name)s, %(prefix)s") % {
                "value": line.code, "name": place.name, "prefix": place.number_prefix,
            }))  # fmt: skip
        if line.parent and (line.parent == line.code or line.parent not in listed | set(known)):
            problems.append((line.row, "parent", _unknown(line.parent)))
    return problems


def _parents_first(lines: Sequence[JurisdictionLine]) -> list[JurisdictionLine]:
    waiting, done = list(lines), list[JurisdictionLine]()
    while waiting:
        held_up = {line.code for line in waiting}
        ready = [line for line in waiting if line.parent not in held_up]
        if not ready:
            raise InvalidRows([(line.row, "parent", _("the parents form a circle")) for line in waiting])
        done += ready
        waiting = [line for line in waiting if line.parent in held_up]
    return done


def _check(lines: Iterable[RosterLine], places: dict[str, Jurisdiction], known: dict[str, Organization]) -> None:
    listed = {line.code for line in lines}
    problems: Problems = []
    for line in lines:
        place, before = places.get(line.region), known.get(line.code)
        if place is None:
            reason = _("“%(value)s” is not the full name of a jurisdiction on record; known: %(known)s")
            problems.append(
                (line.row, "region", reason % {"value": line.region, "known": "、".join(sorted(places)) or "–"})
            )
        elif before and before.jurisdiction_id != place.pk:
            reason = _("the code %(value)s belongs to another jurisdiction's %(name)s; a code stands for one body")
            problems.append((line.row, "code", reason % {"value": line.code, "name": before.name}))
        if line.successor and line.successor not in listed | set(known):
            problems.append((line.row, "successor", _unknown(line.successor)))
    if problems:
        raise InvalidRows(problems)


def _save(line: RosterLine, place: Jurisdiction, known: dict[str, Organization], *, demo: bool) -> RowReport:
    values: dict[str, Any] = {
        "name": line.name, "short_name": line.short_name, "kind": line.kind, "is_demo": demo,
        "sort_key": sort_key(line.short_name), "initials": initials(line.name, line.short_name),
        "functions": [str(function) for function in line.functions], "valid_from": line.valid_from,
        "valid_to": line.valid_to,
    }  # fmt: skip
    values = {column: value for column, value in values.items() if column not in _kept(line)}
    before = known.get(line.code)
    if before is None:
        known[line.code] = Organization.objects.create(code=line.code, jurisdiction=place, **values)
        return RowReport(row=line.row, code=line.code, name=line.name, result=RowResult.ADDED)
    changed = _assign(before, values)
    result = RowResult.CHANGED if changed else RowResult.UNCHANGED
    return RowReport(row=line.row, code=line.code, name=line.name, result=result, changed=changed)


def _kept(line: RosterLine) -> set[str]:
    """Optional columns that the file does not have: they keep what is on record."""
    return {"functions", "valid_from", "valid_to"} - line.given


def _assign(organization: Organization, values: dict[str, Any]) -> tuple[str, ...]:
    changed = tuple(column for column, value in values.items() if getattr(organization, column) != value)
    for column in changed:
        setattr(organization, column, values[column])
    if changed:
        organization.save(update_fields=changed)
    return changed


def _follow_successors(lines: Iterable[RosterLine], known: dict[str, Organization], report: ImportReport) -> None:
    """Successors come last: a row may name one that stands further down."""
    for place, line in enumerate(lines):
        successor = known[line.successor] if line.successor else None
        if "successor" not in line.given or not _assign(known[line.code], {"successor": successor}):
            continue
        row = report.rows[place]
        if row.result is not RowResult.ADDED:
            changed = (*row.changed, "successor")
            report.rows[place] = RowReport(
                row=row.row, code=row.code, name=row.name, result=RowResult.CHANGED, changed=changed
            )


def _record_import(report: ImportReport, *, digest: str, by: Actor, at: datetime, request_key: str) -> None:
    act = Act(kind="organizations.imported", actor=by, at=at, request_key=request_key)
    act.data = {"sha256": digest, **{str(result): report.count(result) for result in RowResult}}
    for code in report.jurisdictions:
        act.changed("jurisdiction.added", jurisdiction=code)
    for row in report.rows:
        if row.result is RowResult.ADDED:
            act.changed("organization.added", organization=row.code)
        elif row.result is RowResult.CHANGED:
            act.changed("organization.changed", organization=row.code, columns=list(row.changed))
    record(chain=ChainKind.ORGANIZATION, subject_id=ROSTER, act=act)


def _unknown(code: str) -> str:
    return _("“%(value)s” is neither in this file nor on record") % {"value": code}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
