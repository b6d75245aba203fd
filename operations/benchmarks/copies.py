"""Many cases from one: the rows of a case, of its processes and of its record, copied in set-based SQL.

Copies have ids and numbers of their own. Of a case on which nobody has acted yet the record is copied event by event,
with the copy's ids inside and digests of its own: ``doctor`` finds nothing on such a copy. What is written inside the
events of any other still names the first case, and its digest is the first one's: good enough to be waited on, moved
and shown, not to be verified.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import ForeignKey, Max, Model
from psycopg import sql

from audit.models import ChainHead, ChainKind, Event
from cases.models import Case, CaseDocument, Party, Reception, Registration, Stage
from core.vocabulary import DeadlineEffect
from deadlines.models import Deadline
from documents.models import Document
from flows.models import CaseRun
from notifications.models import Untold
from operations.benchmarks.copied_record import copy_record, is_untouched

Rows = dict[type[Model], set[int]]

_PROCESS: type[Model] = CaseRun._meta.get_field("process").related_model

# What must differ from case to case, from the row and the number of the copy (``k.n``).
_OWN_WORDS: Mapping[tuple[type[Model], str], str] = {
    (Case, "number"): "t.number || '-' || lpad(k.n::text, 6, '0')",
    (Case, "title"): "t.title || k.n::text",
    (Registration, "number"): "t.number + k.n * {stride}",
    (Reception, "number"): "t.number || '-' || k.n::text",
    (Event, "chain"): "t.chain_kind || ':' || (t.subject_id + k.n * {stride})",
    (Event, "subject_id"): "t.subject_id + k.n * {stride}",
    (
        ChainHead,
        "chain",
    ): "split_part(t.chain, ':', 1) || ':' || (split_part(t.chain, ':', 2)::bigint + k.n * {stride})",
}


def copy_cases(owner_url: str, copies: Mapping[int, int], *, waiting: Mapping[int, int] | None = None) -> None:
    """复制案件: for each case id so many copies, in one transaction of the owner; sequences and statistics follow.

    Of ``waiting`` cases only what a sweep passes by is copied: the case, its parties, its stage with its clock, the
    head of its chain with the last event.
    """
    rows = {case_id: rows_of([case_id]) for case_id in copies}
    if waiting:
        rows |= {case_id: _passed_by(rows_of([case_id])) for case_id in waiting}
        copies = {**copies, **waiting}
    models = sorted({model for found in rows.values() for model in found}, key=lambda model: model._meta.db_table)
    stride = max(_greatest(model) for model in models) + 1
    on_record = [case_id for case_id in copies if case_id not in (waiting or {}) and is_untouched(case_id)]
    for case_id in on_record:
        copy_record(case_id, times=copies[case_id], stride=stride)
    with psycopg.connect(owner_url) as owner, _keys_checked_at_the_end(owner):
        for case_id, times in copies.items():
            for model, ids in rows[case_id].items():
                if case_id in on_record and model in (Event, ChainHead):
                    continue
                owner.execute(_copying(model, set(rows[case_id]), stride), {"ids": list(ids), "times": times})
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            owner.execute(statement.encode())
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


@contextmanager
def _keys_checked_at_the_end(owner: psycopg.Connection[tuple[str, ...]]) -> Iterator[None]:
    """Foreign keys are dropped and made again: checked once as a whole, not millions of times row by row."""
    keys = owner.execute(
        "SELECT quote_ident(relname), quote_ident(conname), pg_get_constraintdef(pg_constraint.oid) FROM pg_constraint "
        "JOIN pg_class ON pg_class.oid = conrelid WHERE contype = 'f'"
    ).fetchall()
    for table, name, _ in keys:
        owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
    yield
    for table, name, definition in keys:
        owner.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}".encode())


def rows_of(case_ids: Iterable[int]) -> Rows:
    """Every row that belongs to these cases and to nothing else, by model."""
    ids = list(case_ids)
    rows: Rows = {
        Case: set(ids),
        _PROCESS: set(CaseRun.objects.filter(case__in=ids).values_list("process", flat=True)),
        Document: set(CaseDocument.objects.filter(case__in=ids).values_list("document", flat=True)),
        Event: set(Event.objects.filter(chain_kind=ChainKind.CASE, subject_id__in=ids).values_list("pk", flat=True)),
        ChainHead: set(
            ChainHead.objects.filter(chain__in=[f"{ChainKind.CASE}:{pk}" for pk in ids]).values_list("pk", flat=True)
        ),
    }
    while _follow(rows):
        pass
    return {model: found for model, found in rows.items() if found}


def _passed_by(rows: Rows) -> Rows:
    chosen: Rows = {model: rows[model] for model in (Case, Party, Stage, ChainHead)}
    tier_clocks = Deadline.objects.filter(pk__in=rows[Deadline], effect=DeadlineEffect.MOVE_UP)
    chosen[Deadline] = set(tier_clocks.values_list("pk", flat=True))
    chosen[Event] = {max(rows[Event])}
    return chosen


def _follow(rows: Rows) -> bool:
    """Rows that point at rows already found; whether there were any new ones."""
    grown = False
    for model in apps.get_models(include_auto_created=True):
        if model is Untold:
            continue  # a copied event takes its place in the queue by itself
        for key in _keys(model):
            target = rows.get(key.remote_field.model)
            if not target:
                continue
            found = set(model._default_manager.filter(**{f"{key.name}__in": target}).values_list("pk", flat=True))
            known = rows.setdefault(model, set())
            grown |= not found <= known
            known |= found
    return grown


def _keys(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def _greatest(model: type[Model]) -> int:
    return int(model._default_manager.aggregate(greatest=Max("pk"))["greatest"] or 0)


def _copying(model: type[Model], copied: set[type[Model]], stride: int) -> sql.Composed:
    columns: list[sql.Identifier] = []
    values: list[sql.Composable] = []
    for field in model._meta.concrete_fields:
        column = sql.Identifier(str(field.column))
        columns.append(column)
        own = _OWN_WORDS.get((model, field.name))
        moves = field.primary_key or (isinstance(field, ForeignKey) and field.remote_field.model in copied)
        if own:
            values.append(sql.SQL(own.format(stride=stride)))
        elif moves:
            values.append(sql.SQL("t.{} + k.n * {}").format(column, sql.Literal(stride)))
        else:
            values.append(sql.SQL("t.{}").format(column))
    return sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t CROSS JOIN generate_series(1, %(times)s) k (n) "
        "WHERE t.{key} = ANY(%(ids)s)"
    ).format(
        table=sql.Identifier(model._meta.db_table), columns=sql.SQL(", ").join(columns),
        values=sql.SQL(", ").join(values), key=sql.Identifier(str(model._meta.pk.column)),
    )  # fmt: skip
