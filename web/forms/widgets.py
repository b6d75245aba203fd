"""Widgets for the inputs that one box cannot take: tables of roles, stands and lists of organizations.

Each works without JavaScript; ``case.js`` only filters the lists and numbers the chosen. A widget gives back plain
lists and dicts of texts: the act's own model judges them.
"""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.forms import Widget
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from core.labels import label
from core.vocabulary import DutyRole, Phase, SpeakingAuthority, Stance, StandKind
from web.forms.context import Choices, OrderChoices

SHOWN_AT_ONCE = 60
_LAST = 10_000


def _phases() -> list[tuple[str, str]]:
    return [(str(phase), label(phase)) for phase in Phase]


class CompositeWidget(Widget):
    """A widget of several boxes that stand under one legend."""

    is_composite = True

    def id_for_label(self, _id: str, _index: str = "0") -> str:
        """A group has no single box to point at: its legend names it."""
        return ""

    def use_required_attribute(self, _initial: Any) -> bool:
        return False

    def value_omitted_from_data(self, data: Mapping[str, Any], _files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)


class MatrixWidget(CompositeWidget):
    """分工表: parties by phases, one role each or none."""

    template_name = "web/case/widgets/matrix.html"

    def __init__(self, parties: Choices) -> None:
        super().__init__()
        self.parties = parties

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[dict[str, str]]:
        """Every cell that was filled, in the order of parties and phases."""
        cells = [
            {"phase": phase, "organization": code, "role": data.get(f"{name}-{phase}-{code}", "")}
            for code, _words in self.parties
            for phase, _label in _phases()
        ]
        return [cell for cell in cells if cell["role"]]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        chosen = {(cell["phase"], cell["organization"]): str(cell["role"]) for cell in value or ()}
        context = super().get_context(name, None, attrs)
        context["phases"] = _phases()
        context["roles"] = [(str(role), label(role)) for role in DutyRole]
        context["rows"] = [
            {
                "organization": words,
                "cells": [
                    {"name": f"{name}-{phase}-{code}", "phase": phase_words, "chosen": chosen.get((phase, code), "")}
                    for phase, phase_words in _phases()
                ],
            }
            for code, words in self.parties
        ]
        return context


class StancesWidget(CompositeWidget):
    """分环节意见: one stance per phase, or none where the party says nothing."""

    template_name = "web/case/widgets/stances.html"

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[dict[str, str]]:
        """Every phase about which something was said."""
        said = [{"phase": phase, "stance": data.get(f"{name}-{phase}", "")} for phase, _words in _phases()]
        return [one for one in said if one["stance"]]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        chosen = {one["phase"]: str(one["stance"]) for one in value or ()}
        context = super().get_context(name, None, attrs)
        context["stances"] = [(str(stance), label(stance)) for stance in Stance]
        context["rows"] = [
            {"name": f"{name}-{phase}", "phase": words, "chosen": chosen.get(phase, "")} for phase, words in _phases()
        ]
        return context


class AttendancesWidget(CompositeWidget):
    """出席与表态: a row per organization invited."""

    template_name = "web/case/widgets/attendances.html"
    parts = ("attended", "representative", "authority", "mandate", "says", "stand")

    def __init__(self, attending: Choices) -> None:
        super().__init__()
        self.attending = attending

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[dict[str, Any]]:
        """A row for everybody invited; what was left open is left out, so that the model can miss it."""
        rows: list[dict[str, Any]] = []
        for code, _words in self.attending:
            given = {part: data.get(f"{name}-{code}-{part}", "") for part in self.parts}
            rows.append({"organization": code, **{part: text for part, text in given.items() if text != ""}})
        return rows

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        known = {row["organization"]: row for row in value or ()}
        context = super().get_context(name, None, attrs)
        context["authorities"] = [(str(one), label(one)) for one in SpeakingAuthority]
        context["stands"] = [(str(one), label(one)) for one in StandKind]
        context["rows"] = [
            {"code": code, "organization": words, "name": f"{name}-{code}", "given": known.get(code, {})}
            for code, words in self.attending
        ]
        return context


class TasksWidget(CompositeWidget):
    """交办事项: a few rows of who does what until when; a row is given when something stands in it."""

    template_name = "web/case/widgets/tasks.html"
    rows = 5
    parts = ("organization", "what", "due_on")

    def __init__(self, parties: Choices) -> None:
        super().__init__()
        self.parties = parties

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[dict[str, str]]:
        """Every row in which something was typed; what was left open is left out, so that the model can miss it."""
        given = [{part: data.get(f"{name}-{row}-{part}", "") for part in self.parts} for row in range(self.rows)]
        return [{part: text for part, text in one.items() if text} for one in given if any(one.values())]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        known = list(value or ())
        context = super().get_context(name, None, attrs)
        context["parties"] = self.parties
        context["rows"] = [
            {"name": f"{name}-{row}", "number": row + 1, "given": known[row] if row < len(known) else {}}
            for row in range(max(self.rows, len(known)))
        ]
        return context


class CasesWidget(CompositeWidget):
    """选择案件: further cases to tick."""

    template_name = "web/case/widgets/cases.html"

    def __init__(self, cases: Choices) -> None:
        super().__init__()
        self.cases = cases

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[str]:
        """The numbers ticked."""
        return data.getlist(name) if isinstance(data, MultiValueDict) else list(data.get(name, []))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["rows"] = [
            {"number": number, "words": words, "is_chosen": number in (value or ())} for number, words in self.cases
        ]
        return context


class OrganizationsWidget(CompositeWidget):
    """选择机关: a list to search and tick, in an order of one's own where several may be chosen.

    Without JavaScript the search is a button that sends the form back with the list shortened; what was
    ticked before stays ticked and is listed first.
    """

    template_name = "web/case/widgets/organizations.html"

    def __init__(self, organizations: Choices, search_words: Mapping[str, str], *, several: bool) -> None:
        super().__init__()
        self.organizations = organizations
        self.search_words = search_words
        self.several = several
        self.sought = ""

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[str] | str:
        """The codes ticked, by the number beside them, then as they are listed."""
        self.sought = str(data.get(f"{name}-find", "")).strip()
        ticked = data.getlist(name) if isinstance(data, MultiValueDict) else list(data.get(name, []))
        if not self.several:
            return str(ticked[0]) if ticked else ""
        return sorted(ticked, key=lambda code: _number(data.get(f"{name}-order-{code}", "")))

    def value_omitted_from_data(self, data: Mapping[str, Any], _files: Any, name: str) -> bool:
        return name not in data and f"{name}-find" not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        chosen = [value] if isinstance(value, str) and value else list(value or ())
        listed = dict(self.organizations)
        found = [
            (code, words, self._words_to_search(code, words))
            for code, words in self.organizations
            if code not in chosen
        ]
        found = [one for one in found if self.sought.casefold() in one[2]]
        context = super().get_context(name, None, attrs)
        context.update(
            several=self.several,
            sought=self.sought,
            chosen=[(code, listed.get(code, code), place) for place, code in enumerate(chosen, 1)],
            offered=found[:SHOWN_AT_ONCE],
            more=found[SHOWN_AT_ONCE:],
        )
        return context

    def _words_to_search(self, code: str, words: str) -> str:
        return f"{words} {self.search_words.get(code, '')}".casefold()


class WorkOrdersWidget(CompositeWidget):
    """选择工单: the orders that wait, to tick; one that was named and is not among them stays ticked."""

    template_name = "web/case/widgets/work_orders.html"

    def __init__(self, orders: OrderChoices, zone: ZoneInfo) -> None:
        super().__init__()
        self.orders = orders
        self.zone = zone

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[str]:
        """The references ticked."""
        return data.getlist(name) if isinstance(data, MultiValueDict) else list(data.get(name, []))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        chosen, offered = list(value or ()), {order.reference: order for order in self.orders.offered}
        context = super().get_context(name, None, attrs)
        context["rows"] = [
            {"reference": reference, "order": offered.get(reference), "is_chosen": reference in chosen}
            for reference in dict.fromkeys([*chosen, *offered])
        ]
        context.update(zone=self.zone, there_are_more=self.orders.there_are_more, list_url=reverse("work_orders"))
        return context


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else _LAST
