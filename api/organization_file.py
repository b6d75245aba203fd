"""机构详情: one body as it is today, for one caller."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext

from api.callers import Caller
from api.offers import translated_schema
from api.organization_schemas import (
    DeputyshipOut,
    GroupMemberOut,
    GroupOut,
    MemberOut,
    OrganizationFileOut,
    OrganizationOut,
    PersonOut,
    PlateOut,
    SeatOut,
    ShiftOut,
    StaffActionOut,
)
from api.schemas import JurisdictionRef, OrganizationRef
from core.errors import NotFound
from core.text import tidy
from core.vocabulary import BodyRole, DutyPost, MembershipRole, OrganizationFunction, OrganizationKind
from flows.staff import STAFF_ACTS, offered_staff_acts
from organizations.deputies import deputyships_of
from organizations.duty import roster_of
from organizations.groups import groups_hosted_by
from organizations.models import Organization, Person, WorkingGroup
from organizations.names import plates_of
from organizations.selectors import local_date, members_of, valid_on
from organizations.standing import managing_organ, seats_of

_ROSTER_DAYS = timedelta(days=30)


def find_organization(code: str) -> Organization:
    """Raises ``NotFound``."""
    found = Organization.objects.select_related("jurisdiction", "managed_by", "successor").filter(code=tidy(code))
    body = found.first()
    if body is None:
        raise NotFound(field="code")
    return body


def organization_out(body: Organization, also_named: list[str]) -> OrganizationOut:
    """One line of a list."""
    return OrganizationOut(
        code=body.code, name=body.name, short_name=body.short_name, kind=OrganizationKind(body.kind),
        jurisdiction=JurisdictionRef.from_orm(body.jurisdiction), valid_from=body.valid_from, valid_to=body.valid_to,
        functions=[OrganizationFunction(function) for function in body.functions], also_named=also_named,
    )  # fmt: skip


def organization_file(caller: Caller, code: str) -> OrganizationFileOut:
    """Everything the page shows; a constant number of queries. Raises ``NotFound``."""
    body = find_organization(code)
    today = local_date(body.jurisdiction, caller.at)
    plates, manager = plates_of(body, today), managing_organ(body, today)
    line = organization_out(body, [plate.name for plate in plates])
    return OrganizationFileOut(
        **line.model_dump(), successor=_ref(body.successor), managed_by=_ref(manager),
        manages=[_ref(one) for one in body.manages.order_by("code") if managing_organ(one, today) == body],
        plates=[PlateOut.from_orm(plate) for plate in plates], seats_held=_seats_held(body, today),
        seats=[_seat(seat, seat.organization) for seat in seats_of(body, today)],
        actions=_actions(caller, body), **_people(caller, body, today),
    )  # fmt: skip


def _people(caller: Caller, body: Organization, today: date) -> dict[str, Any]:
    inside = any(capacity.membership.organization_id == body.pk for capacity in caller.held)
    known = inside or bool(offered_staff_acts(caller.held, body))

    def person(one: Person) -> PersonOut:
        return PersonOut(name=one.name, username=one.username if known else None)

    return {
        "people": [
            MemberOut(
                membership=row.pk, person=person(row.person), role=MembershipRole(row.role), valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
            for row in members_of(body, today)
        ],
        "deputyships": [
            DeputyshipOut(
                id=row.pk, membership=row.absent_id, absent=person(row.absent.person), deputy=person(row.deputy),
                role=MembershipRole(row.absent.role), first_day=row.first_day, last_day=row.last_day,
            )
            for row in deputyships_of(body, today)
        ],
        "roster": [
            ShiftOut(
                id=row.pk, person=person(row.person), post=DutyPost(row.post), first_day=row.first_day,
                last_day=row.last_day,
            )
            for row in roster_of(body, today, today + _ROSTER_DAYS)
        ],
        "groups": [_group(group, person) for group in groups_hosted_by(body, today)],
    }  # fmt: skip


def _group(group: WorkingGroup, person: Any) -> GroupOut:
    members = [
        GroupMemberOut(
            id=row.pk, organization=OrganizationRef.from_orm(row.organization), person=person(row.person),
            valid_from=row.valid_from, valid_to=row.valid_to,
        )
        for row in group.members.all()
    ]  # fmt: skip
    return GroupOut(
        id=group.pk, name=group.name, purpose=group.purpose, valid_from=group.valid_from, valid_to=group.valid_to,
        members=members,
    )  # fmt: skip


def _seats_held(body: Organization, today: date) -> list[SeatOut]:
    rows = body.seats_held.filter(valid_on(today)).select_related("body").order_by("pk")
    return [_seat(row, row.body) for row in rows]


def _seat(row: Any, other: Organization) -> SeatOut:
    return SeatOut(
        id=row.pk, organization=OrganizationRef.from_orm(other), role=BodyRole(row.role), valid_from=row.valid_from,
        valid_to=row.valid_to,
    )  # fmt: skip


def _ref(organization: Organization | None) -> Any:
    return OrganizationRef.from_orm(organization) if organization else None


def _actions(caller: Caller, body: Organization) -> list[StaffActionOut]:
    language = get_language() or settings.LANGUAGE_CODE
    return [
        StaffActionOut(
            name=spec.name, title=gettext(spec.title), consequence=gettext(spec.consequence),
            href=reverse(f"api:{spec.name}", args=[body.code]), input=_schema(spec.name, language),
        )
        for spec in offered_staff_acts(caller.held, body)
    ]  # fmt: skip


@lru_cache(maxsize=64)
def _schema(act: str, language: str) -> dict[str, Any]:
    return translated_schema(STAFF_ACTS[act].input, language)
