"""成批预读: what the clock needs of many cases, read for all of them at once, in a constant number of statements."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from viewflow.workflow.models import Task

from audit.models import ChainKind
from audit.services import locked_heads
from cases.models import Case, CosigningRequest, HeadsMeeting, Letter, Party, Position, Stage
from core.ahead import lay_by
from deadlines.models import Deadline
from deadlines.services import LIVE
from flows.engine import runs_of
from flows.nodes.tier import ENDED
from meetings.services import pending_items
from organizations.models import Jurisdiction, Organization
from procedures.models import ProcedureVersion
from procedures.selectors import pack_of

R = TypeVar("R")


def read_ahead(cases: Sequence[Case]) -> None:
    """Lays by, for each of these locked cases, all that a clock's effect reads of it."""
    everywhere = _Everywhere()
    stages = _stages(cases, everywhere)
    _records(cases)
    _parties(cases, everywhere)
    _clocks(cases, stages, everywhere)
    _visits([stage for stage in stages.values() if stage.closed_at is None])
    _places_and_procedures(cases, everywhere)
    everywhere.read()
    for version in {case.procedure_id: case.procedure for case in cases}.values():
        pack_of(version)
    ContentType.objects.get_for_models(Organization)  # whom a task of the flow is for


class _Everywhere:
    """What many rows point to: each is read once, and all of them share it."""

    def __init__(self) -> None:
        self._wanted: dict[str, list[tuple[Model, int]]] = defaultdict(list)

    def want(self, rows: Iterable[Model], name: str) -> None:
        for row in rows:
            self._wanted[name].append((row, getattr(row, f"{name}_id")))

    def read(self) -> None:
        organizations = [pair for name in _ORGANIZATIONS for pair in self._wanted[name]]
        found = Organization.objects.in_bulk({pk for _, pk in organizations})
        for name in _ORGANIZATIONS:
            for row, pk in self._wanted[name]:
                setattr(row, name, found[pk])
        for name, model in _SHARED.items():
            found = model.in_bulk({pk for _, pk in self._wanted[name]})
            for row, pk in self._wanted[name]:
                setattr(row, name, found[pk])


_ORGANIZATIONS = ("organization", "conductor", "opened_by")
_SHARED: Mapping[str, Any] = {
    "jurisdiction": Jurisdiction.objects,
    "procedure": ProcedureVersion.objects.defer("content"),
}


def _places_and_procedures(cases: Sequence[Case], everywhere: _Everywhere) -> None:
    for name in ("jurisdiction", "procedure", "opened_by"):
        everywhere.want(cases, name)


def _stages(cases: Sequence[Case], everywhere: _Everywhere) -> dict[int, Stage]:
    every = list(Stage.objects.filter(case__in=cases).order_by("pk"))
    everywhere.want(every, "conductor")
    by_case = _grouped(every, lambda stage: stage.case_id)
    for case in cases:
        of_case = by_case[case.pk]
        for stage in of_case:
            stage.case = case
        lay_by(case, "stages", of_case)
        lay_by(case, "open_stage", [stage for stage in of_case if stage.closed_at is None])
    return {stage.pk: stage for stage in every}


def _records(cases: Sequence[Case]) -> None:
    heads = locked_heads(ChainKind.CASE, [case.pk for case in cases])
    for case in cases:
        if case.pk in heads:
            head, at = heads[case.pk]
            lay_by(case, "chain_head", [head])
            lay_by(case, "latest_act", [at])


def _parties(cases: Sequence[Case], everywhere: _Everywhere) -> None:
    every = list(Party.everybody.filter(case__in=cases).order_by("order"))
    everywhere.want(every, "organization")
    by_case = _grouped(every, lambda party: party.case_id)
    heard = _grouped(Position.objects.filter(case__in=cases).values_list("case", "organization"), lambda row: row[0])
    met = set(HeadsMeeting.objects.filter(case__in=cases).values_list("case", flat=True))
    for case in cases:
        of_case = by_case[case.pk]
        succeeded = [party for party in of_case if party.succeeded_by_id is not None]
        lay_by(case, "parties", [party for party in of_case if party.left_at is None])
        lay_by(case, "succeeded", [(party.organization_id, party.succeeded_by_id) for party in succeeded])
        lay_by(case, "heard", [organization for _, organization in heard[case.pk]])
        lay_by(case, "heads_meetings", [case.pk] if case.pk in met else [])


def _clocks(cases: Sequence[Case], stages: dict[int, Stage], everywhere: _Everywhere) -> None:
    every = list(Deadline.objects.filter(case__in=cases, state__in=LIVE).order_by("pk"))
    everywhere.want(every, "organization")
    by_case = _grouped(every, lambda clock: clock.case_id)
    for case in cases:
        of_case = {clock.pk: clock for clock in by_case[case.pk]}
        for clock in of_case.values():
            clock.case = case
            if clock.stage_id is not None:
                clock.stage = stages[clock.stage_id]
            if clock.of_id in of_case:
                clock.of = of_case[clock.of_id]
            lay_by(clock, "warnings", [warning for warning in of_case.values() if warning.of_id == clock.pk])
        lay_by(case, "clocks", list(of_case.values()))


def _visits(stages: Sequence[Stage]) -> None:
    letters = _grouped(Letter.objects.filter(stage__in=stages), lambda letter: letter.stage_id)
    pending = _grouped(pending_items(stages), lambda item: item.stage_id)
    cosigning = _grouped(
        CosigningRequest.objects.filter(stage__in=stages, closed_at=None), lambda request: request.stage_id
    )
    runs = {run.stage_id: run for run in runs_of(stages)}
    processes = [run.process for run in runs.values()]
    waiting = _grouped(
        Task.objects.filter(process__in=processes)
        .exclude(status__in=ENDED)
        .order_by("pk")
        .values_list("process", "pk"),
        lambda row: row[0],
    )
    for stage in stages:
        lay_by(stage, "letters", letters[stage.pk])
        lay_by(stage, "pending_items", pending[stage.pk])
        lay_by(stage, "cosigning", cosigning[stage.pk])
        process = runs[stage.pk].process
        lay_by(stage, "run", [runs[stage.pk]])
        lay_by(process, "waiting", [task for _, task in waiting[process.pk]])
        if process.parent_task is not None:
            lay_by(process.parent_task, "children", [process])


def _grouped(rows: Iterable[R], key: Callable[[R], Any]) -> dict[Any, list[R]]:
    groups: dict[Any, list[R]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
