"""离任移交: what is in a person's hands, and how it passes to a colleague when an office ends."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from audit.acting import Act
from cases.assignments import assign
from cases.models import Case, CaseAssignment
from core.labels import label
from core.vocabulary import MembershipRole
from flows.acting import acting_on, lock_case
from flows.models import WorkItem
from organizations.errors import HandOverNeeded, SuccessorInOfficeNeeded
from organizations.leaving import Belongings, belongings, end_membership, keeps_an_office, others_in_office
from organizations.models import Membership, Organization, Person
from organizations.record import noted_before
from organizations.selectors import Capacity

_ESSENTIAL = (MembershipRole.HANDLER, MembershipRole.HEAD)


@dataclass(frozen=True, kw_only=True)
class Hands:
    """在手事项: the person's own things, the cases handed to them, and how much of the organization's work is open."""

    own: Belongings
    assignments: list[CaseAssignment]
    open_work: int


def in_hands(person: Person, organization: Organization, since: date) -> Hands:
    """此人经手的事项: what would have to be handed over."""
    cases = CaseAssignment.objects.filter(person=person, organization=organization, ended_at=None)
    return Hands(
        own=belongings(person, organization, since),
        assignments=list(cases.select_related("case__jurisdiction").order_by("case")),
        open_work=WorkItem.objects.filter(organization=organization, ended_at=None).count(),
    )


def hand_over(
    *, membership: Membership, to: Person | None, valid_to: date, by: Capacity, at: datetime, request_key: str = ""
) -> None:
    """离任: the office ends on ``valid_to``; cases pass to the colleague now, the rest from that day on.

    Drafts, papers in sign-off and open work are the organization's and stay. Raises ``SuccessorInOfficeNeeded``,
    ``HandOverNeeded``, and what ``end_membership`` refuses.
    """
    organization, person = membership.organization, membership.person
    if noted_before("organization.person_left", by=by.actor(), request_key=request_key):
        return
    with transaction.atomic():
        last_office = not keeps_an_office(membership, valid_to)
        cases = list(_cases(person, organization)) if last_office else []
        locked = [case for number in cases if (case := lock_case(number)) is not None]
        hands = in_hands(person, organization, valid_to)
        takes_office = _must_be_replaced(membership, valid_to, hands.open_work)
        _check(membership, to, hands, takes_office=takes_office, last_office=last_office)
        for case in locked:
            _pass_case(case, organization, to, by, at)
        end_membership(
            membership=membership, valid_to=valid_to, to=to, takes_office=takes_office, by=by.actor(), at=at,
            request_key=request_key,
        )  # fmt: skip


def _cases(person: Person, organization: Organization) -> list[str]:
    rows = CaseAssignment.objects.filter(person=person, organization=organization, ended_at=None)
    return list(rows.order_by("case").values_list("case__number", flat=True))


def _must_be_replaced(membership: Membership, valid_to: date, open_work: int) -> bool:
    """The last handler or head cannot leave open work behind."""
    essential = MembershipRole(membership.role) in _ESSENTIAL
    return essential and open_work > 0 and not others_in_office(membership, valid_to)


def _check(membership: Membership, to: Person | None, hands: Hands, *, takes_office: bool, last_office: bool) -> None:
    person = membership.person
    if to is not None and to.pk != person.pk:
        return
    if takes_office:
        role = label(MembershipRole(membership.role))
        raise SuccessorInOfficeNeeded(
            field="to", person=person.name, role=role, organization=membership.organization.name
        )
    if last_office and (hands.own or hands.assignments):
        raise HandOverNeeded(field="to", person=person.name)


def _pass_case(case: Case, organization: Organization, to: Person | None, by: Capacity, at: datetime) -> None:
    act = Act(kind="case.assigned", actor=by.actor(), at=at, data={"act": "assign_case"})
    if to is None:
        return
    with acting_on(case, name="assign_case", act=act, capacity=by):
        assign(case=case, organization=organization, person=to, act=act)
