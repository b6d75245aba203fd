"""机构内务: every act on an organization's people and names, declared once; pages and the API derive from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_noop as _

from core.errors import NotFound, NotPermitted
from core.vocabulary import OrganizationKind
from flows import staff_inputs as inputs
from flows.hand_over import hand_over
from flows.inputs import ActInput
from organizations import access, deputies, duty, groups, names, standing
from organizations.errors import NotAMember, NotOfThisOrganization
from organizations.models import (
    BodyMember,
    Deputyship,
    DutyShift,
    Membership,
    NamePlate,
    Organization,
    Person,
    WorkingGroup,
    WorkingGroupMember,
)
from organizations.selectors import Capacity, local_date, organization_by_code


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One act at hand: on which organization, by whom, when."""

    organization: Organization
    held: Sequence[Capacity]
    at: datetime
    request_key: str = ""

    def one(self, model: type[Model], pk: int, *, field: str, **of: Any) -> Any:
        """The row, if it is this organization's. Raises ``NotOfThisOrganization``."""
        found = model._default_manager.filter(pk=pk, **of).first()
        if found is None:
            raise NotOfThisOrganization(field=field, number=pk, organization=self.organization.name)
        return found

    def person(self, username: str, field: str) -> Person:
        found = Person.objects.filter(username=username).first()
        if found is None:
            day = local_date(self.organization.jurisdiction, self.at)
            raise NotAMember(field=field, person=username, organization=self.organization.name, on=day)
        return found

    def by(self, capacity: Capacity | None) -> dict[str, Any]:
        """Who signs the record. Raises ``NotPermitted``."""
        if capacity is None:
            raise NotPermitted(who=str(self.organization))
        return {"by": capacity.actor(), "at": self.at, "request_key": self.request_key}


@dataclass(frozen=True, kw_only=True)
class StaffAct:
    """内务事项: ``open_to`` says whether somebody of these capacities may do it at all."""

    name: str
    title: str
    consequence: str
    input: type[ActInput]
    run: Callable[[Desk, Any], None]
    open_to: Callable[[Sequence[Capacity], Organization], bool]


def perform_staff_act(name: str, desk: Desk, form: ActInput) -> None:
    """Raises ``NotFound``, ``NotPermitted`` and what the act refuses."""
    spec = STAFF_ACTS.get(name)
    if spec is None:
        raise NotFound
    if not spec.open_to(desk.held, desk.organization):
        raise NotPermitted(who=str(desk.organization))
    spec.run(desk, form)


def offered_staff_acts(held: Sequence[Capacity], organization: Organization) -> list[StaffAct]:
    """What these capacities may do for the organization."""
    return [spec for spec in STAFF_ACTS.values() if spec.open_to(held, organization)]


def _name_deputy(desk: Desk, form: inputs.NameDeputy) -> None:
    absent = desk.one(Membership, form.absent, field="absent", organization=desk.organization)
    deputy = desk.person(form.deputy, "deputy")
    who = access.who_names_deputies(desk.held, absent, deputy)
    deputies.name_deputy(absent=absent, deputy=deputy, first_day=form.first_day, last_day=form.last_day, **desk.by(who))


def _revoke_deputyship(desk: Desk, form: inputs.RevokeDeputyship) -> None:
    deputyship = desk.one(Deputyship, form.deputyship, field="deputyship", absent__organization=desk.organization)
    who = access.who_revokes(desk.held, deputyship.absent)
    deputies.revoke_deputyship(deputyship=deputyship, **desk.by(who))


def _enter_shift(desk: Desk, form: inputs.EnterShift) -> None:
    duty.enter_shift(
        organization=desk.organization, person=desk.person(form.person, "person"), post=form.post,
        first_day=form.first_day, last_day=form.last_day,
        **desk.by(access.who_keeps_roster(desk.held, desk.organization)),
    )  # fmt: skip


def _withdraw_shift(desk: Desk, form: inputs.WithdrawShift) -> None:
    shift = desk.one(DutyShift, form.shift, field="shift", organization=desk.organization)
    duty.withdraw_shift(shift=shift, **desk.by(access.who_keeps_roster(desk.held, desk.organization)))


def _hand_over(desk: Desk, form: inputs.HandOver) -> None:
    membership = desk.one(Membership, form.membership, field="membership", organization=desk.organization)
    capacity = access.who_lets_go(desk.held, desk.organization)
    if capacity is None:
        raise NotPermitted(who=str(desk.organization))
    to = desk.person(form.to, "to") if form.to else None
    hand_over(
        membership=membership, to=to, valid_to=form.valid_to, by=capacity, at=desk.at, request_key=desk.request_key
    )


def _hang_plate(desk: Desk, form: inputs.HangPlate) -> None:
    names.hang_plate(
        organization=desk.organization, name=form.name, short_name=form.short_name, valid_from=form.valid_from,
        **desk.by(_keeper(desk)),
    )  # fmt: skip


def _take_plate_down(desk: Desk, form: inputs.TakePlateDown) -> None:
    plate = desk.one(NamePlate, form.plate, field="plate", organization=desk.organization)
    names.take_plate_down(plate=plate, valid_to=form.valid_to, **desk.by(_keeper(desk)))


def _put_under_management(desk: Desk, form: inputs.PutUnderManagement) -> None:
    organ = organization_by_code(form.organ, form.since, field="organ") if form.organ else None
    standing.put_under_management(
        institution=desk.organization, organ=organ, since=form.since, **desk.by(_keeper(desk))
    )


def _give_seat(desk: Desk, form: inputs.GiveSeat) -> None:
    standing.seat(
        body=desk.organization, organization=organization_by_code(form.organization, form.valid_from), role=form.role,
        valid_from=form.valid_from, **desk.by(_keeper(desk)),
    )  # fmt: skip


def _take_seat(desk: Desk, form: inputs.TakeSeat) -> None:
    given = desk.one(BodyMember, form.seat, field="seat", body=desk.organization)
    standing.unseat(given=given, valid_to=form.valid_to, **desk.by(_keeper(desk)))


def _found_group(desk: Desk, form: inputs.FoundGroup) -> None:
    groups.found_group(
        host=desk.organization, name=form.name, purpose=form.purpose, valid_from=form.valid_from,
        valid_to=form.valid_to, **desk.by(access.who_runs_group(desk.held, desk.organization)),
    )  # fmt: skip


def _join_group(desk: Desk, form: inputs.JoinGroup) -> None:
    groups.join_group(
        group=desk.one(WorkingGroup, form.group, field="group", host=desk.organization),
        person=desk.person(form.person, "person"),
        organization=organization_by_code(form.organization, form.valid_from), valid_from=form.valid_from,
        **desk.by(access.who_runs_group(desk.held, desk.organization)),
    )  # fmt: skip


def _leave_group(desk: Desk, form: inputs.LeaveGroup) -> None:
    member = desk.one(WorkingGroupMember, form.member, field="member", group__host=desk.organization)
    who = access.who_runs_group(desk.held, desk.organization)
    groups.leave_group(member=member, valid_to=form.valid_to, **desk.by(who))


def _dissolve_group(desk: Desk, form: inputs.DissolveGroup) -> None:
    groups.dissolve_group(
        group=desk.one(WorkingGroup, form.group, field="group", host=desk.organization), valid_to=form.valid_to,
        **desk.by(access.who_runs_group(desk.held, desk.organization)),
    )  # fmt: skip


def _keeper(desk: Desk) -> Capacity | None:
    return access.who_keeps_names(desk.held, desk.organization.jurisdiction)


def _staff(held: Sequence[Capacity], organization: Organization) -> bool:
    return access.who_runs_group(held, organization) is not None


def _leading(held: Sequence[Capacity], organization: Organization) -> bool:
    return access.who_keeps_roster(held, organization) is not None


def _letting_go(held: Sequence[Capacity], organization: Organization) -> bool:
    return access.who_lets_go(held, organization) is not None


def _keeping(held: Sequence[Capacity], organization: Organization) -> bool:
    return access.who_keeps_names(held, organization.jurisdiction) is not None


def _keeping_a_body(held: Sequence[Capacity], organization: Organization) -> bool:
    return organization.kind == OrganizationKind.JOINT_BODY and _keeping(held, organization)


_ACTS = (
    StaffAct(
        name="name_deputy", title=_("Name a deputy"), input=inputs.NameDeputy, run=_name_deputy, open_to=_staff,
        consequence=_("On these days the deputy acts in the office and hears what the office hears; it is recorded."),
    ),
    StaffAct(
        name="revoke_deputyship", title=_("End a deputyship early"), input=inputs.RevokeDeputyship,
        run=_revoke_deputyship, open_to=_staff, consequence=_("From now on the deputy no longer acts in the office."),
    ),
    StaffAct(
        name="enter_shift", title=_("Enter into the duty roster"), input=inputs.EnterShift, run=_enter_shift,
        open_to=_leading, consequence=_("On days off urgent matters go to who is on duty and in charge, too."),
    ),
    StaffAct(
        name="withdraw_shift", title=_("Take off the duty roster"), input=inputs.WithdrawShift, run=_withdraw_shift,
        open_to=_leading, consequence=_("The shift no longer holds."),
    ),
    StaffAct(
        name="hand_over", title=_("End an office and hand over"), input=inputs.HandOver, run=_hand_over,
        open_to=_letting_go,
        consequence=_("The colleague gets cases, shifts, deputyships and group seats; drafts stay where they are."),
    ),
    StaffAct(
        name="hang_plate", title=_("Hang a plate"), input=inputs.HangPlate, run=_hang_plate, open_to=_keeping,
        consequence=_("The organization is found, and may be named, by this name too."),
    ),
    StaffAct(
        name="take_plate_down", title=_("Take a plate down"), input=inputs.TakePlateDown, run=_take_plate_down,
        open_to=_keeping, consequence=_("From that day on the name is no longer used."),
    ),
    StaffAct(
        name="put_under_management", title=_("Record who manages it"), input=inputs.PutUnderManagement,
        run=_put_under_management, open_to=_keeping,
        consequence=_("Who manages it is proposed as a department concerned beside it."),
    ),
    StaffAct(
        name="give_seat", title=_("Give a seat in the standing body"), input=inputs.GiveSeat, run=_give_seat,
        open_to=_keeping_a_body, consequence=_("The organization sees the cases that the body conducts."),
    ),
    StaffAct(
        name="take_seat", title=_("End a seat in the standing body"), input=inputs.TakeSeat, run=_take_seat,
        open_to=_keeping_a_body, consequence=_("From that day on the organization is no member."),
    ),
    StaffAct(
        name="found_group", title=_("Found a working group"), input=inputs.FoundGroup, run=_found_group,
        open_to=_staff, consequence=_("It can be let read along in cases of the jurisdiction."),
    ),
    StaffAct(
        name="join_group", title=_("Send somebody into a working group"), input=inputs.JoinGroup, run=_join_group,
        open_to=_staff, consequence=_("They read the cases that the group reads."),
    ),
    StaffAct(
        name="leave_group", title=_("End a seat in a working group"), input=inputs.LeaveGroup, run=_leave_group,
        open_to=_staff, consequence=_("They no longer read the cases of the group."),
    ),
    StaffAct(
        name="dissolve_group", title=_("Dissolve a working group"), input=inputs.DissolveGroup, run=_dissolve_group,
        open_to=_staff, consequence=_("From that day on its members no longer read its cases."),
    ),
)  # fmt: skip

STAFF_ACTS: Mapping[str, StaffAct] = {spec.name: spec for spec in _ACTS}
