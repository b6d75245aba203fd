"""What a person may do now, and why not the rest."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from audit.models import ChainKind, Event
from cases.models import Case
from core.labels import label
from flows.acts import ACTS, INTERNAL_EVENTS, ActSpec
from flows.models import WorkItem
from flows.situation import Situation, situation_of
from organizations.models import Organization
from organizations.selectors import Capacity

situation = situation_of


@dataclass(frozen=True, kw_only=True)
class Offer:
    """可办事项: an act, in which capacity, and the work item it completes, if any."""

    spec: ActSpec
    capacity: Capacity
    item: WorkItem | None


def offers(
    now: Situation, held: Sequence[Capacity], *, among: Collection[ActSpec] = tuple(ACTS.values())
) -> list[Offer]:
    """Every act, or each of those ``among``, that one of the capacities may do now, in their order, each once."""
    found = []
    for spec in among:
        open_to = {organization.pk for organization in spec.open_to(now)}
        if not open_to or is_held_up(spec, now) or spec.check(now):
            continue
        able = (c for c in held if c.organization.pk in open_to and c.role in spec.roles)
        capacity = next((c for c in able if not spec.personal(now, c)), None)
        if capacity:
            found.append(Offer(spec=spec, capacity=capacity, item=item_for(now, spec, capacity.organization)))
    return found


def events_told_to(case: Case, organization_ids: Collection[int]) -> QuerySet[Event]:
    """全程留痕: the events of a case, newest first; what an organization has not said yet is told to itself alone."""
    events = Event.objects.filter(chain_kind=ChainKind.CASE, subject_id=case.pk)
    internal = Q(kind__in=INTERNAL_EVENTS) & ~Q(on_behalf_of_id__in=organization_ids)
    return events.exclude(internal).order_by("-sequence")


def is_held_up(spec: ActSpec, now: Situation) -> bool:
    """Whether the act must wait for the case to be resumed."""
    return now.case.suspended_at is not None and not spec.while_suspended


def withheld(now: Situation, held: Sequence[Capacity]) -> list[tuple[ActSpec, str]]:
    """The acts that are not offered, each with the reason in the language of the moment."""
    offered = {offer.spec.name for offer in offers(now, held)}
    return [(spec, _why(spec, now, held)) for spec in ACTS.values() if spec.name not in offered]


def _why(spec: ActSpec, now: Situation, held: Sequence[Capacity]) -> str:
    open_to = spec.open_to(now)
    if not open_to:
        return gettext(_("the case is not at this step"))
    mine = [c for c in held if c.organization in open_to]
    if not mine:
        return gettext(_("it is for %(who)s")) % {"who": "、".join(sorted({str(o) for o in open_to}))}
    if not any(c.role in spec.roles for c in mine):
        return gettext(_("it is for: %(roles)s")) % {"roles": "、".join(sorted(label(role) for role in spec.roles))}
    if is_held_up(spec, now):
        return gettext(_("the case is suspended"))
    objection = spec.check(now) or spec.personal(now, mine[0])
    return gettext(objection) if objection else ""


def item_for(now: Situation, spec: ActSpec, organization: Organization) -> WorkItem | None:
    """The waiting work that the act completes."""
    return next((i for i in now.items if i.node in spec.nodes and i.organization == organization), None)
