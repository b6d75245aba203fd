"""值班、带班: who answers for an organization on days off."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from audit.actors import Actor
from core.labels import label
from core.vocabulary import DutyPost
from organizations.deputies import check_member
from organizations.errors import EndsBeforeItBegins, ShiftOverlaps
from organizations.models import DutyShift, Organization, Person
from organizations.record import locked, note, noted_before
from organizations.selectors import local_date, valid_on

LONGEST_ROSTER = timedelta(days=62)


def enter_shift(
    *, organization: Organization, person: Person, post: DutyPost, first_day: date, last_day: date, by: Actor,
    at: datetime, request_key: str = "",
) -> DutyShift:  # fmt: skip
    """排班: on these days, both included, the person is on duty or in charge at one of three levels.

    Raises ``EndsBeforeItBegins``, ``NotAMember``, ``ShiftOverlaps``.
    """
    with transaction.atomic():
        locked(organization)
        if known := noted_before("organization.shift_entered", by=by, request_key=request_key):
            return DutyShift.objects.get(pk=known["shift"])
        today = local_date(organization.jurisdiction, at)
        if last_day < max(first_day, today):
            raise EndsBeforeItBegins(field="last_day", until=last_day, since=max(first_day, today))
        check_member(person, organization, first_day, last_day, field="person")
        _check_free(organization, person, post, first_day, last_day)
        shift = DutyShift.objects.create(
            organization=organization, person=person, post=post, first_day=first_day, last_day=last_day
        )
        note(
            "organization.shift_entered", organization, by=by, at=at, request_key=request_key, shift=shift.pk,
            person=person.pk, post=str(post), first_day=first_day, last_day=last_day,
        )  # fmt: skip
    return shift


def withdraw_shift(*, shift: DutyShift, by: Actor, at: datetime, request_key: str = "") -> None:
    """撤销排班: from this moment on it does not hold; who takes it off twice changes nothing."""
    with transaction.atomic():
        locked(shift.organization)
        if DutyShift.objects.filter(pk=shift.pk, revoked_at=None).update(revoked_at=at):
            note(
                "organization.shift_withdrawn", shift.organization, by=by, at=at, request_key=request_key,
                shift=shift.pk,
            )  # fmt: skip


def roster_of(organization: Organization, first_day: date, last_day: date) -> list[DutyShift]:
    """值班表: the shifts that touch these days, by day and post."""
    rows = DutyShift.objects.filter(
        organization=organization, revoked_at=None, first_day__lte=last_day, last_day__gte=first_day,
        person__is_active=True,
    )  # fmt: skip
    return list(rows.select_related("person").order_by("first_day", "post", "pk"))


def on_duty(organization: Organization, on: date) -> list[Person]:
    """当日值班、带班人员: each once; nobody who has left the organization or can no longer sign in."""
    return on_duty_among([organization.pk], on).get(organization.pk, [])


def on_duty_among(organizations: Collection[int], on: date) -> dict[int, list[Person]]:
    """The same of several organizations, by their ids, in one query."""
    rows = DutyShift.objects.filter(
        valid_on(on, "person__memberships__"), organization__in=organizations, revoked_at=None, first_day__lte=on,
        last_day__gte=on, person__is_active=True, person__memberships__organization=F("organization"),
    )  # fmt: skip
    people: dict[int, dict[int, Person]] = {}
    for shift in rows.select_related("person").order_by("pk"):
        people.setdefault(shift.organization_id, {})[shift.person_id] = shift.person
    return {organization: list(found.values()) for organization, found in people.items()}


def _check_free(organization: Organization, person: Person, post: DutyPost, first_day: date, last_day: date) -> None:
    taken = DutyShift.objects.filter(
        organization=organization, post=post, revoked_at=None, first_day__lte=last_day, last_day__gte=first_day
    )
    if post is DutyPost.ON_DUTY:
        taken = taken.filter(person=person)
    if shift := taken.select_related("person").first():
        raise ShiftOverlaps(
            field="first_day", person=shift.person.name, post=label(post), first=shift.first_day, last=shift.last_day
        )
