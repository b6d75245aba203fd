"""Words for what a day is and why, in the language of the moment."""

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from workdays.days import DayBasis, DayKind, DayWorking

DAY_KINDS = {
    DayKind.WEEKDAY: _("workday"),
    DayKind.WEEKEND: _("weekend"),
    DayKind.HOLIDAY: _("holiday"),
    DayKind.MAKEUP: _("make-up workday"),
    DayKind.EXTRA_HOLIDAY: _("local holiday"),
    DayKind.EXTRA_WORKDAY: _("local workday"),
}
MARKS = {
    DayKind.HOLIDAY: pgettext_lazy("mark in the calendar", "off"),
    DayKind.EXTRA_HOLIDAY: pgettext_lazy("mark in the calendar", "off"),
    DayKind.MAKEUP: pgettext_lazy("mark in the calendar", "on"),
    DayKind.EXTRA_WORKDAY: pgettext_lazy("mark in the calendar", "on"),
}
FESTIVALS = {
    "元旦": _("New Year's Day"),
    "春节": _("Spring Festival"),
    "清明节": _("Qingming Festival"),
    "劳动节": _("Labour Day"),
    "端午节": _("Dragon Boat Festival"),
    "中秋节": _("Mid-Autumn Festival"),
    "国庆节": _("National Day"),
}
WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def festival_name(name: str) -> str:
    """节日名称: names the notices use, one or several joined by 、, are translated; a local name stays as it is."""
    return gettext(", ").join(str(FESTIVALS.get(part, part)) for part in name.split("、"))


def day_mark(day: DayWorking) -> str:
    """休、班: the mark of a day in the year's calendar; "" for an ordinary day."""
    return str(MARKS.get(day.kind, ""))


def basis_text(day: DayWorking) -> str:
    """认定依据: the notice or document by its number, the standing law, or "" for the ordinary week."""
    if day.basis is DayBasis.LAW:
        return gettext("standing holiday law; the notice of the year is not loaded")
    return day.notice


def day_reason(day: DayWorking) -> str:
    """逐日理由: one line, e.g. "make-up workday: Spring Festival (国办发明电〔2024〕12号)"."""
    text = str(DAY_KINDS[day.kind])
    if day.name:
        text = gettext("%(kind)s: %(name)s") % {"kind": text, "name": festival_name(day.name)}
    basis = basis_text(day)
    if basis:
        text = gettext("%(text)s (%(basis)s)") % {"text": text, "basis": basis}
    if day.provisional and day.basis is not DayBasis.LAW:
        text = gettext("%(text)s, provisional") % {"text": text}
    return text


def day_data(day: DayWorking) -> dict[str, Any]:
    """For machines: codes only, no words."""
    return {
        "day": day.day.isoformat(), "kind": str(day.kind), "basis": str(day.basis), "counted": day.counted,
        "rolled": day.rolled, "name": day.name, "notice": day.notice, "provisional": day.provisional,
    }  # fmt: skip
