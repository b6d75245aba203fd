"""承继: clocks that run for an organization that was dissolved run on for its successor, their terms unchanged."""

from audit.acting import Act
from cases.models import Case
from core.vocabulary import DeadlineEffect, DeadlineState
from deadlines.models import Deadline
from deadlines.services import LIVE, end
from organizations.models import Organization


def pass_on(*, case: Case, before: Organization, after: Organization, act: Act) -> None:
    """Where the successor has the same term itself, one clock is enough: its own."""
    live = Deadline.objects.filter(case=case, state__in=LIVE)
    own = set(live.filter(organization=after).exclude(effect=DeadlineEffect.WARN).values_list("stage", "step"))
    theirs = list(live.filter(organization=before).exclude(effect=DeadlineEffect.WARN).order_by("pk"))
    doubled = [clock for clock in theirs if (clock.stage_id, clock.step) in own]
    end(doubled, DeadlineState.CANCELLED, act)
    Deadline.objects.filter(case=case, state__in=LIVE, organization=before).update(organization=after)
