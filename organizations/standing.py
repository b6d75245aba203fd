"""Where an organization stands: under whom, beside whom, and who is above all of several."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from audit.actors import Actor
from core.vocabulary import BodyRole, OrganizationKind
from organizations.errors import AlreadySeated, EndsBeforeItBegins, ManagesItself, NoSuchSeat, NotAStandingBody
from organizations.models import BodyMember, Jurisdiction, Organization
from organizations.record import locked, note, noted_before
from organizations.selectors import in_force, valid_on


def is_vertical(organization: Organization) -> bool:
    """垂直管理单位: can be invited (商请), not assigned; its dispute goes to the level above."""
    return OrganizationKind(organization.kind) is OrganizationKind.VERTICAL_ORGAN


def is_subdistrict(organization: Organization) -> bool:
    """街道、镇: may be named lead only with its own duty list cited (R33)."""
    return OrganizationKind(organization.kind) is OrganizationKind.SUBDISTRICT


def common_superior(organizations: Iterable[Organization]) -> Jurisdiction | None:
    """共同上级: the nearest jurisdiction that holds them all; None where the record knows none."""
    places = {organization.jurisdiction_id: organization.jurisdiction for organization in organizations}
    lines = [_upward(place) for place in places.values()]
    if not lines:
        return None
    shared = set.intersection(*({place.pk for place in line} for line in lines))
    return next((place for place in lines[0] if place.pk in shared), None)


def managing_organ(organization: Organization, on: date) -> Organization | None:
    """代管机关: who manages the institution on that day, and is therefore proposed as a party beside it."""
    manager = organization.managed_by
    begun = organization.managed_from is None or organization.managed_from <= on
    over = organization.managed_to is not None and organization.managed_to <= on
    return manager if manager and begun and not over and in_force(manager, on) else None


def put_under_management(
    *, institution: Organization, organ: Organization | None, since: date, by: Actor, at: datetime,
    request_key: str = "",
) -> None:  # fmt: skip
    """代管: from this day on the organ manages the institution; without an organ, nobody does any more.

    The record keeps who managed it before. Raises ``ManagesItself``, ``EndsBeforeItBegins``.
    """
    with transaction.atomic():
        locked(institution)
        institution.refresh_from_db()
        if organ is not None and (organ.pk == institution.pk or organ.managed_by_id == institution.pk):
            raise ManagesItself(field="organ", institution=institution.name, organ=organ.name)
        if organ is None:
            if institution.managed_from is not None and since <= institution.managed_from:
                raise EndsBeforeItBegins(field="since", until=since, since=institution.managed_from)
            institution.managed_to = since if institution.managed_by_id else None
        else:
            institution.managed_by, institution.managed_from, institution.managed_to = organ, since, None
        institution.save(update_fields=["managed_by", "managed_from", "managed_to"])
        note(
            "organization.management_changed", institution, by=by, at=at, request_key=request_key,
            organ=organ.pk if organ else None, since=since,
        )  # fmt: skip


def seat(
    *, body: Organization, organization: Organization, role: BodyRole, valid_from: date, by: Actor, at: datetime,
    request_key: str = "",
) -> BodyMember:  # fmt: skip
    """列为成员单位: the organization takes a seat in the standing body.

    Raises ``NotAStandingBody``, ``AlreadySeated``.
    """
    if body.kind != OrganizationKind.JOINT_BODY:
        raise NotAStandingBody(field="body", organization=body.name)
    with transaction.atomic():
        locked(body)
        if known := noted_before("organization.seat_given", by=by, request_key=request_key):
            return BodyMember.objects.get(pk=known["seat"])
        later = [
            one for one in body.seats.select_related("organization") if not one.valid_to or one.valid_to > valid_from
        ]
        for taken in later:
            if taken.organization_id == organization.pk or (role is not BodyRole.MEMBER and taken.role == role):
                raise AlreadySeated(field="organization", organization=taken.organization.name, body=body.name)
        given = BodyMember.objects.create(body=body, organization=organization, role=role, valid_from=valid_from)
        note(
            "organization.seat_given", body, by=by, at=at, request_key=request_key, seat=given.pk,
            organization=organization.pk, role=str(role), valid_from=valid_from,
        )  # fmt: skip
    return given


def unseat(*, given: BodyMember, valid_to: date, by: Actor, at: datetime, request_key: str = "") -> None:
    """退出: ``valid_to`` is the first day without the seat. Raises ``NoSuchSeat``, ``EndsBeforeItBegins``."""
    with transaction.atomic():
        locked(given.body)
        given.refresh_from_db()
        if given.valid_to is not None:
            raise NoSuchSeat(field="seat", organization=given.organization.name, body=given.body.name)
        if valid_to <= given.valid_from:
            raise EndsBeforeItBegins(field="valid_to", until=valid_to, since=given.valid_from)
        given.valid_to = valid_to
        given.save(update_fields=["valid_to"])
        note(
            "organization.seat_given_up", given.body, by=by, at=at, request_key=request_key, seat=given.pk,
            valid_to=valid_to,
        )  # fmt: skip


def seats_of(body: Organization, on: date) -> list[BodyMember]:
    """成员单位: chair, members and office of the day."""
    return list(body.seats.filter(valid_on(on)).select_related("organization"))


def _upward(place: Jurisdiction) -> list[Jurisdiction]:
    line = [place]
    while line[-1].parent is not None and line[-1].parent not in line:
        line.append(line[-1].parent)
    return line
