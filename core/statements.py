"""语句: a query that is written once and run with other values, where writing it takes longer than running it."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import BooleanField, Expression, Field, Func, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=Model)


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


class Rows(Generic[M]):
    """写好的查询: whole rows of a model, and those that their foreign keys ``along`` point to, by a statement that is
    written once per process.

    ``write`` gives the query, with slots where the values come; it is asked for at the first use. Columns that are
    added to its rows and what is fetched beside it are not for this. Columns ``without`` which it does are read when
    somebody looks at them. ``locking`` holds the rows themselves, not what they point to, until the transaction ends.
    """

    def __init__(
        self, write: Callable[[], QuerySet[M]], *along: str, without: Collection[str] = (), locking: bool = False
    ) -> None:
        self._write, self._along, self._without, self._locking = write, along, without, locking

    def run(self, **values: Any) -> list[M]:
        """The rows, with these values in the slots.

        Raises KeyError where one is missing, TransactionManagementError where rows are to be held for no transaction.
        """
        if self._locking and not connection.in_atomic_block:
            raise TransactionManagementError("rows are held until a transaction ends, and there is none")
        statement, own, others = self._written
        found = []
        for row in statement.run(values):
            instance = own.instance(row)
            for path, part in others:
                *way, name = path.split("__")
                owner = instance
                for step in way:
                    owner = getattr(owner, step)
                if owner is not None:
                    setattr(owner, name, part.instance(row))
            found.append(instance)
        return found

    @cached_property
    def _written(self) -> "tuple[Statement, _Part, list[tuple[str, _Part]]]":
        rows = self._write()
        names: list[str] = []
        own = _Part(rows.model, "", names, self._without)
        others = [(p, _Part(_pointed_to(rows.model, p), f"{p}__", names, self._without)) for p in self._along]
        statement = Statement.of(rows.values_list(*names))
        if self._locking:
            table = connection.ops.quote_name(rows.model._meta.db_table)
            statement = Statement(f"{statement.sql} FOR NO KEY UPDATE OF {table}", statement.parameters)
        return statement, own, others


class _Part:
    """The columns of one model among those of a row."""

    def __init__(self, model: type[Model], prefix: str, names: list[str], without: Collection[str]) -> None:
        fields = [field for field in model._meta.concrete_fields if f"{prefix}{field.attname}" not in without]
        self.model, self.place = model, slice(len(names), len(names) + len(fields))
        self.names = [field.attname for field in fields]
        self.key = self.place.start + fields.index(model._meta.pk)
        self.readers = [
            (number, field.from_db_value) for number, field in enumerate(fields) if hasattr(field, "from_db_value")
        ]
        names.extend(f"{prefix}{name}" for name in self.names)

    def instance(self, row: Sequence[Any]) -> Any:
        """None where a foreign key points to nothing."""
        if row[self.key] is None:
            return None
        values = list(row[self.place])
        for number, read in self.readers:
            values[number] = read(values[number], None, connection)
        return self.model.from_db(connection.alias, self.names, values)


def _pointed_to(model: type[Model], path: str) -> type[Model]:
    for name in path.split("__"):
        related = model._meta.get_field(name).related_model
        if not isinstance(related, type):
            raise TypeError(f"{name} of {model.__name__} points to no model")
        model = related
    return model
