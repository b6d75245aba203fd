"""Widgets of the negotiation room: a line for each phase, a head for each department."""

from collections.abc import Mapping
from typing import Any

from core.labels import label
from core.vocabulary import Phase
from web.forms.context import Choices
from web.forms.widgets import CompositeWidget


class LinesWidget(CompositeWidget):
    """逐行填写: one box for each of a list of things; a box that stays empty says nothing of its thing."""

    template_name = "web/case/widgets/lines.html"
    about = ""
    said = ""

    def __init__(self, things: Choices) -> None:
        super().__init__()
        self.things = things

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[dict[str, str]]:
        """Every box in which something was written."""
        rows = [{self.about: code, self.said: str(data.get(f"{name}-{code}", ""))} for code, _words in self.things]
        return [row for row in rows if row[self.said].strip()]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        given = {str(row[self.about]): row[self.said] for row in value or ()}
        context = super().get_context(name, None, attrs)
        context["rows"] = [
            {"name": f"{name}-{code}", "thing": words, "given": given.get(code, "")} for code, words in self.things
        ]
        return context


class PhaseTextsWidget(LinesWidget):
    """分环节文字."""

    about, said = "phase", "text"

    def __init__(self) -> None:
        super().__init__([(str(phase), label(phase)) for phase in Phase])


class CalledWidget(LinesWidget):
    """参加联合执法的单位: what each brings; whose line stays empty is not called."""

    about, said = "organization", "brings"


class HeadsWidget(LinesWidget):
    """会商负责人: the head who took part, department by department."""

    about, said = "organization", "name"
