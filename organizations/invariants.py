"""What must always hold of people, offices and standing bodies."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop

from core.invariants import Finding, Invariant
from core.vocabulary import BodyRole, OrganizationFunction, OrganizationKind
from organizations.deputies import OFFICES
from organizations.models import BodyMember, Deputyship, DutyShift, Membership, Organization, WorkingGroupMember
from organizations.selectors import local_date


def deputies_are_colleagues(at: datetime) -> Iterator[Finding]:
    """代理: nobody stands in for themselves, or for somebody of an organization they do not work for."""
    colleague = _works_there(person="deputy", organization="absent__organization", until="last_day")
    wrong = Deputyship.objects.filter(revoked_at=None, last_day__gte=at.date()).filter(
        Q(deputy=F("absent__person")) | ~Exists(colleague)
    )
    for deputyship in wrong.select_related("deputy", "absent__organization").order_by("pk").iterator():
        yield Finding(
            code="deputy_is_no_colleague",
            subject=deputyship.absent.organization.code,
            message=gettext_noop(
                "%(person)s is named deputy and does not work for the organization on all of its days."
            ),
            params={"person": deputyship.deputy.name},
        )


def duty_is_done_by_own_people(at: datetime) -> Iterator[Finding]:
    """值班: who is on the roster works for the organization."""
    own = _works_there(person="person", organization="organization", until="last_day")
    wrong = DutyShift.objects.filter(~Exists(own), revoked_at=None, last_day__gte=at.date())
    for shift in wrong.select_related("person", "organization").order_by("pk").iterator():
        yield Finding(
            code="stranger_on_duty",
            subject=shift.organization.code,
            message=gettext_noop(
                "%(person)s is on the roster and does not work for the organization on all of its days."
            ),
            params={"person": shift.person.name},
        )


def seats_are_of_standing_bodies(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """联席会议: only a standing body has seats."""
    for seat in (
        BodyMember.objects.exclude(body__kind=OrganizationKind.JOINT_BODY).select_related("body").order_by("pk")
    ):
        yield Finding(
            code="seat_in_no_body",
            subject=seat.body.code,
            message=gettext_noop("The organization has members and is not a standing body."),
        )


def standing_bodies_have_an_office(at: datetime) -> Iterator[Finding]:
    """联席会议办公室: a body that may conduct a tier has somebody who does its daily work."""
    bodies = Organization.objects.filter(
        kind=OrganizationKind.JOINT_BODY, functions__contains=[OrganizationFunction.JOINT_CONFERENCE]
    ).select_related("jurisdiction")
    for body in bodies.order_by("pk"):
        on = local_date(body.jurisdiction, at)
        office = BodyMember.objects.filter(body=body, role=BodyRole.OFFICE, valid_from__lte=on)
        begun = body.valid_from is None or body.valid_from <= on
        over = body.valid_to is not None and body.valid_to <= on
        if begun and not over and not office.exclude(valid_to__lte=on).exists():
            yield Finding(
                code="body_without_office",
                subject=body.code,
                message=gettext_noop("The standing body may conduct a tier and no member is its office."),
            )


def group_members_were_sent(at: datetime) -> Iterator[Finding]:
    """专班: who sits in a group works for the organization that sent them."""
    sent = Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=at.date()), person=OuterRef("person"), organization=OuterRef("organization"),
        role__in=OFFICES,
    )  # fmt: skip
    seats = WorkingGroupMember.objects.filter(~Exists(sent)).exclude(valid_to__lte=at.date())
    for seat in seats.exclude(group__valid_to__lte=at.date()).select_related("person", "group__host").order_by("pk"):
        yield Finding(
            code="group_member_has_left",
            subject=seat.group.host.code,
            message=gettext_noop(
                "%(person)s sits in “%(group)s” and no longer works for the organization that sent them."
            ),
            params={"person": seat.person.name, "group": seat.group.name},
        )


def _works_there(*, person: str, organization: str, until: str) -> QuerySet[Membership]:
    """An office of the person there that is not over before the last of the days."""
    return Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=OuterRef(until)), person=OuterRef(person),
        organization=OuterRef(organization), role__in=OFFICES,
    )  # fmt: skip


INVARIANTS = (
    Invariant(
        code="deputies_are_colleagues", number=10, check=deputies_are_colleagues,
        title=gettext_noop("Deputies work for the organization in which they stand in"),
    ),
    Invariant(
        code="duty_is_done_by_own_people", number=10, check=duty_is_done_by_own_people,
        title=gettext_noop("The roster holds an organization's own people"),
    ),
    Invariant(
        code="seats_are_of_standing_bodies", number=10, check=seats_are_of_standing_bodies,
        title=gettext_noop("Only standing bodies have seats"),
    ),
    Invariant(
        code="standing_bodies_have_an_office", number=10, check=standing_bodies_have_an_office,
        title=gettext_noop("A standing body that conducts has an office"),
    ),
    Invariant(
        code="group_members_were_sent", number=10, check=group_members_were_sent,
        title=gettext_noop("Members of working groups work for who sent them"),
    ),
)  # fmt: skip
