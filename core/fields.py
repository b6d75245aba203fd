"""Model fields for the closed vocabularies."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import Q

LONGEST_CODE = 40


def code_field(vocabulary: type[StrEnum], *, blank: bool = False, **options: Any) -> "models.CharField[Any, Any]":
    """A column that holds one code of ``vocabulary`` ("" too when ``blank``)."""
    if any(len(member) > LONGEST_CODE for member in vocabulary):
        raise ValueError(f"a code of {vocabulary.__name__} is longer than {LONGEST_CODE} characters")
    if blank:
        options.setdefault("default", "")
    return models.CharField(max_length=LONGEST_CODE, blank=blank, **options)


def code_check(column: str, vocabulary: Iterable[StrEnum], *, name: str, blank: bool = False) -> models.CheckConstraint:
    """The database holds the column to the vocabulary."""
    allowed = [str(member) for member in vocabulary] + ([""] if blank else [])
    return models.CheckConstraint(condition=Q(**{f"{column}__in": allowed}), name=name)
