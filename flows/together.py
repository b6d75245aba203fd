"""Several cases in one act: locked together in ascending order, one event in each."""

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from audit.acting import Act
from cases.models import Case
from flows.acting import Acting, acting_on, lock_cases
from flows.acts.spec import ActSpec
from flows.inputs import ActInput
from flows.models import WorkItem
from flows.selectors import item_for
from flows.situation import Situation, situation_of
from meetings.errors import CaseNotFree
from organizations.selectors import Capacity


def lock_together(number: str, spec: ActSpec, form: ActInput) -> tuple[Case, list[Case]]:
    """The case of this number and the further ones that the act takes in, all locked, the lowest id first."""
    named = Case.objects.get(number=number)
    also = spec.also(named, form) if spec.also else []
    cases = lock_cases({named.pk, *also})
    return cases[named.pk], [case for pk, case in cases.items() if pk != named.pk]


def followers(
    spec: ActSpec, leading: Situation, cases: Sequence[Case], capacity: Capacity
) -> list[tuple[Case, WorkItem | None]]:
    """The further cases with the work that the act completes in each; raises ``CaseNotFree``, or what ``joins`` raises.

    Asked before anything is done: what the act does to the first case may change the situation of the others.
    """
    found = []
    for case in cases:
        now = situation_of(case, at=leading.at)
        if spec.joins:
            spec.joins(leading, now, capacity)
        elif objection := _objection(spec, now, capacity):
            raise CaseNotFree(field="further_cases", number=case.number, reason=gettext(objection))
        found.append((case, item_for(now, spec, capacity.organization)))
    return found


def follow(
    leading: Acting, spec: ActSpec, form: ActInput, cases: Sequence[tuple[Case, WorkItem | None]], capacity: Capacity
) -> None:
    """The act on the further cases, each with an event of its own."""
    for case, item in cases:
        record = Act(
            kind=spec.event, actor=capacity.actor(), at=leading.at, data={"act": spec.name, "with": leading.case.number}
        )
        with acting_on(case, name=spec.name, act=record, capacity=capacity) as acting:
            acting.led_by, acting.item = leading, item
            spec.service(acting, form)


def _objection(spec: ActSpec, now: Situation, capacity: Capacity) -> str | None:
    if capacity.organization not in spec.open_to(now):
        return _("it does not wait at this step for you")
    if now.case.suspended_at is not None and not spec.while_suspended:
        return _("it is suspended")
    return spec.check(now)
