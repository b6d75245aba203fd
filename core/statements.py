"""语句: a query that is written once and run with other values, where writing it takes longer than running it."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Expression, Field, Func, QuerySet
from django.db.models.sql.compiler import SQLCompiler


class Slot(Expression):
    """空位: a value that is put in when the statement is run."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> tuple[str, Any]:
        """The slot itself stands among the parameters until there is a value."""
        return "%s", [self]


class IsOneOf(Func):
    """Whether the first is among the second, an array; unlike ``IN`` of the same length for any number."""

    arity = 2
    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


@dataclass(frozen=True)
class Statement:
    """A compiled query with its parameters, some of them slots."""

    sql: str
    parameters: Sequence[Any]

    @classmethod
    def of(cls, rows: QuerySet[Any]) -> "Statement":
        return cls(*rows.query.sql_with_params())

    def run(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows, with these values in the slots; KeyError where one is missing."""
        return self._run([values[one.name] if isinstance(one, Slot) else one for one in self.parameters])

    def run_instead(self, values: Mapping[Any, Any]) -> list[tuple[Any, ...]]:
        """The rows, with these values in the place of those with which it was written."""
        return self._run([values.get(one, one) if isinstance(one, Hashable) else one for one in self.parameters])

    def _run(self, filled: Sequence[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, filled)
            return list(cursor.fetchall())
