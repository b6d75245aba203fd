"""From one field of an act's input to one field of a form: its widget, and what the widget shows and gives."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from types import UnionType
from typing import Any, Union, get_args, get_origin
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from pydantic.fields import FieldInfo

from core.labels import label
from core.vocabulary import ScopeExclusion
from web.forms.context import NO_ORDERS, Choices, FormContext
from web.forms.office_widgets import AdoptionsWidget, DocumentsWidget, FurtherWidget, PointsWidget
from web.forms.referral import DissentsWidget
from web.forms.room_widgets import CalledWidget, HeadsWidget, PhaseTextsWidget
from web.forms.widgets import (
    AttendancesWidget,
    CasesWidget,
    MatrixWidget,
    OrganizationsWidget,
    StancesWidget,
    TasksWidget,
    WorkOrdersWidget,
)

_MOMENT = "%Y-%m-%dT%H:%M"


class RawField(forms.Field):
    """A field that hands on what was typed: the act's model is the only judge."""

    def __init__(self, *, widget: forms.Widget, label: str, hint: str, asked: bool, kind: str) -> None:
        super().__init__(required=False, widget=widget, label=label, help_text=hint)
        self.asked = asked
        self.kind = kind

    def clean(self, value: Any) -> Any:
        return value


class MomentField(RawField):
    """A date with a time as the clock on the wall of the jurisdiction shows it."""

    def __init__(self, *, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(**options)
        self.zone = zone

    def clean(self, value: Any) -> Any:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            return value
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(self.zone).strftime(_MOMENT) if isinstance(value, datetime) else value


def words_of(source: str | None) -> str:
    """A title or hint of an input in the language of the moment; "" where it has none."""
    return gettext(source) if source else ""


def field_for(info: FieldInfo, context: FormContext) -> RawField:
    """The form's field for one field of the input."""
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    wanted, kind = str(extra.get("widget", "")), _plain(info.annotation)
    asked = info.is_required()
    options: dict[str, Any] = {
        "label": words_of(info.title),
        "hint": words_of(info.description),
        "asked": asked,
    }
    if wanted in _SPECIAL:
        return RawField(widget=_SPECIAL[wanted](context, asked), kind=wanted, **options)
    if kind is datetime:
        return MomentField(zone=context.zone, widget=_moment_input(), kind="moment", **options)
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not info.annotation:
        choices = [(str(member), label(member)) for member in kind]
        return RawField(widget=_optional(choices, nothing=gettext("None")), kind=_kind_name(kind, wanted), **options)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if info.default is None:
            choices = [(str(member), label(member)) for member in kind]
            return RawField(widget=_optional(choices, nothing="—"), kind=_kind_name(kind, wanted), **options)
        options["asked"] = True  # something is always chosen, by default at least
    return RawField(widget=_widget_of(kind, wanted, asked), kind=_kind_name(kind, wanted), **options)


def _plain(annotation: Any) -> Any:
    """``date | None`` is asked for as a date."""
    if get_origin(annotation) in (Union, UnionType):
        return next(one for one in get_args(annotation) if one is not type(None))
    return annotation


def _kind_name(kind: Any, wanted: str) -> str:
    return wanted or getattr(kind, "__name__", "line")


def _widget_of(kind: Any, wanted: str, asked: bool) -> forms.Widget:
    if wanted == "text":
        return forms.Textarea(attrs={"rows": 4})
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _Select([(str(member), label(member)) for member in kind], asked=asked)
    if kind is bool:
        return forms.CheckboxInput()
    if kind is date:
        return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    if kind is int:
        return forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.TextInput()


def _moment_input() -> forms.Widget:
    return forms.DateTimeInput(format=_MOMENT, attrs={"type": "datetime-local"})


class _Select(forms.Select):
    """A list to choose from; without a default it begins with an empty line, so that nothing is chosen unseen."""

    def __init__(self, choices: Choices, *, asked: bool) -> None:
        super().__init__(choices=[("", gettext("Please choose")), *choices] if asked else list(choices))


class _YesNo(forms.RadioSelect):
    def __init__(self) -> None:
        super().__init__(choices=[("true", gettext("Yes")), ("false", gettext("No"))])

    def format_value(self, value: Any) -> Any:
        return super().format_value(str(value).lower() if isinstance(value, bool) else value)


def _optional(choices: Choices, *, nothing: str) -> forms.Select:
    return forms.Select(choices=[("", nothing), *choices])


def _party_select(context: FormContext, asked: bool) -> forms.Widget:
    return _Select(context.parties, asked=True) if asked else _optional(context.parties, nothing=gettext("Nobody yet"))


def _organizations(context: FormContext, *, several: bool) -> forms.Widget:
    return OrganizationsWidget(context.organizations, context.search_words, several=several)


_ROWS = ("membership", "deputyship", "shift", "plate", "seat", "hosted_group", "group_seat")


def _row_select(kind: str, context: FormContext, _asked: bool) -> forms.Widget:
    return _Select(context.rows.get(kind, ()), asked=True)


_SPECIAL: dict[str, Callable[[FormContext, bool], forms.Widget]] = {
    "matrix": lambda context, _asked: MatrixWidget(context.parties),
    "stances": lambda _context, _asked: StancesWidget(),
    "attendances": lambda context, _asked: AttendancesWidget(context.attending or context.parties),
    "organizations": lambda context, _asked: _organizations(context, several=True),
    "organization": lambda context, _asked: _organizations(context, several=False),
    "party": _party_select,
    "jurisdiction": lambda context, asked: _Select(
        context.jurisdictions, asked=asked and len(context.jurisdictions) > 1
    ),
    "document": lambda context, _asked: _optional(context.documents, nothing=gettext("None")),
    "waited_for": lambda context, _asked: _Select(context.waited_for, asked=len(context.waited_for) != 1),
    "reader": lambda context, _asked: _Select(context.readers, asked=len(context.readers) != 1),
    "objection": lambda context, _asked: _Select(context.objections, asked=len(context.objections) != 1),
    "colleague": lambda context, _asked: _Select(context.colleagues, asked=True),
    "free_group": lambda context, _asked: _Select(context.groups, asked=len(context.groups) != 1),
    "case_group": lambda context, _asked: _Select(context.groups, asked=len(context.groups) != 1),
    "own_group": lambda context, _asked: _Select(context.groups, asked=len(context.groups) != 1),
    **{kind: partial(_row_select, kind) for kind in _ROWS},
    "dissents": lambda context, _asked: DissentsWidget(context.parties),
    "paper": lambda context, _asked: _Select(context.papers, asked=len(context.papers) != 1),
    "documents": lambda context, _asked: DocumentsWidget(context.documents),
    **{
        kind: lambda context, _asked: _Select(context.other_cases, asked=len(context.other_cases) != 1)
        for kind in ("merge_target", "link_target", "case_link")
    },
    "checklist": lambda context, _asked: DocumentsWidget(context.checklist),
    "exclusions": lambda _context, _asked: DocumentsWidget([(str(kind), label(kind)) for kind in ScopeExclusion]),
    "further": lambda context, _asked: FurtherWidget(context.parties),
    "points": lambda _context, _asked: PointsWidget(),
    "adoptions": lambda context, _asked: AdoptionsWidget(context.points),
    "study_line": lambda context, _asked: _optional(context.study_lines, nothing=gettext("A new line")),
    "consultation": lambda context, _asked: _optional(context.questions, nothing=gettext("The oldest")),
    "tasks": lambda context, _asked: TasksWidget(context.parties),
    "cases": lambda context, _asked: CasesWidget(context.cases),
    "meeting": lambda context, _asked: _Select(context.meetings, asked=len(context.meetings) != 1),
    "task": lambda context, _asked: _Select(context.tasks, asked=len(context.tasks) != 1),
    "yes_no": lambda _context, _asked: _YesNo(),
    "phase_texts": lambda _context, _asked: PhaseTextsWidget(),
    "called": lambda context, _asked: CalledWidget(context.parties),
    "called_member": lambda context, _asked: DocumentsWidget(context.rows.get("called_member", ())),
    "heads": lambda context, _asked: HeadsWidget(context.parties),
    "version": lambda context, _asked: forms.Select(choices=list(context.versions)),
    "clause": lambda context, _asked: _Select(context.clauses, asked=True),
    "comment": lambda context, _asked: _Select(context.comments, asked=True),
    "note": lambda context, _asked: _Select(context.notes, asked=True),
    "work_orders": lambda context, _asked: WorkOrdersWidget(context.work_orders or NO_ORDERS, context.zone),
}
