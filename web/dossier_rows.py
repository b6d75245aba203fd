"""Rows of the file as JSON, so that one query reads everything."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject


def of_case(model: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = model._default_manager.filter(case=OuterRef("pk"))
    return found


def rows(found: QuerySet[Any], **fields: Any) -> ArraySubquery:
    return ArraySubquery(found.values(row=JSONObject(**fields)))
