"""手头: what decides who may do what in a case, by statements written once; it is read before every act and page."""

from django.db.models import BigIntegerField

from cases.models import Case, InterimHandling, Letter, Paper, Party
from cases.models.paper import LIVE
from core.statements import Rows, Slot
from core.vocabulary import DeadlineEffect, DeadlineState
from deadlines.models import Deadline
from flows.models import WorkItem

_CASE = Slot("case", BigIntegerField())
_PARTIES = Rows(lambda: Party.objects.filter(case=_CASE), "organization")
_ITEMS = Rows(
    lambda: WorkItem.objects.filter(case=_CASE, ended_at=None), "organization", "task", "task__process"
)  # fmt: skip
_CLOCKS = Rows(
    lambda: (
        Deadline.objects.filter(case=_CASE, state=DeadlineState.RUNNING)
        .exclude(effect=DeadlineEffect.WARN)
        .order_by("expires_at", "pk")
    ),
    "organization",
)
_DRAFTS = Rows(lambda: Letter.objects.filter(case=_CASE, signed_by=""), "sender", "addressee")
_INTERIM = Rows(lambda: InterimHandling.objects.filter(case=_CASE, ends_at=None).order_by("pk"), "organization")
_PAPERS = Rows(lambda: Paper.objects.filter(case=_CASE, state__in=LIVE).order_by("pk"), "organization")


def parties_of(case: Case) -> list[Party]:
    """Those that take part now."""
    found = _PARTIES.run(case=case.pk)
    for party in found:
        party.case = case
    return found


def items_of(case: Case) -> list[WorkItem]:
    """The work that waits."""
    return _ITEMS.run(case=case.pk)


def clocks_of(case: Case) -> list[Deadline]:
    """The clocks that run, without their warnings; the first to run out first."""
    return _CLOCKS.run(case=case.pk)


def drafts_of(case: Case) -> list[Letter]:
    """The letters that wait for a signature."""
    return _DRAFTS.run(case=case.pk)


def interim_of(case: Case) -> InterimHandling | None:
    """Who handles the citizen's matter meanwhile."""
    found = next(iter(_INTERIM.run(case=case.pk)), None)
    if found is not None:
        found.case = case
    return found


def papers_of(case: Case) -> list[Paper]:
    """The papers that wait inside their organizations for review or signature."""
    return _PAPERS.run(case=case.pk)
