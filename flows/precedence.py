"""先后: what a person is told who comes too late: who acted on the case meanwhile, or which term ran out."""

from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from audit.models import ChainKind, Event
from cases.models import Case
from core.errors import Stale
from core.labels import label
from core.vocabulary import Step
from deadlines.models import Deadline
from flows.acts import ACTS, INTERNAL_EVENTS, TELLING_EVENTS, TITLES_BESIDE_ACTS
from flows.errors import TermOver


def someone_was_first(case: Case, kinds: Collection[str] = ()) -> Stale:
    """Who acted last on the case (with an event of ``kinds``), what it was, and when, as an error.

    Where it was the clock, with the rule whose term had run out.
    """
    events = Event.objects.filter(chain_kind=ChainKind.CASE, subject_id=case.pk).exclude(
        kind__in=INTERNAL_EVENTS | TELLING_EVENTS
    )
    last = (events.filter(kind__in=kinds) if kinds else events).latest("sequence")
    when = last.at.astimezone(ZoneInfo(case.jurisdiction.timezone)).strftime("%Y-%m-%d %H:%M")
    who = gettext("the system") if last.actor_id is None else f"{last.actor_name}（{last.on_behalf_of_name}）"
    clock = Deadline.objects.filter(pk=last.data.get("clock")).first() if last.actor_id is None else None
    if clock is None:
        return Stale(who=who, what=_title_of(last), when=when)
    return TermOver(when=when, step=label(Step(clock.step)), rule=clock.citation.rstrip("。."))


def _title_of(event: Event) -> str:
    spec = ACTS.get(event.data.get("act", ""))
    title = spec.title if spec else TITLES_BESIDE_ACTS.get(event.kind)
    return gettext(title) if title else event.kind
