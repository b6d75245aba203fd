"""离任移交: when an office ends, what was the person's own goes to a colleague; what was the office's stays."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from audit.actors import Actor
from core.vocabulary import MembershipRole
from organizations.deputies import OFFICES, check_member
from organizations.errors import AlreadyLeft, EndsBeforeItBegins
from organizations.models import (
    Deputyship,
    DutyShift,
    Membership,
    Organization,
    Person,
    WorkingGroupMember,
)
from organizations.record import locked, note
from organizations.selectors import local_date, valid_on
from organizations.services import appoint

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Belongings:
    """在手事项: what a person has in an organization beyond a day: shifts, standing in for others, group seats."""

    shifts: list[DutyShift]
    deputyships: list[Deputyship]
    seats: list[WorkingGroupMember]

    def __bool__(self) -> bool:
        return bool(self.shifts or self.deputyships or self.seats)


def belongings(person: Person, organization: Organization, since: date) -> Belongings:
    """Everything that reaches to ``since`` or beyond."""
    shifts = DutyShift.objects.filter(organization=organization, person=person, revoked_at=None, last_day__gte=since)
    deputyships = Deputyship.objects.filter(
        absent__organization=organization, deputy=person, revoked_at=None, last_day__gte=since
    )
    return Belongings(
        shifts=list(shifts.order_by("first_day", "pk")),
        deputyships=list(deputyships.select_related("absent__person").order_by("first_day", "pk")),
        seats=list(_seats(person, organization, since)),
    )


def others_in_office(membership: Membership, on: date) -> bool:
    """Whether somebody else holds the same office in the organization on that day."""
    same = Membership.objects.filter(
        valid_on(on), organization=membership.organization, role=membership.role, person__is_active=True
    )
    return same.exclude(person=membership.person).exists()


def keeps_an_office(membership: Membership, on: date) -> bool:
    """Whether the person works for the organization in another office too."""
    held = Membership.objects.filter(
        valid_on(on), organization=membership.organization, person=membership.person, role__in=OFFICES
    )
    return held.exclude(pk=membership.pk).exists()


def end_membership(
    *, membership: Membership, valid_to: date, to: Person | None, takes_office: bool, by: Actor, at: datetime,
    request_key: str = "",
) -> None:  # fmt: skip
    """离任: ``valid_to`` is the first day without the office; runs in the transaction of the hand-over.

    ``to`` gets the shifts, deputyships and group seats from that day on, and the office itself where ``takes_office``.
    What ``to`` cannot hold (a shift on days they have one) ends. Raises ``AlreadyLeft``, ``EndsBeforeItBegins``,
    ``NotAMember``.
    """
    organization = membership.organization
    locked(organization)
    membership.refresh_from_db()
    if membership.valid_to is not None:
        raise AlreadyLeft(field="valid_to", person=membership.person.name, since=membership.valid_to)
    today = local_date(organization.jurisdiction, at)
    earliest = max(today, membership.valid_from or today)
    if valid_to < earliest:
        raise EndsBeforeItBegins(field="valid_to", until=valid_to, since=earliest)
    if takes_office and to is not None:
        appoint(
            person=to, organization=organization, role=MembershipRole(membership.role), valid_from=valid_to, by=by,
            at=at,
        )  # fmt: skip
    membership.valid_to = valid_to
    membership.save(update_fields=["valid_to"])
    _end_deputies_of(membership, valid_to, at)
    if not keeps_an_office(membership, valid_to):
        _pass_on(membership, valid_to, to, at)
    note(
        "organization.person_left", organization, by=by, at=at, request_key=request_key, membership=membership.pk,
        person=membership.person_id, valid_to=valid_to, to=to.pk if to else None,
    )  # fmt: skip


def _end_deputies_of(membership: Membership, valid_to: date, at: datetime) -> None:
    """An office that has ended needs no deputy."""
    rows = Deputyship.objects.filter(absent=membership, revoked_at=None, last_day__gte=valid_to)
    rows.filter(first_day__gte=valid_to).update(revoked_at=at)
    rows.filter(first_day__lt=valid_to).update(last_day=valid_to - _DAY)


def _pass_on(membership: Membership, valid_to: date, to: Person | None, at: datetime) -> None:
    left = belongings(membership.person, membership.organization, valid_to)
    if to is not None:
        check_member(to, membership.organization, valid_to, valid_to, field="to")
    for shift in left.shifts:
        _end_shift(shift, valid_to, at)
        if to is not None and _shift_is_free(shift, to, valid_to):
            DutyShift.objects.create(
                organization=shift.organization, person=to, post=shift.post, first_day=max(shift.first_day, valid_to),
                last_day=shift.last_day,
            )  # fmt: skip
    for deputyship in left.deputyships:
        _end_deputyship(deputyship, valid_to, at)
        if to is not None and deputyship.absent.person_id != to.pk:
            Deputyship.objects.create(
                absent=deputyship.absent, deputy=to, first_day=max(deputyship.first_day, valid_to),
                last_day=deputyship.last_day, named_by_name=deputyship.named_by_name,
            )  # fmt: skip
    for seat in left.seats:
        _pass_seat(seat, valid_to, to)


def _end_shift(shift: DutyShift, valid_to: date, at: datetime) -> None:
    rows = DutyShift.objects.filter(pk=shift.pk)
    if shift.first_day >= valid_to:
        rows.update(revoked_at=at)
    else:
        rows.update(last_day=valid_to - _DAY)


def _end_deputyship(deputyship: Deputyship, valid_to: date, at: datetime) -> None:
    rows = Deputyship.objects.filter(pk=deputyship.pk)
    if deputyship.first_day >= valid_to:
        rows.update(revoked_at=at)
    else:
        rows.update(last_day=valid_to - _DAY)


def _shift_is_free(shift: DutyShift, to: Person, valid_to: date) -> bool:
    own = DutyShift.objects.filter(organization=shift.organization, person=to, post=shift.post, revoked_at=None)
    return not own.filter(first_day__lte=shift.last_day, last_day__gte=max(shift.first_day, valid_to)).exists()


def _pass_seat(seat: WorkingGroupMember, valid_to: date, to: Person | None) -> None:
    until = seat.valid_to
    seat.valid_to = max(valid_to, seat.valid_from)
    seat.save(update_fields=["valid_to"])
    if to is not None and not seat.group.members.filter(person=to).exclude(valid_to__lte=valid_to).exists():
        WorkingGroupMember.objects.create(
            group=seat.group, organization=seat.organization, person=to, valid_from=seat.valid_to, valid_to=until
        )


def _seats(person: Person, organization: Organization, since: date) -> QuerySet[WorkingGroupMember]:
    seats = WorkingGroupMember.objects.filter(person=person, organization=organization).exclude(valid_to__lte=since)
    return seats.exclude(group__valid_to__lte=since).select_related("group__host").order_by("pk")
