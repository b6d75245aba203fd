"""并案、关联案件: how cases belong together. Callers hold the locks of both cases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from audit.acting import Act
from cases.access import visible_to
from cases.errors import HasParent, LinkedAlready, LinkGoesRound
from cases.models import Case, CaseLink, CaseMerge
from core.vocabulary import CaseRelation
from organizations.models import Jurisdiction, Organization
from organizations.selectors import Capacity


@dataclass(frozen=True, kw_only=True)
class LinkSeen:
    """关联: as one of the two cases sees it; ``relation`` is what ``case`` is to it."""

    id: int
    case: Case
    relation: CaseRelation
    reason: str
    linked_at: datetime


def merge(*, case: Case, into: Case, reason: str, by: Organization, act: Act) -> CaseMerge:
    """并案: puts on record into which case this one went; the course ends the case."""
    row = CaseMerge.objects.create(
        merged=case, into=into, reason=reason, organization=by, merged_at=act.at, merged_by_name=act.actor.person_name
    )
    act.changed("merge.into", case=into.pk)
    act.data.update(into=into.pk, into_number=into.number)
    return row


def note_absorbed(*, case: Case, merged: Case, act: Act) -> None:
    """并入: the same on the record of the case that goes on."""
    act.changed("merge.absorbed", case=merged.pk)
    act.data.update(merged=merged.pk, merged_number=merged.number, case=case.number)


def link(*, case: Case, other: Case, relation: CaseRelation, reason: str, by: Organization, act: Act) -> CaseLink:
    """关联: ``other`` is the parent or child of ``case``, or related to it.

    Raises ``LinkedAlready``, ``HasParent``, ``LinkGoesRound``. Two links made at once could close a circle together:
    whoever links cases of a jurisdiction holds its row.
    """
    Jurisdiction.objects.select_for_update(no_key=True).get(pk=case.jurisdiction_id)
    first, second = (case, other) if relation is CaseRelation.CHILD else (other, case)
    if relation is CaseRelation.RELATED:
        first, second = sorted((case, other), key=lambda one: one.pk)
    if links_of(case).filter(Q(first=other) | Q(second=other)).exists():
        raise LinkedAlready(field="other", number=other.number)
    if relation is not CaseRelation.RELATED:
        _check_tree(parent=first, child=second)
    row = CaseLink.objects.create(
        first=first, second=second, kind=CaseRelation.RELATED if relation is CaseRelation.RELATED else _PARENT,
        reason=reason, organization=by, linked_at=act.at, linked_by_name=act.actor.person_name,
    )  # fmt: skip
    note_linked(row, case, act)
    return row


def note_linked(row: CaseLink, case: Case, act: Act) -> None:
    """On the record of one of the two cases."""
    other = row.other_id(case.pk)
    act.changed("link.made", link=row.pk, relation=row.seen_from(case.pk), case=other)
    act.data.update(link=row.pk, relation=row.seen_from(case.pk))


def unlink(*, row: CaseLink, reason: str, act: Act) -> None:
    """解除关联."""
    row.ended_at, row.ended_by_name, row.end_reason = act.at, act.actor.person_name, reason
    row.save(update_fields=["ended_at", "ended_by_name", "end_reason"])
    note_unlinked(row, act)


def note_unlinked(row: CaseLink, act: Act) -> None:
    act.changed("link.ended", link=row.pk)
    act.data["link"] = row.pk


def links_of(case: Case) -> QuerySet[CaseLink]:
    """The links of the case that hold."""
    return CaseLink.objects.filter(Q(first=case) | Q(second=case), ended_at=None)


def links_seen(case: Case, rows: Sequence[CaseLink], held: list[Capacity]) -> list[LinkSeen]:
    """关联案件: those of whose other case the people may know; one query, none where there is no link."""
    others = {row.pk: row.first if row.second_id == case.pk else row.second for row in rows}
    ids = [other.pk for other in others.values()]
    known = set(visible_to(held).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    return [
        LinkSeen(
            id=row.pk, case=others[row.pk], relation=row.seen_from(case.pk), reason=row.reason,
            linked_at=row.linked_at,
        )
        for row in rows
        if others[row.pk].pk in known
    ]  # fmt: skip


def merges_of(case: Case) -> QuerySet[CaseMerge]:
    """并案情况: into which case this one went, and which went into it."""
    rows = CaseMerge.objects.filter(Q(merged=case) | Q(into=case))
    return rows.select_related("merged", "into", "organization").order_by("pk")


_PARENT = CaseRelation.PARENT


def _check_tree(*, parent: Case, child: Case) -> None:
    parents = CaseLink.objects.filter(kind=_PARENT, ended_at=None).select_related("first")
    known = parents.filter(second=child).first()
    if known is not None:
        raise HasParent(field="relation", number=child.number, parent=known.first.number)
    if child.pk in _upwards(parent.pk):
        raise LinkGoesRound(field="relation", parent=parent.number, child=child.number)


def _upwards(case_id: int) -> Iterator[int]:
    """The parents above a case, one after the other."""
    seen: set[int] = set()
    while True:
        above = CaseLink.objects.filter(kind=_PARENT, ended_at=None, second=case_id).values_list("first_id").first()
        if above is None or above[0] in seen:
            return
        case_id = above[0]
        seen.add(case_id)
        yield case_id
