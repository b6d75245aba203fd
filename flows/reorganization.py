"""机构改革: an organization is dissolved while cases are open; its successor inherits place, tasks and clocks.

Source: who exercises a dissolved organ's powers goes on with its matters; nothing begins anew and no term grows.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from audit.acting import Act
from audit.actors import SYSTEM
from audit.models import ChainKind, Event
from cases.models import Case, InterimHandling, Letter, Paper, Party, Stage
from cases.models.paper import LIVE as IN_SIGN_OFF
from cases.papers import void
from cases.succession import succeed
from core.vocabulary import CaseState, DeadlineState, Step
from deadlines.models import Deadline
from deadlines.services import LIVE, end
from deadlines.succession import pass_on
from flows.acting import Acting, acting_on, lock_case_if_free
from flows.doing.minutes import bind_if_complete
from flows.models import WorkItem
from flows.nodes.work import fall_away
from flows.signed_acts import SIGNED_ACTS
from meetings.succession import pass_invitations, pass_questions
from organizations.models import Organization
from organizations.selectors import in_force, local_date, successor_of

SUCCEEDED, WITHOUT_SUCCESSOR = "organization.succeeded", "organization.without_successor"
_OVER = (CaseState.CLOSED, CaseState.ARCHIVED)
logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class InheritReport:
    """承继结果: cases in which a successor stepped in, in which none is known; what failed, what others hold."""

    succeeded: int = 0
    without_successor: int = 0
    failed: int = 0
    busy: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def inherit(*, at: datetime, limit: int = 500) -> InheritReport:
    """承继: one pass over the cases in which a dissolved organization has a part, in ascending order of their ids.

    Safe to run any number of times at once: what was inherited is found no more, a case that somebody holds waits for
    the next pass.
    """
    report = InheritReport()
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    for case_id in _cases_to_settle(today)[:limit]:
        try:
            _settle(case_id, at, report)
        except Exception:
            report.failed += 1
            logger.exception("inheriting failed", extra={"action": "inherit", "case": case_id})
    return report


def without_successor(on: date) -> Iterator[tuple[Case, Organization]]:
    """无承继机构: live cases in which a dissolved organization has a part and nobody is on record in its place."""
    parts = sorted(set(_parts_of(Q(valid_to__lte=on))))
    cases = Case.objects.in_bulk([case_id for case_id, _organization in parts])
    gone = Organization.objects.select_related("successor").in_bulk([pk for _case, pk in parts])
    for case_id, organization_id in parts:
        if successor_of(gone[organization_id], on) is None:
            yield cases[case_id], gone[organization_id]


def _cases_to_settle(today: date) -> list[int]:
    """Those with an heir that has not stepped in, or with nobody, of which no note was taken yet."""
    parts = set(_parts_of(Q(valid_to__lte=today)))
    rows = Organization.objects.filter(pk__in={organization for _case, organization in parts})
    orphans = {gone.pk for gone in rows.select_related("successor") if successor_of(gone, today) is None}
    noted = _noted() if orphans else set()
    return sorted({case for case, gone in parts if gone not in orphans or (case, gone) not in noted})


@transaction.atomic
def _settle(case_id: int, at: datetime, report: InheritReport) -> None:
    case = lock_case_if_free(case_id)
    if case is None:
        report.busy += 1
        return
    on = local_date(case.jurisdiction, at)
    gone = _gone_from(case, on)
    heirs = [(before, after) for before in gone if (after := successor_of(before, on))]
    noted = _noted(case)
    orphans = [one for one in gone if successor_of(one, on) is None and (case.pk, one.pk) not in noted]
    if heirs:
        _pass_on(case, heirs, at)
        report.succeeded += 1
    for before in orphans:
        act = Act(kind=WITHOUT_SUCCESSOR, actor=SYSTEM, at=at, data={"dissolved": before.pk})
        with acting_on(case, name="miss_successor", act=act):
            report.without_successor += 1


def _pass_on(case: Case, heirs: list[tuple[Organization, Organization]], at: datetime) -> None:
    data = {"heirs": [[before.pk, after.pk] for before, after in heirs]}
    act = Act(kind=SUCCEEDED, actor=SYSTEM, at=at, data=data)
    with acting_on(case, name="succeed", act=act) as acting:
        for before, after in heirs:
            _step_in(acting, before, after)


def _step_in(acting: Acting, before: Organization, after: Organization) -> None:
    succeed(case=acting.case, before=before, after=after, act=acting.act)
    if acting.stage is not None and acting.stage.conductor_id == before.pk:
        acting.stage.conductor = after
    pass_invitations(case=acting.case, before=before, after=after)
    if pass_questions(case=acting.case, before=before, after=after):
        bind_if_complete(acting)
    pass_on(case=acting.case, before=before, after=after, act=acting.act)
    _inherit_work(acting, before, after)


def _inherit_work(acting: Acting, before: Organization, after: Organization) -> None:
    """待办承继: what waits moves; what the successor was asked itself, or has done, it is not asked a second time."""
    doubled: list[WorkItem] = []
    open_items = WorkItem.objects.filter(case=acting.case, organization=before, ended_at=None)
    for item in open_items.select_related("task__process").order_by("pk"):
        if _asked_itself(item, after):
            doubled.append(item)
        else:
            WorkItem.objects.filter(pk=item.pk).update(organization=after)
    for item in doubled:
        item.task.refresh_from_db()
        if WorkItem.objects.filter(pk=item.pk, ended_at=None).exists():
            fall_away(acting, item)
            _void_papers_for(acting, item, after)


def _void_papers_for(acting: Acting, item: WorkItem, after: Organization) -> None:
    """A draft for a step that is behind the successor has nothing to wait for; nor has its term to sign."""
    if WorkItem.objects.filter(case=acting.case, node=item.node, organization=after, ended_at=None).exists():
        return
    papers = Paper.objects.filter(case=acting.case, organization=after, state__in=IN_SIGN_OFF)
    void(papers.filter(act__in=[name for name, spec in SIGNED_ACTS.items() if item.node in spec.nodes]), acting.act)
    if not papers.exists():
        clocks = Deadline.objects.filter(case=acting.case, step=Step.SIGN_OFF, organization=after, state__in=LIVE)
        end(clocks, DeadlineState.CANCELLED, acting.act)


def _asked_itself(item: WorkItem, after: Organization) -> bool:
    """Whether the same fan-out asked the successor too."""
    twins = WorkItem.objects.filter(case=item.case_id, node=item.node, organization=after)
    return twins.filter(Q(ended_at=None) | Q(task__previous__in=item.task.previous.all())).exists()


def _gone_from(case: Case, on: date) -> list[Organization]:
    ids = {organization_id for _case, organization_id in _parts_of(Q(valid_to__lte=on), case)}
    found = Organization.objects.filter(pk__in=ids).select_related("successor").order_by("pk")
    return [organization for organization in found if not in_force(organization, on)]


def _parts_of(dissolved: Q, case: Case | None = None) -> Iterator[tuple[int, int]]:
    """Case and organization, wherever a dissolved one still has a part in what is live."""
    gone = Organization.objects.filter(dissolved)
    of_case = Q() if case is None else Q(case=case)
    opened = Case.objects.exclude(state__in=_OVER).filter(opened_by__in=gone)
    yield from (opened if case is None else opened.filter(pk=case.pk)).values_list("pk", "opened_by")
    for rows, column in _held():
        yield from rows.filter(of_case, **{f"{column}__in": gone}).values_list("case", column)


def _held() -> Iterable[tuple[QuerySet[Any], str]]:
    """Where an organization can have a part in a live case: rows, and the column that names it."""
    drafts = Letter.objects.filter(signed_by="")
    return (
        (Party.objects.exclude(case__state__in=_OVER), "organization"),
        (Stage.objects.filter(closed_at=None), "conductor"),
        (WorkItem.objects.filter(ended_at=None), "organization"),
        (Deadline.objects.filter(state__in=LIVE, case__isnull=False), "organization"),
        (InterimHandling.objects.filter(ends_at=None), "organization"),
        (Paper.objects.filter(state__in=IN_SIGN_OFF), "organization"),
        (drafts.exclude(case__state__in=_OVER), "sender"),
        (drafts.exclude(case__state__in=_OVER), "addressee"),
    )


def _noted(case: Case | None = None) -> set[tuple[int, int]]:
    """Case and organization for which it is on record already that nobody is in its place."""
    events = Event.objects.filter(chain_kind=ChainKind.CASE, kind=WITHOUT_SUCCESSOR)
    rows = (events if case is None else events.filter(subject_id=case.pk)).values_list("subject_id", "data__dissolved")
    return {(subject_id, int(organization)) for subject_id, organization in rows}
