"""一行: a new row, or changed columns of one, by a statement that is written once for its model."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Field, Model
from django.db.transaction import mark_for_rollback_on_error
from psycopg import sql

Columns = Sequence["Field[Any, Any]"]


def insert(row: Model) -> None:
    """As ``row.save(force_insert=True)``, without signals."""
    statement, columns = _insertion(type(row))
    if row.pk is not None or not columns:
        row.save(force_insert=True)
        return
    values = _stored(row, columns, new=True)
    with mark_for_rollback_on_error(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(statement, values)
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias


def update(row: Model, names: Sequence[str]) -> None:
    """As ``row.save(update_fields=names)``, without signals. Raises ``DatabaseError`` where there is no such row."""
    statement, columns = _change(type(row), tuple(names))
    values = _stored(row, columns, new=False)
    with mark_for_rollback_on_error(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(statement, [*values, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{row._meta.label} {row.pk} is not there to be changed")


@lru_cache(maxsize=100)
def _insertion(model: type[Model]) -> tuple[str, Columns]:
    """Nothing for a model of which the database gives more than the key."""
    meta = model._meta
    if meta.parents or [*meta.db_returning_fields] != [meta.pk]:
        return "", ()
    columns = [field for field in meta.concrete_fields if field is not meta.pk]
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING {}").format(
        sql.Identifier(meta.db_table), sql.SQL(", ").join(map(_name, columns)),
        sql.SQL(", ").join([sql.Placeholder()] * len(columns)), _name(meta.pk),
    )  # fmt: skip
    return statement.as_string(), columns


@lru_cache(maxsize=500)
def _change(model: type[Model], names: tuple[str, ...]) -> tuple[str, Columns]:
    meta = model._meta
    columns: list[Any] = [meta.get_field(name) for name in names]
    settings = sql.SQL(", ").join(sql.SQL("{} = {}").format(_name(field), sql.Placeholder()) for field in columns)
    statement = sql.SQL("UPDATE {} SET {} WHERE {} = {}").format(
        sql.Identifier(meta.db_table), settings, _name(meta.pk), sql.Placeholder()
    )
    return statement.as_string(), columns


def _stored(row: Model, columns: Columns, *, new: bool) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, new), connection) for field in columns]


def _name(field: Any) -> sql.Identifier:
    return sql.Identifier(str(field.column))
