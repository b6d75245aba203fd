"""承继: an organization that was dissolved in the middle of a case, and the one that stands in its place.

What the predecessor said and signed stays as it was given, under its name, and counts for the successor.
"""

from collections.abc import Iterable

from audit.acting import Act
from cases.agreements import pass_signing
from cases.assignments import end_assignments
from cases.models import Case, InterimHandling, InternalNote, JointAction, Letter, Paper, Party, Stage
from cases.models.paper import LIVE
from cases.papers import void
from cases.services import designate_interim_handler
from core.ahead import ahead
from core.vocabulary import JointActionState, PartyRole
from organizations.models import Organization


def succeed(*, case: Case, before: Organization, after: Organization, act: Act) -> None:
    """承继: the successor is a party, conducts, handles provisionally and writes where the predecessor did."""
    _as_party(case, before, after, act)
    for stage in Stage.objects.filter(case=case, closed_at=None, conductor=before):
        stage.conductor = after
        stage.save(update_fields=["conductor"])
        act.changed("stage.handed_over", stage=stage.pk, organization=after.pk)
    _as_interim_handler(case, before, after, act)
    pass_signing(case=case, before=before, after=after, act=act)
    InternalNote.objects.filter(case=case, organization=before).update(organization=after)
    Letter.objects.filter(case=case, signed_by="", sender=before).update(sender=after)
    Letter.objects.filter(case=case, signed_by="", addressee=before).update(addressee=after)
    _drafts_in_sign_off(case, before, after, act)
    _in_joint_action(case, before, after)
    end_assignments(case=case, organization=before, act=act)
    if case.opened_by_id == before.pk:
        case.opened_by = after
        case.save(update_fields=["opened_by"])


def standing_in(case: Case) -> dict[int, int]:
    """By the id of each party that was dissolved: the id of the organization in its place now."""
    return dict(ahead(case, "succeeded", lambda: _succeeded(case)))


def _succeeded(case: Case) -> Iterable[tuple[int, int]]:
    left = Party.everybody.filter(case=case, succeeded_by__isnull=False)
    return left.values_list("organization", "succeeded_by")


def _as_party(case: Case, before: Organization, after: Organization, act: Act) -> None:
    """The successor takes the predecessor's place in the list; where it is a party already, the two become one."""
    old = Party.objects.filter(case=case, organization=before).first()
    if old is None:
        return
    there = Party.objects.filter(case=case, organization=after).first()
    place, role = old.order, PartyRole(old.role)
    old.left_at, old.succeeded_by = act.at, after
    if there is None:
        old.order = Party.everybody.filter(case=case).count() + 1
    old.save(update_fields=["left_at", "succeeded_by", "order"])
    Party.everybody.filter(case=case, succeeded_by=before).update(succeeded_by=after)
    if there is None:
        there = Party.objects.create(case=case, organization=after, role=role, order=place, joined_at=act.at)
    elif role is PartyRole.CONVENING:
        there.role = role
        there.save(update_fields=["role"])
    act.changed("party.succeeded", predecessor=before.pk, organization=after.pk, role=there.role)


def _in_joint_action(case: Case, before: Organization, after: Organization) -> None:
    """What it was called to, or called, is the successor's; who is called already is not called a second time."""
    for action in JointAction.objects.filter(case=case, state=JointActionState.CALLED):
        if not action.members.filter(organization=after).exists():
            action.members.filter(organization=before).update(organization=after)
        JointAction.objects.filter(pk=action.pk, leader=before).update(leader=after)
        JointAction.objects.filter(pk=action.pk, called_by=before).update(called_by=after)


def _drafts_in_sign_off(case: Case, before: Organization, after: Organization, act: Act) -> None:
    """What waits for a signature waits for the successor's; its own draft of the same thing comes first."""
    waiting = Paper.objects.filter(case=case, state__in=LIVE)
    own = waiting.filter(organization=after).values_list("act", flat=True)
    void(waiting.filter(organization=before, act__in=list(own)), act)
    waiting.filter(organization=before).update(organization=after)


def _as_interim_handler(case: Case, before: Organization, after: Organization, act: Act) -> None:
    handling = InterimHandling.objects.filter(case=case, ends_at=None, organization=before).first()
    if handling is not None:
        designate_interim_handler(
            case=case, organization=after, designated_by=handling.designated_by, reason=handling.reason, act=act
        )
