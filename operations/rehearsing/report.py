"""报告: the figures of a rehearsal as a page that stands by itself, and as JSON."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.dates import MONTHS_3
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from core.labels import label
from core.vocabulary import CaseState, ClosingReason, StageResult, Step, Tier
from operations.rehearsing.charts import areas, bars, legend, lying, shade
from operations.rehearsing.telling import sentences

PAGE, DATA = "report.html", "report.json"
_MOST_BODIES, _MOST_WEEKS = 14, 60
_FATES = {
    "met": _("In time"),
    "moved": _("Moved the case"),
    "silence": _("Ended by silence"),
    "reminded": _("Ran out, reminded"),
    "fell_away": _("Fell away"),
    "running": _("Running"),
}
_RAN_OUT = ("moved", "silence", "reminded")
_HAPPENED = {
    "warnings": _("Warnings sent"),
    "reminders": _("Reminders of the clock"),
    "urged": _("Departments urged"),
    "extensions_asked": _("Extensions asked for"),
    "extended": _("Terms extended"),
    "days_extended": _("Working days added"),
    "suspended": _("Cases suspended"),
    "late_parties": _("Departments that joined late"),
    "withdrawn": _("Cases withdrawn"),
    "reneged": _("Went back on a result or view with nothing new"),
    "upheld": _("Objections upheld"),
    "rejected": _("Objections rejected"),
    "returned_filings": _("Filings returned"),
    "ladder": _("Steps of the ladder taken"),
}


def write(report: Mapping[str, Any], folder: Path) -> None:
    """Both files, in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DATA).write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / PAGE).write_text(page(report), encoding="utf-8")


def page(report: Mapping[str, Any]) -> str:
    """The page, in the language of the moment."""
    figures = report["figures"]
    tiers = {str(tier): label(tier) for tier in Tier if figures["tiers"][tier]["visits"]}
    return render_to_string(
        "operations/rehearsal.html",
        {
            "language": get_language(), "report": report, "figures": figures, "sentences": sentences(figures),
            "numbers": _numbers(figures), "tiers": _tiers(figures), "steps": _steps(figures),
            "fates": [gettext(word) for word in _FATES.values()],
            "happened": [(gettext(word), figures["happened"][name]) for name, word in _HAPPENED.items()],
            "reasons": [(label(ClosingReason(one)), count) for one, count in figures["cases"]["by_reason"].items()],
            "states": [(label(CaseState(one)), count) for one, count in figures["cases"]["by_state"].items()],
            "settled_chart": _settled_chart(figures), "load": _load(figures), "waits": _waits(figures),
            "acts_chart": bars(figures["days"]["acts"], title=gettext(_("Acts on each working day"))),
            "open_chart": areas(figures["open_by_day"], tiers, title=gettext(_("Cases in each tier"))),
            "open_legend": legend(list(tiers.values())), "rules": report["rules"], "people": report["people"],
        },
    )  # fmt: skip


def _numbers(figures: Mapping[str, Any]) -> list[tuple[str, Any, str]]:
    """The figures at the top: what, how much, and a word to it."""
    cases, days, settled = figures["cases"], figures["days"], figures["settled"]["all"]
    moved = sum(one["by_the_clock"] for one in figures["tiers"].values())
    visits = sum(one["visits"] - one["still_open"] for one in figures["tiers"].values())
    busiest = days["busiest"] or {"acts": 0, "day": ""}
    return [
        (gettext(_("Cases opened")), cases["opened"], ""),
        (gettext(_("Came to a result")), settled["count"], ""),
        (gettext(_("Over at the end")), cases["over"], ""),
        (gettext(_("Working days to the result, median")), _number(settled["median"]), ""),
        (gettext(_("Nine of ten within")), _number(settled["p90"]), gettext(_("working days"))),
        (gettext(_("Moved by the clock")), f"{moved / visits:.0%}" if visits else "–", gettext(_("of ended visits"))),
        (gettext(_("Busiest day")), busiest["acts"], busiest["day"]),
    ]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _tiers(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for tier in Tier:
        one, settled = figures["tiers"][tier], figures["settled"]["by_tier"][tier]
        results = [f"{label(StageResult(result))} {count}" for result, count in one["results"].items()]
        rows.append(
            {
                "name": label(tier), "visits": one["visits"], "settled": settled["count"],
                "by_the_clock": one["by_the_clock"], "still_open": one["still_open"],
                "median": _number(one["days"]["median"]), "p90": _number(one["days"]["p90"]),
                "results": "、".join(results),
            }
        )  # fmt: skip
    return rows


def _settled_chart(figures: Mapping[str, Any]) -> str:
    rows = []
    for tier in Tier:
        one = figures["settled"]["by_tier"][tier]
        said = gettext(_("%(count)s cases, half within %(median)s working days")) % {
            "count": one["count"], "median": _number(one["median"]),
        }  # fmt: skip
        rows.append((label(tier), one["count"], said if one["count"] else "0"))
    return lying(rows, title=gettext(_("Results by tier")))


def _steps(figures: Mapping[str, Any]) -> list[tuple[str, str, list[int]]]:
    """Each step with the share of its terms that were kept; those that ran out most often first."""
    rows = []
    for step, fates in figures["steps"].items():
        kept, over = fates.get("met", 0), sum(fates.get(fate, 0) for fate in _RAN_OUT)
        share = f"{kept / (kept + over):.0%}" if kept + over else "–"
        rows.append((-over, label(Step(step)), share, [fates.get(fate, 0) for fate in _FATES]))
    return [(name, share, counts) for _over, name, share, counts in sorted(rows)]


def _load(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Who had most to do: acts in each week, the darker the more."""
    names, workdays = figures["organizations"], figures["days"]["workdays"] or 1
    chosen = list(figures["load"].items())[:_MOST_BODIES]
    weeks = sorted({week for one in figures["load"].values() for week in one["by_week"]})[:_MOST_WEEKS]
    most = max((number for _code, one in chosen for number in one["by_week"].values()), default=1)
    rows = [
        {
            "name": names[code], "acts": one["acts"], "mean": f"{one['acts'] / workdays:.1f}",
            "greatest": one["greatest"], "on": one["on"],
            "cells": [(shade(one["by_week"].get(week, 0), most), one["by_week"].get(week, 0), week) for week in weeks],
        }
        for code, one in chosen
    ]  # fmt: skip
    months = Counter(map(_month_of, weeks))
    named = [(MONTHS_3[month], count) for (_year, month), count in months.items()]
    return {"rows": rows, "weeks": len(weeks), "months": named}


def _month_of(week: str) -> tuple[int, int]:
    """The month in which most days of a week lie: that of its Thursday."""
    year, _, number = week.partition("-W")
    thursday = date.fromisocalendar(int(year), int(number), 4)
    return thursday.year, thursday.month


def _waits(figures: Mapping[str, Any]) -> dict[str, Any]:
    """谁等谁: who waits stands at the side, who is waited for on top; those with the most days of waiting."""
    names = figures["organizations"]
    days = {(one["waiting"], one["for"]): one for one in figures["waits"]}
    sides = (_foremost(figures, "waiting"), _foremost(figures, "for"))
    most = max((one["days"] for one in days.values()), default=1)
    rows = []
    for waiting in sides[0]:
        found = [days.get((waiting, other)) for other in sides[1]]
        cells = [
            (shade(one["days"], most), one["days"], one["times"]) if one else ("transparent", 0, 0) for one in found
        ]
        rows.append((names[waiting], cells))
    return {"on_top": [names[code] for code in sides[1]], "rows": rows}


def _foremost(figures: Mapping[str, Any], side: str) -> list[str]:
    found: dict[str, int] = {}
    for one in figures["waits"]:
        found[one[side]] = found.get(one[side], 0) + one["days"]
    return sorted(found, key=lambda code: (-found[code], code))[: _MOST_BODIES - 2]
