"""Widgets of the establishment office: further matters, points of a reply, and what became of them.

Like those of ``web.forms.widgets`` each works without JavaScript and gives back plain lists and dicts of texts.
"""

from collections.abc import Mapping
from typing import Any

from django.forms import CheckboxSelectMultiple

from core.labels import label
from core.vocabulary import Adoption
from web.forms.context import Choices, PointChoice
from web.forms.widgets import CompositeWidget, MatrixWidget

_FURTHER_ROOM = 2
_POINT_ROOM = 3
MOST_FURTHER = 9
MOST_POINTS = 50


class DocumentsWidget(CheckboxSelectMultiple):
    """附件: papers of the file, to tick."""

    is_composite = True

    def __init__(self, documents: Choices) -> None:
        super().__init__(choices=list(documents))


class FurtherWidget(CompositeWidget):
    """同案其他事项: a block per matter, with its own table of roles; there is always room for another."""

    template_name = "web/case/widgets/further.html"
    parts = ("matter", "measures", "basis")

    def __init__(self, parties: Choices) -> None:
        super().__init__()
        self.matrix = MatrixWidget(parties)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, Any]]:
        """Every block in which something was written, in order."""
        blocks = []
        for place in range(MOST_FURTHER):
            block: dict[str, Any] = {part: data.get(f"{name}-{place}-{part}", "") for part in self.parts}
            block["assignments"] = self.matrix.value_from_datadict(data, files, f"{name}-{place}-assignments")
            if any(block.values()):
                blocks.append(block)
        return blocks

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        given = list(value or ())
        context = super().get_context(name, None, attrs)
        blocks = [*given, *[{}] * _FURTHER_ROOM][: max(len(given), MOST_FURTHER)]
        context["blocks"] = [
            {
                "number": place + 2, "name": f"{name}-{place}", "given": block,
                "matrix": self.matrix.render(f"{name}-{place}-assignments", block.get("assignments")),
            }
            for place, block in enumerate(blocks)
        ]  # fmt: skip
        return context


class PointsWidget(CompositeWidget):
    """意见要点: a row per point, and some to spare."""

    template_name = "web/case/widgets/points.html"
    parts = ("about", "text", "basis")

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[dict[str, str]]:
        """Every row in which something was written."""
        rows = [{part: data.get(f"{name}-{place}-{part}", "") for part in self.parts} for place in range(MOST_POINTS)]
        return [row for row in rows if any(row.values())]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        given = list(value or ())
        context = super().get_context(name, None, attrs)
        rows = [*given, *[{}] * _POINT_ROOM][: max(len(given), MOST_POINTS)]
        context["rows"] = [
            {"number": place + 1, "name": f"{name}-{place}", "given": row} for place, row in enumerate(rows)
        ]
        return context


class AdoptionsWidget(CompositeWidget):
    """意见采纳情况表: a row per point that waits; one left open is answered later."""

    template_name = "web/case/widgets/adoptions.html"

    def __init__(self, points: tuple[PointChoice, ...]) -> None:
        super().__init__()
        self.points = points

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[dict[str, str]]:
        """Every point of which something was said."""
        rows = [
            {"point": str(point.id), **{part: data.get(f"{name}-{point.id}-{part}", "") for part in _ANSWER}}
            for point in self.points
        ]
        return [row for row in rows if any(row[part] for part in _ANSWER)]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        given = {str(row.get("point")): row for row in value or ()}
        context = super().get_context(name, None, attrs)
        context["adoptions"] = [(str(one), label(one)) for one in Adoption]
        context["rows"] = [
            {"name": f"{name}-{point.id}", "point": point, "given": given.get(str(point.id), {})}
            for point in self.points
        ]
        return context


_ANSWER = ("adoption", "reason")
