"""One sweep, played twice from the same database: each case alone, and many together. Row by row the same is left.

Rows that a sweep writes have other ids each time; here they are named by their table, their case and their place among
the new rows of that case. What a machine's time or an id enters, the digests of the record, is left out: ``doctor`` and
``verify_audit`` look after those.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import ForeignKey, Model
from viewflow.workflow.models import Process, Task

import procedures.selectors
import workdays.selectors
from audit.models import ChainHead, ChainKind, Event
from cases.models import Case, Letter, ReferralFile, Stage
from deadlines.models import Deadline
from escalation.sweep import SweepReport
from flows.batch import Together

Table = dict[int, dict[str, Any]]
World = dict[type[Model], Table]
_NOT_COMPARED = {
    (Task, "created"), (Process, "created"), (Event, "digest"), (Event, "previous"), (ChainHead, "digest"),
    (Event, "subject_id"), (Event, "chain"), (ChainHead, "chain"),
}  # fmt: skip
_IDS_IN_EVENTS: Mapping[str, type[Model]] = {
    "clock": Deadline, "of": Deadline, "stage": Stage, "letter": Letter, "referral_file": ReferralFile,
}  # fmt: skip
_REMEMBERING = [
    one for module in (procedures.selectors, workdays.selectors) for one in vars(module).values()
    if hasattr(one, "cache_clear")
]  # fmt: skip
_SPLIT = re.compile(r"(?<=/)\d+(?=_)")


def both_ways(sweep: Callable[[], SweepReport]) -> SweepReport:
    """The sweep, once each case alone and then together, which stays. Raises ``AssertionError`` where they differ."""
    before = world()
    with alone():
        one_by_one, report_alone = undone(sweep)
    as_if_just_begun()
    report = sweep()
    together = world()
    found = differences(before, one_by_one, together)
    assert not found, "\n".join(found[:20])
    assert report == report_alone
    return report


def as_if_just_begun() -> None:
    """The process remembers nothing that it once read."""
    ContentType.objects.clear_cache()
    for one in _REMEMBERING:
        one.cache_clear()


def undone(sweep: Callable[[], SweepReport]) -> tuple[World, SweepReport]:
    """What the sweep would leave; the database is as before."""
    with transaction.atomic():
        report = sweep()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        left = world()
        transaction.set_rollback(True)
    return left, report


@contextmanager
def alone() -> Iterator[None]:
    """Sweeps settle each case by itself."""

    def nobody(case_ids: Any, **_ignored: Any) -> Together:
        return Together(alone=set(case_ids))

    with patch("escalation.sweep.fire_together", nobody):
        yield


def world() -> World:
    """Every row of every table."""
    return {
        model: {row["pk"]: row for row in model._base_manager.values("pk", *_columns(model))}
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if not field.primary_key]


def differences(before: World, one: World, other: World) -> list[str]:
    """What differs between two worlds that came from the same, in words."""
    mine, theirs = _named(before, one), _named(before, other)
    found = []
    for name in sorted(mine.keys() | theirs.keys()):
        if name not in mine or name not in theirs:
            found.append(
                f"{name}: only {'together' if name in theirs else 'alone'}: {mine.get(name, theirs.get(name))}"
            )
            continue
        for column, value in mine[name].items():
            if value != theirs[name][column]:
                found.append(f"{name}.{column}: alone {value!r}, together {theirs[name][column]!r}")
    return found


def _named(before: World, after: World) -> dict[str, dict[str, Any]]:
    names = _names(before, after)
    return {
        names[model, pk]: {
            column: _value(model, column, value, names)
            for column, value in row.items()
            if column != "pk" and (model, column) not in _NOT_COMPARED
        }
        for model, rows in after.items()
        for pk, row in rows.items()
    }


def _names(before: World, after: World) -> dict[tuple[type[Model], int], str]:
    names = {}
    owners: dict[tuple[type[Model], int], int] = {}
    for model, rows in after.items():
        new: dict[int, list[int]] = defaultdict(list)
        for pk in sorted(rows):
            if pk in before[model]:
                names[model, pk] = f"{model.__name__}:{pk}"
            else:
                new[_owner(model, pk, after, owners)].append(pk)
        for case, ids in new.items():
            names.update({(model, pk): f"{model.__name__} {place} new of {case}" for place, pk in enumerate(ids)})
    return names


def _owner(model: type[Model], pk: int, after: World, owners: dict[tuple[type[Model], int], int]) -> int:
    """The case that a row belongs to, found along its keys; 0 for none."""
    if model is Case:
        return pk
    if (model, pk) in owners:
        return owners[model, pk]
    owners[model, pk] = 0
    row = after[model][pk]
    if model is Event:
        owners[model, pk] = row["subject_id"] if row["chain_kind"] == ChainKind.CASE else 0
        return owners[model, pk]
    for key in _keys(model):
        target, value = key.remote_field.model, row.get(key.attname, pk)  # a key may be the row's own id
        if value is not None and value in after.get(target, {}):
            found = _owner(target, value, after, owners) or _of_process(target, value, after)
            if found:
                owners[model, pk] = found
                return found
    return 0


def _of_process(model: type[Model], pk: int, after: World) -> int:
    """A process of the engine knows no case: the run that ties it to one does."""
    process = after[Task][pk]["process_id"] if model is Task else pk
    if model not in (Task, Process):
        return 0
    runs = after[apps.get_model("flows", "CaseRun")].values()
    return next((run["case_id"] for run in runs if run["process_id"] == process), 0)


def _keys(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def _value(model: type[Model], column: str, value: Any, names: Mapping[tuple[type[Model], int], str]) -> Any:
    field = next(field for field in model._meta.concrete_fields if field.attname == column)
    if isinstance(field, ForeignKey):
        return names.get((field.remote_field.model, value), value)
    if model is Task and column in ("started", "finished"):
        return value is not None  # the engine's own nodes note the machine's time
    if model is Task and column == "token":
        return _SPLIT.sub(lambda found: f"<{names[Task, int(found.group())]}>", str(value))
    return _in_event(value, names) if model is Event else value


def _in_event(value: Any, names: Mapping[tuple[type[Model], int], str]) -> Any:
    if isinstance(value, list):
        return [_in_event(one, names) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: names.get((_IDS_IN_EVENTS[key], one), one) if key in _IDS_IN_EVENTS else _in_event(one, names)
        for key, one in value.items()
    }
