"""Sensible inputs, generated from the schema of an act: by hint, by widget, by the choices its form shows, by type."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from core.errors import DomainError, NotFound, NotPermitted, Stale
from flows.errors import CaseSuspended, NotNow
from flows.inputs import ActInput
from tests.oracle.hints import FILLED_IN, HINTS, Asked
from web.forms.background import background_of
from web.forms.fields import field_for

REFUSALS = (NotPermitted, NotNow, CaseSuspended, Stale, NotFound)
"""With these an act is refused to whom it is not offered."""
MOST_TRIES = 40
_WORDS = "经核实，情况属实，依据“三定”规定第四条提出如下意见。"
_SEVERAL = (tuple, list, set, frozenset)
Result = TypeVar("Result")
Values = dict[str, list[Any]]


class NoGenerator(AssertionError):
    """A field for which nobody has said what a sensible person writes there."""


class NothingSensible(AssertionError):
    """An act that is offered and that no sensible input makes succeed."""


def succeed(asked: Asked, do: Callable[[ActInput], Result]) -> Result:
    """Give ``do`` one input after the other until it raises no more; ``NothingSensible`` if none is taken.

    A refusal that names a field is answered by another value in that field; one that names none by another choice
    anywhere. A refusal of the act itself (``REFUSALS``) is passed on at once.
    """
    values = values_of(asked, asked.spec.input)
    refused: list[str] = []
    for form in _forms(asked.spec.input, values, refused):
        try:
            return do(form)
        except REFUSALS:
            raise
        except DomainError as error:
            refused.append(f"{error.field}\n{error} ← {form!r}")
    told = "\n    ".join(line.partition("\n")[2] for line in refused[:3])
    raise NothingSensible(f"{asked.spec.name}: none of {len(refused)} sensible inputs is taken\n    {told}")


def _forms(model: type[ActInput], values: Values, refused: list[str]) -> Iterator[ActInput]:
    """Inputs, the plainest first; ``refused`` grows by a line after each that was not taken and tells the field."""
    queue: list[dict[str, int]] = [dict.fromkeys(values, 0)]
    known: list[dict[str, int]] = []
    while queue and len(refused) < MOST_TRIES:
        chosen = queue.pop(0)
        if chosen in known:
            continue
        known.append(chosen)
        before = len(refused)
        try:
            yield model(**{name: values[name][place] for name, place in chosen.items() if values[name][place] != ()})
        except ValidationError as error:
            refused.append(f"{error.errors()[0]['loc'][0] if error.errors()[0]['loc'] else ''}\n{error}")
        if len(refused) == before:
            return
        named = refused[-1].partition("\n")[0]
        others = [name for name in values if name != named]
        queue[:0] = _with_another(chosen, values, [named] if named in values else [])
        queue += _with_another(chosen, values, others)


def _with_another(chosen: dict[str, int], values: Values, names: list[str]) -> list[dict[str, int]]:
    return [
        {**chosen, name: place} for name in names for place in range(len(values[name])) if place != chosen[name]
    ]  # fmt: skip


def values_of(asked: Asked, model: type[BaseModel]) -> Values:
    """For each field the values to try, the first first; ``()`` leaves an optional field out."""
    return {name: _values(asked, model, name, info) for name, info in model.model_fields.items()}


def _values(asked: Asked, model: type[BaseModel], name: str, info: FieldInfo) -> list[Any]:
    hint = HINTS.get(f"{asked.spec.name}.{name}") or HINTS.get(name)
    found = hint(asked) if hint else _by_widget(asked, info)
    if found is None and _widget_of(info):
        found = _by_form(asked, info)  # what the form of such a case shows is less than what the type allows
    if found is None:
        found = _by_type(asked, info.annotation, info)
    if found is None:
        found = _by_form(asked, info)
    if not info.is_required():
        return [*(found or []), ()] if name in FILLED_IN else [(), *(found or [])]
    if found is None:
        raise NoGenerator(
            f"{asked.spec.name}: no sensible value is known for {model.__name__}.{name} ({info.annotation}, "
            f"{info.json_schema_extra}); tell one in tests/oracle/hints.py"
        )
    if not found:
        raise NoGenerator(f"{asked.spec.name}: there is nothing to choose from for {model.__name__}.{name}")
    return found


def _by_widget(asked: Asked, info: FieldInfo) -> list[Any] | None:
    known: dict[str, Callable[[], list[Any]]] = {
        "party": lambda: list(asked.parties),
        "organization": lambda: [*asked.newcomers, *asked.parties],
        "organizations": lambda: [tuple(asked.newcomers), tuple(asked.parties)],
        "document": lambda: list(asked.papers),
        "matrix": lambda: [_shared_out(asked, info)],
        "line": lambda: [_words(info)],
        "text": lambda: [_words(info)],
    }
    widget = _widget_of(info)
    return known[widget]() if widget in known else None


def _widget_of(info: FieldInfo) -> str:
    extra = info.json_schema_extra
    return str(extra.get("widget", "")) if isinstance(extra, dict) else ""


def _shared_out(asked: Asked, info: FieldInfo) -> Any:
    """In every phase the first party leads and the others assist, as the roles are listed."""
    row = _model_of(get_args(info.annotation)[0])
    phases, roles = (list(_plain(row.model_fields[name].annotation)) for name in ("phase", "role"))
    return tuple(
        {"phase": phase, "organization": code, "role": roles[min(place, len(roles) - 1)]}
        for phase in phases
        for place, code in enumerate(asked.parties)
    )


def _by_type(asked: Asked, annotation: Any, info: FieldInfo) -> list[Any] | None:
    kind = _plain(annotation)
    if get_origin(kind) in _SEVERAL:
        return _several(asked, _plain(get_args(kind)[0]), info)
    if not isinstance(kind, type):
        return None
    if issubclass(kind, Enum):
        return list(kind)
    if issubclass(kind, BaseModel):
        return [_row(values_of(asked, kind))]
    by_kind: dict[type, Callable[[], list[Any] | None]] = {
        bool: lambda: [True, False],
        datetime: lambda: [asked.at],
        date: lambda: [asked.today],
        int: lambda: _numbers(info),
    }
    return by_kind[kind]() if kind in by_kind else None


def _several(asked: Asked, kind: Any, info: FieldInfo) -> list[Any] | None:
    """Rows about the parties: one for each; other rows, and choices: the first, then all."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [(next(iter(kind)),), tuple(kind)]
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return None
    values = {name: [one for one in found if one != ()] or [()] for name, found in values_of(asked, kind).items()}
    about = next((name for name, field in kind.model_fields.items() if _is_party(field)), None)
    rows = [_row(values)] if about is None else [{**_row(values), about: code} for code in asked.parties]
    return [tuple(rows), tuple(rows[:1])] if len(rows) > 1 else [tuple(rows)]


def _is_party(info: FieldInfo) -> bool:
    return _widget_of(info) == "party"


def _row(values: Values) -> dict[str, Any]:
    return {name: found[0] for name, found in values.items() if found[0] != ()}


def _by_form(asked: Asked, info: FieldInfo) -> list[Any] | None:
    """What the product's own form offers to choose from."""
    field = field_for(info, background_of(asked.now, asked.spec.input, at=asked.at, capacity=asked.capacity))
    choices = getattr(field.widget, "choices", None)
    if choices is None:
        return None
    codes = [code for code, _shown in choices if code not in ("", None)]
    several = get_origin(_plain(info.annotation)) in _SEVERAL
    return [tuple(codes[:1]), tuple(codes)] if several and codes else codes


def _numbers(info: FieldInfo) -> list[int] | None:
    if _widget_of(info):
        return None
    least = next((int(rule.ge) for rule in info.metadata if hasattr(rule, "ge")), 1)
    most = next((int(rule.le) for rule in info.metadata if hasattr(rule, "le")), least)
    return sorted({least, most})


def _words(info: FieldInfo) -> str:
    longest = next((int(rule.max_length) for rule in info.metadata if hasattr(rule, "max_length")), len(_WORDS))
    return _WORDS[:longest]


def _plain(annotation: Any) -> Any:
    """``Annotated[date, …] | None`` is a date."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _plain(next(one for one in get_args(annotation) if one is not type(None)))
    return annotation


def _model_of(annotation: Any) -> type[BaseModel]:
    kind = _plain(annotation)
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        raise NoGenerator(f"a table of roles is made of rows, not of {annotation}")
    return kind
