"""工作专班: people of several organizations on one task."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from audit.actors import Actor
from core.text import tidy
from organizations.deputies import check_member
from organizations.errors import AlreadyInGroup, EndsBeforeItBegins, GroupDissolved, GroupNameTaken
from organizations.models import Jurisdiction, Organization, Person, WorkingGroup, WorkingGroupMember
from organizations.record import locked, note, noted_before
from organizations.selectors import Capacity, valid_on


def found_group(
    *, host: Organization, name: str, purpose: str, valid_from: date, valid_to: date | None = None, by: Actor,
    at: datetime, request_key: str = "",
) -> WorkingGroup:  # fmt: skip
    """组建专班: a team for a time; ``valid_to`` is the first day on which it is dissolved.

    Raises ``EndsBeforeItBegins``, ``GroupNameTaken``.
    """
    if valid_to is not None and valid_to <= valid_from:
        raise EndsBeforeItBegins(field="valid_to", until=valid_to, since=valid_from)
    with transaction.atomic():
        locked(host)
        if known := noted_before("working_group.founded", by=by, request_key=request_key):
            return WorkingGroup.objects.get(pk=known["group"])
        namesakes = WorkingGroup.objects.filter(host=host, name=tidy(name)).exclude(valid_to__lte=valid_from)
        if namesakes.exclude(valid_from__gte=valid_to or date.max).exists():
            raise GroupNameTaken(field="name", name=tidy(name))
        group = WorkingGroup.objects.create(
            host=host, name=tidy(name), purpose=tidy(purpose), valid_from=valid_from, valid_to=valid_to
        )
        note(
            "working_group.founded", host, by=by, at=at, request_key=request_key, group=group.pk,
            valid_from=valid_from, valid_to=valid_to,
        )  # fmt: skip
    return group


def join_group(
    *, group: WorkingGroup, organization: Organization, person: Person, valid_from: date, by: Actor, at: datetime,
    request_key: str = "",
) -> WorkingGroupMember:  # fmt: skip
    """抽调入专班: for the organization that sends them.

    Raises ``GroupDissolved``, ``NotAMember``, ``AlreadyInGroup``.
    """
    with transaction.atomic():
        locked(group.host)
        if known := noted_before("working_group.joined", by=by, request_key=request_key):
            return WorkingGroupMember.objects.get(pk=known["member"])
        group.refresh_from_db()
        if group.valid_to is not None and group.valid_to <= valid_from:
            raise GroupDissolved(field="group", name=group.name, since=group.valid_to)
        check_member(person, organization, valid_from, valid_from, field="person")
        if group.members.filter(person=person).exclude(valid_to__lte=valid_from).exists():
            raise AlreadyInGroup(field="person", person=person.name, group=group.name)
        member = WorkingGroupMember.objects.create(
            group=group, organization=organization, person=person, valid_from=max(valid_from, group.valid_from)
        )
        note(
            "working_group.joined", group.host, by=by, at=at, request_key=request_key, group=group.pk,
            member=member.pk, organization=organization.pk, person=person.pk, valid_from=member.valid_from,
        )  # fmt: skip
    return member


def leave_group(*, member: WorkingGroupMember, valid_to: date, by: Actor, at: datetime, request_key: str = "") -> None:
    """退出专班: ``valid_to`` is the first day without the seat; a second time changes nothing."""
    host = member.group.host
    with transaction.atomic():
        locked(host)
        member.refresh_from_db()
        if member.valid_to is not None and member.valid_to <= valid_to:
            return
        member.valid_to = max(valid_to, member.valid_from)
        member.save(update_fields=["valid_to"])
        note(
            "working_group.left", host, by=by, at=at, request_key=request_key, group=member.group_id,
            member=member.pk, valid_to=member.valid_to,
        )  # fmt: skip


def dissolve_group(*, group: WorkingGroup, valid_to: date, by: Actor, at: datetime, request_key: str = "") -> None:
    """撤销专班: ``valid_to`` is the first day without it. Raises ``GroupDissolved``, ``EndsBeforeItBegins``."""
    with transaction.atomic():
        locked(group.host)
        if noted_before("working_group.dissolved", by=by, request_key=request_key):
            return
        group.refresh_from_db()
        if group.valid_to is not None and group.valid_to <= valid_to:
            raise GroupDissolved(field="group", name=group.name, since=group.valid_to)
        if valid_to <= group.valid_from:
            raise EndsBeforeItBegins(field="valid_to", until=valid_to, since=group.valid_from)
        group.valid_to = valid_to
        group.save(update_fields=["valid_to"])
        note(
            "working_group.dissolved", group.host, by=by, at=at, request_key=request_key, group=group.pk,
            valid_to=valid_to,
        )  # fmt: skip


def groups_hosted_by(host: Organization, on: date) -> list[WorkingGroup]:
    """本单位牵头的专班, with everybody who was ever in them."""
    rows = WorkingGroup.objects.filter(valid_on(on), host=host)
    return list(rows.prefetch_related("members__person", "members__organization"))


def groups_of_jurisdiction(jurisdiction: Jurisdiction, on: date) -> QuerySet[WorkingGroup]:
    """The groups at work on that day."""
    return WorkingGroup.objects.filter(valid_on(on), host__jurisdiction=jurisdiction).select_related("host")


def seats_in_groups(held: Iterable[Capacity]) -> QuerySet[WorkingGroupMember]:
    """专班席位: those of the day, by the person's own office in the organization that sent them, never a deputy's."""
    own = [capacity for capacity in held if capacity.acting_for is None and capacity.on is not None]
    rows = WorkingGroupMember.objects.none()
    for person_id, on in {(capacity.person.pk, capacity.on) for capacity in own if capacity.on}:
        sent_by = [capacity.membership.organization_id for capacity in own if capacity.person.pk == person_id]
        rows = rows | WorkingGroupMember.objects.filter(
            valid_on(on), valid_on(on, "group__"), person=person_id, organization__in=sent_by
        )
    return rows
