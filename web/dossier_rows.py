"""Rows of the file as JSON, so that one query reads everything."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from cases.models import Case
from core.statements import Slot, Statement

Row = dict[str, Any]
Parts = Mapping[str, ArraySubquery]
_DAYS = ("_on", "_from", "_to", "last_day")
_CASE = Slot("case", BigIntegerField())


def of_case(model: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = model._default_manager.filter(case=OuterRef("pk"))
    return found


def rows(found: QuerySet[Any], **fields: Any) -> ArraySubquery:
    return ArraySubquery(found.values(row=JSONObject(**fields)))


def read(case: Case, parts: Parts) -> dict[str, list[Row]]:
    """The parts of the case's file, lists by name, in one query."""
    found: Mapping[str, Any] = Case.objects.filter(pk=case.pk).values(**parts).get()
    return {name: [_read(one) for one in lines or ()] for name, lines in found.items()}


class PreparedParts:
    """The same for parts that depend on the case alone: the statement is written once per process."""

    def __init__(self, parts: Parts) -> None:
        self._names = list(parts)
        self._statement = Statement.of(Case.objects.filter(pk=_CASE).values(**parts))

    def read(self, case: Case) -> dict[str, list[Row]]:
        """One query."""
        (found,) = self._statement.run({_CASE.name: case.pk})
        return {name: [_read(json.loads(one)) for one in lines] for name, lines in zip(self._names, found, strict=True)}


def _read(row: Row) -> Row:
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_read(one) if isinstance(one, dict) else one for one in value]
    if isinstance(value, str) and name.endswith("_at"):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and name.endswith(_DAYS):
        return date.fromisoformat(value)
    return value
