"""期限计算器的表单: plain questions, asked by GET, so that an answer has an address."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.labels import label
from core.vocabulary import ExceptionKind, RollRule, TermUnit
from deadlines.models import Deadline
from flows.recounts.what_if import Supposition
from workdays.rules import LONGEST_TERM

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)


def _day(title: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "min": FIRST.isoformat(), "max": LAST.isoformat()})
    return forms.DateField(label=title, required=required, widget=widget, help_text=help_text)


class _Days(forms.Form):
    """Days lie where the calendar reaches."""

    def clean(self) -> dict[str, Any]:
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, date) and not FIRST <= value <= LAST:
                said = gettext("%(day)s cannot be counted: the calendar reaches from %(first)s to %(last)s.")
                self.add_error(name, said % {"day": value, "first": FIRST, "last": LAST})
        return self.cleaned_data


class TermForm(_Days):
    """从何日起多长: a start, a length, a unit."""

    start = _day(_("Begins on"), help_text=_("That day is not counted."))
    at = forms.TimeField(
        label=_("Time of day"), required=False, widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("Matters for terms in hours only."),
    )  # fmt: skip
    n = forms.IntegerField(label=_("Length"), min_value=0, max_value=LONGEST_TERM)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    roll = forms.ChoiceField(label=_("If a term in days ends on a day off"), required=False)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, prefix="", initial={"start": today.isoformat()})
        self.fields["unit"] = _choice(_("Unit"), [(str(one), label(one)) for one in TermUnit])
        self.fields["roll"] = _choice(
            _("If a term in days ends on a day off"), [(str(one), label(one)) for one in RollRule]
        )

    def start_moment(self, zone: ZoneInfo) -> datetime:
        return datetime.combine(self.cleaned_data["start"], self.cleaned_data["at"] or time.min, tzinfo=zone)

    @property
    def length(self) -> int:
        return int(self.cleaned_data["n"])

    @property
    def unit_chosen(self) -> TermUnit:
        return TermUnit(self.cleaned_data["unit"] or TermUnit.WORKDAY)

    @property
    def roll_chosen(self) -> RollRule:
        return RollRule(self.cleaned_data["roll"] or RollRule.NONE)


class SpanForm(_Days):
    """两日之间: how many workdays lie between two days."""

    first = _day(_("From"), help_text=_("That day is not counted."))
    last = _day(_("Up to"), help_text=_("That day is counted."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", gettext("%(last)s lies before %(first)s.") % {"last": last, "first": first})
        elif first and last and (last - first).days > LONGEST_TERM:
            said = gettext("No more than %(most)s days can be shown at once.") % {"most": LONGEST_TERM}
            self.add_error("last", said)
        return cleaned


class WhatIfForm(_Days):
    """试算: an extension of one clock, a suspension, another day."""

    clock = forms.ChoiceField(label=_("Which term"), required=False)
    added = forms.IntegerField(label=_("Extended by (in its unit)"), required=False, min_value=0, max_value=250)
    suspended_on = _day(_("Suspended on"), required=False)
    resumed_on = _day(_("Resumed on"), required=False)
    day = _day(_("If this day"), required=False)
    kind = forms.ChoiceField(label=_("became"), required=False)

    def __init__(self, data: Any, *, clocks: list[tuple[Deadline, str]]) -> None:
        super().__init__(data)
        self.fields["clock"] = _choice(_("Which term"), [(str(clock.pk), words) for clock, words in clocks])
        self.fields["kind"] = _choice(_("became"), [(str(one), label(one)) for one in ExceptionKind])

    def supposition(self) -> Supposition:
        typed = self.cleaned_data
        return Supposition(
            clock=int(typed["clock"]) if typed["clock"] else None, added=typed["added"] or 0,
            suspended_on=typed["suspended_on"], resumed_on=typed["resumed_on"], day=typed["day"],
            kind=ExceptionKind(typed["kind"] or ExceptionKind.HOLIDAY),
        )  # fmt: skip


def _choice(title: Any, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=title, required=False, choices=choices)
