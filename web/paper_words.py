"""拟稿内容: what a paper in sign-off says, field by field, in words."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext
from pydantic import BaseModel

from cases.models import Paper
from core.labels import LABELS, label
from flows.acts import ACTS
from flows.inputs.fields import unsigned


def lines_of(paper: Paper, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Title and words of each field that says something; ``names`` by organization code."""
    form = unsigned(ACTS[paper.act].input).model_validate(paper.content)
    return _lines(form, names)


def _lines(form: BaseModel, names: Mapping[str, str]) -> list[tuple[str, str]]:
    titled = [
        (gettext(info.title or name), _words(getattr(form, name), names))
        for name, info in type(form).model_fields.items()
    ]
    return [(title, words) for title, words in titled if words]


def _words(value: Any, names: Mapping[str, str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, StrEnum):
        return label(value) if type(value) in LABELS else str(value)
    if isinstance(value, BaseModel):
        return gettext(", ").join(words for _title, words in _lines(value, names))
    if isinstance(value, tuple | list):
        return "\n".join(_words(one, names) for one in value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return names.get(str(value), str(value))
