"""机构, as machines read it: the body, its people by date, its names, seats and groups."""

from datetime import date
from typing import Any

from pydantic import Field

from api.schemas import JurisdictionRef, Next, OrganizationRef, Shape
from core.vocabulary import BodyRole, DutyPost, MembershipRole, OrganizationFunction, OrganizationKind


class OrganizationOut(OrganizationRef):
    """机构, as a list shows it."""

    kind: OrganizationKind
    jurisdiction: JurisdictionRef
    functions: list[OrganizationFunction]
    valid_from: date | None = Field(description="first day; null: since before the record begins")
    valid_to: date | None = Field(description="first day on which it no longer exists")
    also_named: list[str] = Field(description="names on its other plates, on the day asked for")


class Organizations(Next):
    items: list[OrganizationOut]


class PersonOut(Shape):
    """人员; the username only for who works there or may change something about the organization."""

    name: str
    username: str | None


class MemberOut(Shape):
    """在职人员."""

    membership: int = Field(description="as naming a deputy and handing over name the office")
    person: PersonOut
    role: MembershipRole
    valid_from: date | None
    valid_to: date | None = Field(description="first day without the office")


class DeputyshipOut(Shape):
    """代理: of today and to come."""

    id: int
    membership: int = Field(description="the office stood in for")
    absent: PersonOut
    role: MembershipRole
    deputy: PersonOut
    first_day: date
    last_day: date = Field(description="included")


class ShiftOut(Shape):
    """值班、带班."""

    id: int
    person: PersonOut
    post: DutyPost
    first_day: date
    last_day: date = Field(description="included")


class PlateOut(Shape):
    """挂牌."""

    id: int
    name: str
    short_name: str
    valid_from: date | None
    valid_to: date | None = Field(description="first day without it")


class SeatOut(Shape):
    """成员单位席位: of the standing body, or held in one."""

    id: int
    organization: OrganizationRef
    role: BodyRole
    valid_from: date
    valid_to: date | None = Field(description="first day without the seat")


class GroupMemberOut(Shape):
    """专班成员."""

    id: int
    organization: OrganizationRef = Field(description="who sent them")
    person: PersonOut
    valid_from: date
    valid_to: date | None = Field(description="first day without the seat")


class GroupOut(Shape):
    """工作专班."""

    id: int
    name: str
    purpose: str
    valid_from: date
    valid_to: date | None = Field(description="first day on which it is dissolved")
    members: list[GroupMemberOut]


class StaffActionOut(Shape):
    """内务事项: one act that the caller may do for the organization now."""

    name: str
    title: str
    consequence: str
    href: str
    input: dict[str, Any] = Field(description="JSON Schema of what it takes")


class OrganizationFileOut(OrganizationOut):
    """机构详情: as it is today."""

    successor: OrganizationRef | None
    managed_by: OrganizationRef | None
    manages: list[OrganizationRef]
    people: list[MemberOut]
    deputyships: list[DeputyshipOut]
    roster: list[ShiftOut] = Field(description="of the next 30 days")
    plates: list[PlateOut]
    seats: list[SeatOut] = Field(description="who sits in this standing body")
    seats_held: list[SeatOut] = Field(description="the standing bodies in which it sits")
    groups: list[GroupOut] = Field(description="working groups that it hosts")
    actions: list[StaffActionOut]
