"""Writing the registry: entries and their versions."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from audit.acting import Act
from core.labels import label
from core.vocabulary import DutyRole, OutcomeKind, Phase
from organizations.models import Jurisdiction, Organization
from registry.errors import EndsBeforeItBegins, MatterMissing, NoLead, StartsTooEarly, TwoLeads, TwoRoles
from registry.models import BoundaryEntry, EntryAssignment, EntryNumberCounter, EntryVersion
from registry.words import words_of

Assignment = tuple[Phase, Organization, DutyRole]
LONGEST_MATTER = 200


def record_entry(
    *, jurisdiction: Jurisdiction, matter: str, description: str, measures: str, basis: str, source: str,
    assignments: Sequence[Assignment], valid_from: date, valid_to: date | None, entry: BoundaryEntry | None,
    act: Act, kind: OutcomeKind = OutcomeKind.DUTY, published_on: date | None = None,
) -> EntryVersion:  # fmt: skip
    """列入职责边界清单: a new entry or, where ``entry`` is given, its next version (动态补丁).

    ``valid_to`` is the first day on which it no longer holds. The version before is cut off at ``valid_from``.
    The caller's act collects the change and is recorded by the caller, in the same transaction.
    Raises ``MatterMissing``, ``EndsBeforeItBegins``, ``NoLead``, ``TwoLeads``, ``TwoRoles``, ``StartsTooEarly``.
    """
    _check(matter=matter, assignments=assignments, valid_from=valid_from, valid_to=valid_to)
    with transaction.atomic():
        entry = entry or _new_entry(jurisdiction)
        before = _cut_off_previous(entry, valid_from)
        version = EntryVersion(
            entry=entry, version=before + 1, matter=matter, description=description, measures=measures, basis=basis,
            source=source, kind=kind, published_on=published_on,
            valid=DateRange(valid_from, valid_to), recorded_at=act.at,
            words=words_of("\n".join((matter, description, measures, basis))),
        )  # fmt: skip
        with _one_lead_per_phase(assignments):
            version.save(force_insert=True)
            EntryAssignment.objects.bulk_create(
                EntryAssignment(
                    entry=entry, version=version, phase=phase, organization=organization, role=role, valid=version.valid
                )
                for phase, organization, role in assignments
            )  # fmt: skip
    act.changed(
        "registry.entry_recorded", entry=entry.pk, number=entry.number, version=version.version,
        valid_from=valid_from.isoformat(), valid_to=valid_to.isoformat() if valid_to else None,
        assignments=[
            {"phase": str(phase), "organization": organization.pk, "role": str(role)}
            for phase, organization, role in assignments
        ],
    )  # fmt: skip
    return version


def _check(
    *, matter: str, assignments: Sequence[Assignment], valid_from: date, valid_to: date | None
) -> None:  # fmt: skip
    if not matter.strip() or len(matter) > LONGEST_MATTER:
        raise MatterMissing(field="matter", longest=LONGEST_MATTER)
    if valid_to is not None and valid_to <= valid_from:
        raise EndsBeforeItBegins(field="valid_to", begin=valid_from, end=valid_to)
    if not any(role is DutyRole.LEAD for _phase, _organization, role in assignments):
        raise NoLead(field="assignments", matter=matter)
    named: set[tuple[Phase, int]] = set()
    for phase, organization, _role in assignments:
        if (phase, organization.pk) in named:
            raise TwoRoles(field="assignments", name=organization.name, phase=label(phase))
        named.add((phase, organization.pk))
    for phase, leads in _leads(assignments).items():
        if len(leads) > 1:
            raise TwoLeads(field="assignments", phase=label(phase), names=_names(leads))


def _leads(assignments: Sequence[Assignment]) -> dict[Phase, list[Organization]]:
    leads: defaultdict[Phase, list[Organization]] = defaultdict(list)
    for phase, organization, role in assignments:
        if role is DutyRole.LEAD:
            leads[phase].append(organization)
    return leads


def _names(organizations: Sequence[Organization]) -> str:
    return "、".join(organization.name for organization in organizations)


def _new_entry(jurisdiction: Jurisdiction) -> BoundaryEntry:
    EntryNumberCounter.objects.get_or_create(jurisdiction=jurisdiction)
    counter = EntryNumberCounter.objects.select_for_update().get(jurisdiction=jurisdiction)
    counter.last += 1
    counter.save(update_fields=["last"])
    number = f"{jurisdiction.number_prefix}-B-{counter.last:06}"
    return BoundaryEntry.objects.create(jurisdiction=jurisdiction, number=number)


def _cut_off_previous(entry: BoundaryEntry, valid_from: date) -> int:
    """End the latest version, with its assignments, on ``valid_from``; returns its number, 0 where there is none."""
    BoundaryEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    previous = entry.versions.order_by("-version").first()
    if previous is None:
        return 0
    begin, end = previous.valid.lower, previous.valid.upper
    if begin is None or valid_from <= begin:
        raise StartsTooEarly(field="valid_from", number=entry.number, begin=begin, asked=valid_from)
    if end is None or end > valid_from:
        previous.valid = DateRange(begin, valid_from)
        previous.save(update_fields=["valid"])
        previous.assignments.update(valid=previous.valid)
    return previous.version


@contextmanager
def _one_lead_per_phase(assignments: Sequence[Assignment]) -> Iterator[None]:
    """What the database's own constraint refuses is said in the same words as what we see before it."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "one_lead_per_phase_on_any_date" not in str(error):
            raise
        leads = _leads(assignments)
        phases = "、".join(label(phase) for phase in leads)
        named = _names(list({lead.pk: lead for several in leads.values() for lead in several}.values()))
        raise TwoLeads(field="assignments", phase=phases, names=named) from error
