"""试行与复核: what holds for a time as a duty entry, and what its review makes of it."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet

from audit.acting import Act
from cases.models import Case, Outcome, Trial
from cases.models.trial import WAITING
from core.vocabulary import DutyRole, OutcomeKind, Phase, TrialState
from organizations.models import Organization
from organizations.selectors import in_force, successor_of
from registry.models import BoundaryEntry, EntryVersion
from registry.services import record_entry


def waiting_trial(entry: BoundaryEntry) -> Trial | None:
    """The trial of the entry that waits for its review."""
    rows = Trial.objects.filter(entry=entry, state__in=WAITING)
    return rows.select_related("entry__jurisdiction", "version", "outcome__case__procedure__procedure").first()


def trials_of(entry: BoundaryEntry) -> list[Trial]:
    """Everything that was ever tried out under the entry, the newest first."""
    return list(Trial.objects.filter(entry=entry).select_related("entry__jurisdiction", "case").order_by("-pk"))


def due_for_review(jurisdictions: Collection[int], at: datetime) -> QuerySet[Trial]:
    """待复核: lapsed without review, or due for it; the first to end first."""
    rows = Trial.objects.filter(state__in=WAITING, entry__jurisdiction__in=jurisdictions, review_from__lte=at)
    return rows.select_related("entry", "version").order_by("ends_on", "pk")


def begin(*, outcome: Outcome, version: EntryVersion, ends_on: date, review_from: datetime, act: Act) -> Trial:
    """试行开始: the version holds until ``ends_on``."""
    trial = Trial.objects.create(
        outcome=outcome, entry=version.entry, version=version, state=TrialState.RUNNING, begun_at=act.at,
        review_from=review_from, ends_on=ends_on,
    )  # fmt: skip
    act.changed("trial.begun", trial=trial.pk, version=version.version, ends_on=ends_on.isoformat())
    return trial


def lapse(*, trial: Trial, act: Act) -> None:
    """试行期满: its last day is over and nobody has reviewed it; it no longer holds."""
    trial.state = TrialState.LAPSED
    trial.save(update_fields=["state"])
    act.changed("trial.state", trial=trial.pk, state=trial.state)


def decide(
    *, trial: Trial, state: TrialState, act: Act, reason: str = "", document_number: str = "", case: Case | None = None
) -> None:
    """复核: what becomes of it."""
    trial.state, trial.reason, trial.document_number, trial.case = state, reason, document_number, case
    trial.decided_at, trial.decided_by_name = act.at, act.actor.person_name
    trial.save(update_fields=["state", "reason", "document_number", "case", "decided_at", "decided_by_name"])
    act.changed("trial.state", trial=trial.pk, state=trial.state)


def continue_entry(*, trial: Trial, since: date, until: date | None, act: Act) -> EntryVersion:
    """接续: the next version says the same from ``since`` on; who was dissolved has its successor there."""
    before = trial.version
    return record_entry(
        jurisdiction=trial.entry.jurisdiction, matter=before.matter, description=before.description,
        measures=before.measures, basis=before.basis, source=before.source, kind=OutcomeKind(before.kind),
        published_on=before.published_on, assignments=_assignments(before, since), valid_from=since, valid_to=until,
        entry=trial.entry, act=act,
    )  # fmt: skip


def leads_of(version: EntryVersion) -> list[Organization]:
    """The lead departments of the version, each once."""
    rows = version.assignments.filter(role=DutyRole.LEAD).select_related("organization")
    return list({row.organization_id: row.organization for row in rows.order_by("pk")}.values())


def holders_of_version(version: EntryVersion, on: date) -> list[Organization]:
    """Every organization that the version names, or where it was dissolved its successor, each once."""
    return list({organization.pk: organization for _p, organization, _r in _assignments(version, on)}.values())


def _assignments(version: EntryVersion, on: date) -> list[tuple[Phase, Organization, DutyRole]]:
    order = list(DutyRole)
    rows = version.assignments.select_related("organization__jurisdiction").order_by("pk")
    kept: dict[tuple[str, int], tuple[Phase, Organization, DutyRole]] = {}
    for row in sorted(rows, key=lambda one: order.index(DutyRole(one.role))):
        holder = row.organization
        holder = holder if in_force(holder, on) else successor_of(holder, on) or holder
        # a department that took over two roles in one phase keeps the heavier
        kept.setdefault((row.phase, holder.pk), (Phase(row.phase), holder, DutyRole(row.role)))
    return list(kept.values())
