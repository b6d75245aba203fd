"""代理: who stands in for whom, by date; named on the record, and ended early where need be."""

from datetime import date, datetime

from django.db import transaction

from audit.actors import Actor
from core.vocabulary import MembershipRole
from organizations.errors import (
    DeputyOfOneself,
    DeputyshipOver,
    DeputyshipOverlaps,
    EndsBeforeItBegins,
    NotAMember,
)
from organizations.models import Deputyship, Membership, Organization, Person
from organizations.record import locked, note, noted_before
from organizations.selectors import local_date, valid_on

OFFICES = (MembershipRole.HANDLER, MembershipRole.REVIEWER, MembershipRole.HEAD, MembershipRole.LIAISON)


def name_deputy(
    *, absent: Membership, deputy: Person, first_day: date, last_day: date, by: Actor, at: datetime,
    request_key: str = "",
) -> Deputyship:  # fmt: skip
    """指定代理: on these days, both included, the deputy acts in the absent member's office.

    Raises ``EndsBeforeItBegins``, ``DeputyOfOneself``, ``NotAMember``, ``DeputyshipOverlaps``.
    """
    with transaction.atomic():
        locked(absent.organization)
        if known := noted_before("organization.deputy_named", by=by, request_key=request_key):
            return Deputyship.objects.get(pk=known["deputyship"])
        _check(absent, deputy, first_day, last_day, today=local_date(absent.organization.jurisdiction, at))
        deputyship = Deputyship.objects.create(
            absent=absent, deputy=deputy, first_day=first_day, last_day=last_day, named_by_name=by.person_name
        )
        note(
            "organization.deputy_named", absent.organization, by=by, at=at, request_key=request_key,
            deputyship=deputyship.pk, membership=absent.pk, deputy=deputy.pk, first_day=first_day, last_day=last_day,
        )  # fmt: skip
    return deputyship


def revoke_deputyship(*, deputyship: Deputyship, by: Actor, at: datetime, request_key: str = "") -> None:
    """提前结束代理: from this moment on the deputy no longer acts. Raises ``DeputyshipOver``."""
    organization = deputyship.absent.organization
    with transaction.atomic():
        locked(organization)
        if noted_before("organization.deputy_revoked", by=by, request_key=request_key):
            return
        today = local_date(organization.jurisdiction, at)
        taken = Deputyship.objects.filter(pk=deputyship.pk, revoked_at=None, last_day__gte=today).update(revoked_at=at)
        if not taken:
            raise DeputyshipOver(field="deputyship")
        note(
            "organization.deputy_revoked", organization, by=by, at=at, request_key=request_key,
            deputyship=deputyship.pk,
        )  # fmt: skip


def deputyships_of(organization: Organization, on: date) -> list[Deputyship]:
    """代理情况: those of the day and those to come, the earliest first."""
    rows = Deputyship.objects.filter(
        valid_on(on, "absent__"), absent__organization=organization, revoked_at=None, last_day__gte=on,
        deputy__is_active=True,
    )  # fmt: skip
    return list(rows.select_related("absent__person", "deputy").order_by("first_day", "pk"))


def _check(absent: Membership, deputy: Person, first_day: date, last_day: date, *, today: date) -> None:
    if last_day < first_day or last_day < today:
        raise EndsBeforeItBegins(field="last_day", until=last_day, since=max(first_day, today))
    if deputy.pk == absent.person_id:
        raise DeputyOfOneself(field="deputy", person=deputy.name)
    check_member(deputy, absent.organization, first_day, last_day, field="deputy")
    check_member(absent.person, absent.organization, first_day, last_day, field="absent")
    overlapping = Deputyship.objects.filter(
        absent=absent, revoked_at=None, first_day__lte=last_day, last_day__gte=first_day
    ).select_related("deputy")
    if taken := overlapping.first():
        raise DeputyshipOverlaps(
            field="first_day", person=absent.person.name, deputy=taken.deputy.name, first=taken.first_day,
            last=taken.last_day,
        )  # fmt: skip


def check_member(person: Person, organization: Organization, first_day: date, last_day: date, *, field: str) -> None:
    """本单位人员: on the first and the last of these days the person works here. Raises ``NotAMember``."""
    held = Membership.objects.filter(person=person, organization=organization, role__in=OFFICES)
    if not person.is_active or not all(held.filter(valid_on(day)).exists() for day in (first_day, last_day)):
        raise NotAMember(field=field, person=person.name, organization=organization.name, on=first_day)
