"""Who may read a case. A stranger learns nothing, not even that it exists."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import ApplicationReview, Case, CaseGroup, Consultation, Party, Reader, Stage
from core.vocabulary import CaseSource, Conductor, MembershipRole, OrganizationFunction
from organizations.groups import seats_in_groups
from organizations.models import Organization, Person
from organizations.selectors import Capacity, capacities, valid_on
from procedures.models import ProcedureVersion

SEES_ALL = frozenset(
    {OrganizationFunction.ESTABLISHMENT_OFFICE, OrganizationFunction.INSPECTION, OrganizationFunction.AUDIT}
)
_CITIZENS = [source for source in CaseSource if source.is_citizens_matter]
_MAY_STEP_IN = (Conductor.SECRETARIAT, Conductor.JOINT_CONFERENCE)  # the others see these matters anyway


def visible_cases(person: Person, *, at: datetime) -> QuerySet[Case]:
    """可见案件: of the person's organizations as party, opener or conductor; and of a jurisdiction by function.

    Whoever is consulted on a case of its own jurisdiction, and the forum to which a case was transferred, read it too.
    The establishment office, inspection and audit see every case of their jurisdiction, a dispatch office every
    case with a citizen's matter behind it, and so does whom its procedure lets designate at once in an emergency.
    """
    return visible_to(capacities(person, at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()))


def visible_to(held: list[Capacity]) -> QuerySet[Case]:
    """The same for capacities already read."""
    working = [c.organization for c in held if c.role is not MembershipRole.SYSTEM_ADMINISTRATOR]
    ids = {organization.pk for organization in working}
    all_of = {o.jurisdiction_id for o in working if SEES_ALL & set(map(str, o.functions))}
    citizens_of = {o.jurisdiction_id for o in working if OrganizationFunction.DISPATCH_OFFICE in o.functions}
    rule = (
        Q(opened_by__in=ids)
        | Exists(Party.objects.filter(case=OuterRef("pk"), organization__in=ids))
        | Exists(Stage.objects.filter(case=OuterRef("pk"), conductor__in=ids))
        | Exists(Reader.objects.filter(case=OuterRef("pk"), organization__in=ids, ended_at=None))
        | Exists(
            Consultation.objects.filter(
                case=OuterRef("pk"), organization__in=ids, organization__jurisdiction=OuterRef("jurisdiction")
            )
        )
        | Exists(ApplicationReview.objects.filter(case=OuterRef("pk"), forum_organization__in=ids))
        | _by_seat(held, ids)
        | Q(jurisdiction__in=all_of)
        | Q(jurisdiction__in=citizens_of, source__in=_CITIZENS)
        | _in_an_emergency(working)
    )
    return Case.objects.filter(rule)


def _by_seat(held: list[Capacity], ids: set[int]) -> Q:
    """专班、联席会议: by a person's seat in a group, by an organization's seat in the body that conducts."""
    days = {capacity.on for capacity in held if capacity.on is not None}
    rule = Q(pk__in=[])
    if days:
        links = CaseGroup.objects.filter(case=OuterRef("pk"), removed_at=None)
        rule |= Q(Exists(links.filter(group__in=seats_in_groups(held).values("group"))))
    for day in days:
        seated = Stage.objects.filter(
            valid_on(day, "conductor__seats__"), case=OuterRef("pk"), conductor__seats__organization__in=ids
        )
        rule |= Q(Exists(seated))
    return rule


def _in_an_emergency(working: list[Organization]) -> Q:
    """紧急指定: who may name an interim handler at once has to see the citizen's matter (R15, R18)."""
    rule = Q(pk__in=[])
    for conductor in _MAY_STEP_IN:
        places = {one.jurisdiction_id for one in working if conductor.function in one.functions}
        if places:
            naming = ProcedureVersion.objects.filter(content__emergency_designators__value__contains=[conductor])
            rule |= Q(jurisdiction__in=places, source__in=_CITIZENS, procedure__in=naming.values("pk"))
    return rule


def reachable_to(held: list[Capacity]) -> QuerySet[Case]:
    """可办案件: the visible ones, and those on which somebody of another jurisdiction is asked and has not answered.

    Such a body reads what it was sent and no more (``consultations_sent_to``).
    """
    ids = {capacity.organization.pk for capacity in held}
    asked = Consultation.objects.filter(organization__in=ids, answered_at=None, lapsed_at=None)
    return Case.objects.filter(Q(pk__in=visible_to(held).values("pk")) | Q(pk__in=asked.values("case")))


def consultations_sent_to(held: list[Capacity]) -> QuerySet[Consultation]:
    """征求意见函: what was asked of the person's organizations, each with its own papers."""
    working = {c.organization.pk for c in held if c.role is not MembershipRole.SYSTEM_ADMINISTRATOR}
    return Consultation.objects.filter(organization__in=working)
