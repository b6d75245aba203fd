"""归口建议: whom the duty list, or else a default rule, suggests for an order; explained, and only advice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.vocabulary import DefaultOwnerRule, DispatchEnd, DutyRole, Phase
from hotline.models import Dispatch, WorkOrder
from organizations.models import Organization
from organizations.selectors import in_force, local_date, successor_of
from procedures.errors import NoProcedure
from procedures.selectors import pack_of, version_in_force
from registry.models import EntryVersion
from registry.selectors import Found, look_up

SHOWN = 3
_LONGEST_QUERY = 200
_PHASES = (Phase.SUPERVISION, Phase.ENFORCEMENT, Phase.APPROVAL)


@dataclass(frozen=True, kw_only=True)
class Advice:
    """建议: ``entries`` of the duty list that answer the order's words, and whom they or ``rule`` suggest.

    ``code`` is the number of the entry or the rule by which ``organization`` is suggested; both are empty where nothing
    speaks for anybody. ``last`` is the order of the same category whose receiver is suggested.
    """

    entries: Sequence[Found]
    organization: Organization | None = None
    rule: DefaultOwnerRule | None = None
    entry: EntryVersion | None = None
    last: WorkOrder | None = None

    @property
    def code(self) -> str:
        if self.entry is not None:
            return self.entry.entry.number
        return str(self.rule or "")


def advice_for(order: WorkOrder, *, at: datetime) -> Advice:
    """Look the duty up first; where no entry answers, the default rules of the procedure in their order.

    Of those rules only what the system itself knows can speak: who received the order first, the successor of that
    one, who handled the last order of the same category. Who returned this order is suggested no more.
    """
    on = local_date(order.jurisdiction, at)
    passed_over = set(order.dispatches.filter(ended=DispatchEnd.RETURNED).values_list("organization", flat=True))
    words = f"{order.text} {order.category}"[:_LONGEST_QUERY]
    entries = look_up(jurisdiction=order.jurisdiction, q=words, on=on, limit=SHOWN)
    for found in entries:
        lead = _lead(found.version)
        if lead is not None and lead.pk not in passed_over:
            return Advice(entries=entries, organization=lead, entry=found.version)
    for rule in _rules(order, on):
        organization, last = _BY_RULE[rule](order, on) if rule in _BY_RULE else (None, None)
        if organization is not None and organization.pk not in passed_over:
            return Advice(entries=entries, organization=organization, rule=rule, last=last)
    return Advice(entries=entries)


def _lead(version: EntryVersion) -> Organization | None:
    leads = {Phase(one.phase): one.organization for one in version.assignments.all() if one.role == DutyRole.LEAD}
    return next((leads[phase] for phase in _PHASES if phase in leads), None)


def _rules(order: WorkOrder, on: date) -> Sequence[DefaultOwnerRule]:
    try:
        version = order.procedure or version_in_force(order.jurisdiction, on)
    except NoProcedure:
        return ()
    return pack_of(version).default_owner_rules


def _first_receiver(order: WorkOrder, on: date) -> tuple[Organization | None, WorkOrder | None]:
    first = order.first_recipient
    return (first if first is not None and in_force(first, on) else None), None


def _successor(order: WorkOrder, on: date) -> tuple[Organization | None, WorkOrder | None]:
    first = order.first_recipient
    return (successor_of(first, on) if first is not None and not in_force(first, on) else None), None


def _nearest_business(order: WorkOrder, on: date) -> tuple[Organization | None, WorkOrder | None]:
    """Who holds or held the last order of the same category without returning it."""
    if not order.category:
        return None, None
    kept = Dispatch.objects.filter(order__jurisdiction=order.jurisdiction, order__category=order.category)
    kept = kept.exclude(taken="").exclude(order=order).select_related("organization", "order")
    last = kept.order_by("-order_id", "-number").first()
    if last is None or not in_force(last.organization, on):
        return None, None
    return last.organization, last.order


_Speaks = Callable[[WorkOrder, date], tuple[Organization | None, WorkOrder | None]]
_BY_RULE: Mapping[DefaultOwnerRule, _Speaks] = {
    DefaultOwnerRule.NEAREST_BUSINESS: _nearest_business,
    DefaultOwnerRule.FIRST_RECEIVER: _first_receiver,
    DefaultOwnerRule.SUCCESSOR: _successor,
}
