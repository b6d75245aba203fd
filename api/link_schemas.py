"""Cases that belong together, as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas import CaseRef, OrganizationRef, Shape
from cases.links import links_seen, merges_of
from cases.models import Case
from core.vocabulary import CaseRelation
from flows.situation import Situation
from organizations.selectors import Capacity


class MergeOut(Shape):
    """并案: with which case, by whom, why."""

    case: CaseRef
    organization: OrganizationRef
    reason: str
    merged_at: datetime


class LinkOut(Shape):
    """关联案件: what the other case is to this one."""

    id: int
    case: CaseRef
    relation: CaseRelation
    reason: str
    linked_at: datetime


class Belonging(Shape):
    """并案与关联: with which other cases this one belongs together, as far as the caller may know of them."""

    merged_into: MergeOut | None
    absorbed: list[MergeOut]
    links: list[LinkOut] = Field(description="those that hold; an id is what unlink_case takes")


def belonging_of(now: Situation, held: Sequence[Capacity]) -> Belonging:
    case = now.case
    rows = list(merges_of(case))
    into = next((_merge(row, row.into) for row in rows if row.merged_id == case.pk), None)
    return Belonging(
        merged_into=into, absorbed=[_merge(row, row.merged) for row in rows if row.into_id == case.pk],
        links=[
            LinkOut(
                id=one.id, case=CaseRef.from_orm(one.case), relation=one.relation, reason=one.reason,
                linked_at=one.linked_at,
            )
            for one in links_seen(case, now.links, list(held))
        ],
    )  # fmt: skip


def _merge(row: Any, other: Case) -> MergeOut:
    return MergeOut(
        case=CaseRef.from_orm(other), organization=OrganizationRef.from_orm(row.organization), reason=row.reason,
        merged_at=row.merged_at,
    )  # fmt: skip
