"""案件的门: every page of a case comes through here; a stranger gets the 404 of a number that does not exist."""

from cases.access import visible_to
from cases.models import Case
from core.errors import NotFound, NotPermitted
from flows.acts import STAFF, ActSpec
from flows.selectors import offers
from flows.situation import Situation
from organizations.selectors import Capacity
from web.visitors import VisitorRequest


def the_case(request: VisitorRequest, number: str) -> Case:
    """The case of this number, if the visitor may read it. Raises ``NotFound``."""
    cases = visible_to(list(request.visitor.capacities))
    case = cases.select_related("jurisdiction", "procedure__procedure", "opened_by").filter(number=number).first()
    if case is None:
        raise NotFound(field="number")
    return case


def capacity_for_act(request: VisitorRequest, now: Situation, spec: ActSpec) -> Capacity | None:
    """As whom the visitor takes this act: the capacity the form names, else the one in which it is offered."""
    held = request.visitor.capacities
    named = request.POST.get("as") or request.GET.get("as", "")
    chosen = [capacity for capacity in held if str(capacity.membership.pk) == named]
    offered = [offer.capacity for offer in offers(now, chosen or held) if offer.spec.name == spec.name]
    return next(iter(offered or chosen), None)


def working_capacity(request: VisitorRequest, now: Situation) -> Capacity:
    """As whom the visitor adds a paper: for a department concerned or the conductor, else for any office held."""
    working = [capacity for capacity in request.visitor.capacities if capacity.role in STAFF]
    if not working:
        raise NotPermitted(who=", ".join(sorted(str(party.organization) for party in now.parties)))
    near = {party.organization_id for party in now.parties} | {organization.pk for organization in now.conductor()}
    return next((capacity for capacity in working if capacity.organization.pk in near), working[0])
