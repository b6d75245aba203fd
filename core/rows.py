"""落笔: what an act writes. At once, or kept and written together with what many other acts wrote.

Whoever changes a case notes it here, through ``act.rows``, and need not know which of the two it is. What is kept is
visible only in the instances at hand: code that may run in a batch reads those, never the table again.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.db.models import ForeignKey, Model
from psycopg import sql

from core.ahead import speaking
from core.one_row import insert, update

# fields whose values are written as they are
_PLAIN = frozenset(
    {
        models.AutoField, models.BigAutoField, models.BigIntegerField, models.BooleanField, models.CharField,
        models.DateField, models.DateTimeField, models.IntegerField, models.PositiveIntegerField,
        models.PositiveSmallIntegerField, models.TextField,
    }
)  # fmt: skip


class Overtaken(Exception):
    """A row is no longer as it was when it was read under the lock; nothing may be written on that ground."""


class Rows:
    """即写: every change reaches the database where it is noted."""

    def add(self, row: Model) -> None:
        insert(row)

    def add_all(self, rows: Sequence[Model]) -> None:
        """Rows of one model."""
        if rows:
            type(rows[0])._default_manager.bulk_create(rows)

    def change(self, row: Model, **values: Any) -> None:
        _set(row, values)
        update(row, list(values))

    def change_if(self, row: Model, seen: Mapping[str, Any], **values: Any) -> bool:
        """Only while the row is still as ``seen``; whether it was."""
        same = type(row)._default_manager.filter(pk=row.pk, **seen)
        if not same.update(**values):
            return False
        _set(row, values)
        return True

    def change_where(
        self, model: type[Model], owner: str, ids: Sequence[int], among: Mapping[str, Hashable], **values: Any
    ) -> None:
        """All rows whose ``owner`` is one of the ids and that are as ``among`` says; not those at hand."""
        if ids:
            model._default_manager.filter(**{f"{owner}__in": list(ids)}, **among).update(**values)


class KeptRows(Rows):
    """缓写: nothing reaches the database before ``write``; new rows have their ids at once."""

    def __init__(self, ids: "Ids") -> None:
        self._ids = ids
        self._new: dict[type[Model], dict[int, Model]] = defaultdict(dict)
        self._changed: dict[tuple[type[Model], int], tuple[Model, dict[str, None], dict[str, Any]]] = {}
        self._wheres: dict[tuple[Any, ...], set[int]] = defaultdict(set)

    def add(self, row: Model) -> None:
        row.pk = self._ids.next(type(row))
        row._state.adding = False
        self._new[type(row)][row.pk] = row

    def add_all(self, rows: Sequence[Model]) -> None:
        for row in rows:
            self.add(row)

    def change(self, row: Model, **values: Any) -> None:
        _set(row, values)
        if row.pk not in self._new.get(type(row), ()):
            _, names, _seen = self._changed.setdefault((type(row), row.pk), (row, {}, {}))
            names.update(dict.fromkeys(values))

    def change_if(self, row: Model, seen: Mapping[str, Any], **values: Any) -> bool:
        if any(getattr(row, name) != value for name, value in seen.items()):
            return False
        _, _names, fence = self._changed.setdefault((type(row), row.pk), (row, {}, {}))
        fence.update({name: value for name, value in seen.items() if name not in fence})
        self.change(row, **values)
        return True

    def change_where(
        self, model: type[Model], owner: str, ids: Sequence[int], among: Mapping[str, Hashable], **values: Any
    ) -> None:
        self._wheres[model, owner, tuple(among.items()), tuple(values.items())].update(ids)

    def absorb(self, other: "KeptRows") -> None:
        """What another act has noted is written with this."""
        for model, rows in other._new.items():
            self._new[model].update(rows)
        self._changed.update(other._changed)
        for key, ids in other._wheres.items():
            self._wheres[key].update(ids)

    def write(self) -> None:
        """Changes first, then what is new. Raises ``Overtaken``."""
        for (model, owner, among, values), ids in self._wheres.items():
            Rows().change_where(model, owner, sorted(ids), dict(among), **dict(values))
        for (model, names, fenced), rows in self._alike().items():
            _update(model, names, fenced, rows)
        for model, new in self._new.items():
            copy_in(model, new.values())

    def _alike(self) -> Mapping[tuple[type[Model], tuple[str, ...], tuple[str, ...]], list[tuple[Model, Any]]]:
        alike: dict[Any, list[tuple[Model, Any]]] = defaultdict(list)
        for (model, _), (row, names, seen) in self._changed.items():
            alike[model, tuple(sorted(names)), tuple(sorted(seen))].append((row, seen))
        return alike


class Ids:
    """号段: ids for rows that are not written yet, taken from the tables' own sequences many at a time."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._pools: dict[type[Model], list[int]] = defaultdict(list)

    def next(self, model: type[Model]) -> int:
        if not self._pools[model]:
            with speaking():
                self._pools[model] = self._take(model)
        return self._pools[model].pop()

    def _take(self, model: type[Model]) -> list[int]:
        meta = model._meta
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{meta.db_table}"', str(meta.pk.column), self._at_once],
            )
            return sorted((pk for (pk,) in cursor.fetchall()), reverse=True)


def copy_in(model: type[Model], rows: Iterable[Model]) -> None:
    """Many new rows in one statement; they have their ids."""
    fields = model._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    statement = f"COPY {connection.ops.quote_name(model._meta.db_table)} ({columns}) FROM STDIN"
    stored = _storer(model)

    def copy(statement: str, _params: Any, _many: bool, _context: Any) -> None:
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as target:
            for row in rows:
                target.write_row(stored(row))

    for wrapper in reversed(connection.execute_wrappers):
        copy = partial(wrapper, copy)
    copy(statement, None, False, {"connection": connection})  # noqa: FBT003  (the order in which Django calls it)


@lru_cache(maxsize=100)
def _storer(model: type[Model]) -> Callable[[Model], Sequence[Any]]:
    """How a row of the model is written: most values as they are, some as their fields say."""
    fields = model._meta.concrete_fields
    read = attrgetter(*(field.attname for field in fields))
    own = [(place, field) for place, field in enumerate(fields) if type(_target(field)) not in _PLAIN]

    def stored(row: Model) -> Sequence[Any]:
        values = list(read(row))
        for place, field in own:
            values[place] = field.get_db_prep_save(values[place], connection)
        return values

    return stored


def _target(field: Any) -> Any:
    return _target(field.target_field) if isinstance(field, ForeignKey) else field


def _update(
    model: type[Model], names: Sequence[str], fenced: Sequence[str], rows: Sequence[tuple[Model, Mapping[str, Any]]]
) -> None:
    meta = model._meta
    news, olds = [_column(model, name) for name in names], [_column(model, name) for name in fenced]
    values = [[row.pk for row, _ in rows]]
    values += [[_stored(field, getattr(row, field.attname)) for row, _ in rows] for field in news]
    values += [[_stored(field, seen[field.name]) for _, seen in rows] for field in olds]
    arrays = [sql.SQL(f"%s::{field.db_type(connection)}[]") for field in (meta.pk, *news, *olds)]
    key = sql.Identifier("t", str(meta.pk.column))
    statement = sql.SQL("UPDATE {} AS t SET {} FROM unnest({}) AS v ({}) WHERE {}").format(
        sql.Identifier(meta.db_table),
        sql.SQL(", ").join(_pairs([sql.Identifier(field.column) for field in news], "n")),
        sql.SQL(", ").join(arrays),
        sql.SQL(", ").join(map(sql.Identifier, ["k", *_numbered("n", news), *_numbered("o", olds)])),
        sql.SQL(" AND ").join(
            [sql.SQL("{} = v.k").format(key), *_pairs([sql.Identifier("t", field.column) for field in olds], "o")]
        ),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        if cursor.rowcount != len(rows):
            raise Overtaken(f"{meta.db_table}: {len(rows) - cursor.rowcount} rows are no longer as they were read")


def _column(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)


def _pairs(columns: Sequence[sql.Identifier], letter: str) -> list[sql.Composed]:
    return [
        sql.SQL("{} = {}").format(column, sql.Identifier("v", f"{letter}{place}"))
        for place, column in enumerate(columns)
    ]


def _numbered(letter: str, fields: Sequence[Any]) -> list[str]:
    return [f"{letter}{place}" for place in range(len(fields))]


def _stored(field: Any, value: Any) -> Any:
    return field.get_db_prep_save(value, connection)


def _set(row: Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
