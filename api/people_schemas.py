"""人员, as machines read them of a case: who stands in for whom, which working groups read along."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from api.schemas import OrganizationRef, Shape
from cases.models import Case, CaseGroup
from cases.people import deputies_in, groups_reading, remarks_for
from core.vocabulary import MembershipRole
from organizations.models import Deputyship
from organizations.selectors import Capacity


class StandInOut(Shape):
    """代理: of today and to come, among the departments concerned and who conducts."""

    organization: OrganizationRef
    absent: str
    role: MembershipRole
    deputy: str
    first_day: date
    last_day: date = Field(description="included")


class CaseGroupOut(Shape):
    """参与的专班."""

    group: int = Field(description="as the acts on working groups name it")
    name: str
    host: OrganizationRef
    reason: str
    added_at: datetime


class GroupRemarkOut(Shape):
    """专班内部意见."""

    group: str
    organization: OrganizationRef
    person_name: str
    text: str
    noted_at: datetime


def people_of_case(case: Case, held: list[Capacity], on: date) -> dict[str, Any]:
    """Deputies for every reader; groups and remarks for who may see them."""
    deputies = deputies_in(case, on).select_related("absent__organization", "absent__person", "deputy")
    groups = groups_reading(case, held).select_related("group__host")
    remarks = remarks_for(case, held).select_related("organization", "link__group")
    return {
        "deputies": [_stand_in(row) for row in deputies], "working_groups": [_group(row) for row in groups],
        "group_remarks": [
            GroupRemarkOut(
                group=row.link.group.name, organization=OrganizationRef.from_orm(row.organization), text=row.text,
                person_name=row.person_name, noted_at=row.noted_at,
            )
            for row in remarks
        ],
    }  # fmt: skip


def _stand_in(row: Deputyship) -> StandInOut:
    return StandInOut(
        organization=OrganizationRef.from_orm(row.absent.organization), absent=row.absent.person.name,
        role=MembershipRole(row.absent.role), deputy=row.deputy.name, first_day=row.first_day, last_day=row.last_day,
    )  # fmt: skip


def _group(row: CaseGroup) -> CaseGroupOut:
    return CaseGroupOut(
        group=row.group_id, name=row.group.name, host=OrganizationRef.from_orm(row.group.host), reason=row.reason,
        added_at=row.added_at,
    )  # fmt: skip
