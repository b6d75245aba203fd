"""流程图: where the nodes of a flow stand, and which of them a case has passed.

The geometry is viewflow's; what is drawn with it (a page's picture, a BPMN file) is ours.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext, gettext_noop
from viewflow.workflow import flow
from viewflow.workflow.chart import calc_layout_data
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from cases.models import Case
from flows.diagram_places import PLACES, ROUTES, Route, boundary_box, box_at, line_between
from flows.diagram_visits import Visit, Visits, visits_of
from flows.dispute import DisputeFlow
from flows.tiers import DispatchCoordinationFlow, NegotiationFlow, OfficeCoordinationFlow, ReferralFlow

FLOWS: tuple[Any, ...] = (
    DisputeFlow, NegotiationFlow, DispatchCoordinationFlow, OfficeCoordinationFlow, ReferralFlow,
)  # fmt: skip
MARGIN = 30
_ROOM_FOR_TITLES = 40
_LABELS = {"cond_true": gettext_noop("yes"), "cond_false": gettext_noop("no")}
_SIGNS = {"exclusiveGateway": "×", "parallelGateway": "+", "complexGateway": "∗"}
_ALWAYS_NAMED = ("userTask", "serviceTask", "callActivity", "endEvent", "boundaryEvent")
_PASSED, _PRESENT = "passed", "present"


@dataclass(frozen=True)
class Shape:
    """图形: one node, its place and its title (a boundary shows its sign instead).

    ``state`` is "passed", "present" or ""; ``visits`` are who took the step, and when.
    """

    name: str
    element: str
    source_title: str
    x: int
    y: int
    width: int
    height: int
    node: Any
    state: str = ""
    visits: tuple[Visit, ...] = ()

    @property
    def title(self) -> str:
        """The title in the language of the moment; unnamed gateways and starts have none."""
        return gettext(self.source_title) if self.source_title else ""

    @property
    def done(self) -> Visit | None:
        """The last time that somebody took the step."""
        taken = [(one.at, place) for place, one in enumerate(self.visits) if one.at]
        return self.visits[max(taken)[1]] if taken else None

    @property
    def is_task(self) -> bool:
        return self.element in ("userTask", "serviceTask", "callActivity")

    @property
    def is_gateway(self) -> bool:
        return self.element.endswith("Gateway")

    @property
    def is_deadline(self) -> bool:
        return self.element == "boundaryEvent" and self.node.meaning == "deadline"

    @property
    def sign(self) -> str:
        """The mark inside a gateway or an event."""
        if self.element == "boundaryEvent":
            return "" if self.is_deadline else "↩"
        return _SIGNS.get(self.element, "")

    @property
    def foot(self) -> int:
        """The base line of what stands under a task."""
        return self.y + self.height + 13

    @property
    def radius(self) -> int:
        return min(self.width, self.height) // 2

    @property
    def diamond(self) -> str:
        """The outline of a gateway."""
        x, y = self.centre
        return f"M{x} {self.y}L{self.x + self.width} {y}L{x} {self.y + self.height}L{self.x} {y}z"

    @property
    def centre(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2

    @property
    def lines(self) -> list[tuple[str, int, int]]:
        """The title in lines, each with the middle of its base line: inside a task, under anything else."""
        if self.element == "boundaryEvent":
            return []
        words = wrapped(self.title, 8 if self.is_task else 6)
        middle, height = self.centre
        top = height - 9 * (len(words) - 1) + 5 if self.is_task else self.y + self.height + 16
        return [(line, middle, top + 18 * place) for place, line in enumerate(words)]


@dataclass(frozen=True)
class Path:
    """连线: one sequence flow with its bends."""

    source: str
    target: str
    source_label: str
    points: tuple[tuple[int, int], ...]
    passed: bool = False
    is_default: bool = False

    @property
    def label(self) -> str:
        return gettext(self.source_label) if self.source_label else ""

    @property
    def label_at(self) -> tuple[int, int]:
        """Beside the beginning of the line."""
        (x, y), (next_x, next_y) = self.points[0], self.points[1]
        if y == next_y:
            return min(x, next_x) + 6, y - 5
        return x + 5, y + (16 if next_y > y else -8)

    @property
    def svg_points(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.points)


@dataclass(frozen=True)
class Drawing:
    """一张流程图."""

    name: str
    source_title: str
    width: int
    height: int
    shapes: tuple[Shape, ...]
    paths: tuple[Path, ...]

    @property
    def title(self) -> str:
        return gettext(self.source_title)

    @property
    def taken(self) -> list[Shape]:
        """The steps that somebody took or has before them, as they lie from left to right."""
        return sorted((shape for shape in self.shapes if shape.visits), key=lambda shape: (shape.x, shape.y))


@lru_cache(maxsize=16)
def drawing_of(flow_class: Any) -> Drawing:
    """The drawing of a flow class with nothing lit; computed once per process."""
    grid = calc_layout_data(flow_class)
    shapes = tuple(_shape(cell) for cell in grid.cells)
    paths = tuple(_path(edge) for edge in grid.edges)
    if flow_class.__name__ in PLACES:
        shapes, paths = _by_hand(flow_class.__name__, shapes, paths)
    return Drawing(
        name=flow_class.__name__,
        source_title=str(flow_class.process_title),
        width=max(_furthest(shapes, paths, 0)) + MARGIN + _ROOM_FOR_TITLES,
        height=max(_furthest(shapes, paths, 1)) + MARGIN + _ROOM_FOR_TITLES,
        shapes=shapes,
        paths=paths,
    )


def drawings_of_case(case: Case) -> list[Drawing]:
    """案件流程图: the whole way and the tier of the last stage, lit as the case went; two queries."""
    tasks = Task.objects.filter(process__case_run__case=case).order_by("pk")
    rows = list(tasks.values_list("process__case_run__stage", "flow_task", "status", "previous__flow_task"))
    taken = visits_of(case)
    lit = [_lit(drawing_of(DisputeFlow), [row for row in rows if row[0] is None], taken.get(None, {}))]
    visits = [row for row in rows if row[0] is not None]
    if visits:
        last = max(row[0] for row in visits)
        inside = [row for row in visits if row[0] == last]
        lit.append(_lit(drawing_of(inside[0][1].flow_class), inside, taken.get(last, {})))
    return lit


def wrapped(text: str, longest: int) -> list[str]:
    """Chinese breaks anywhere, other words at spaces; ``longest`` counts full-width characters."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and _width(line + piece.rstrip()) > longest:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> Iterator[str]:
    word = ""
    for character in text:
        if character.isascii() and character != " ":
            word += character
            continue
        yield word + character if character == " " else word
        word = ""
        if character != " ":
            yield character
    yield word


def _width(text: str) -> float:
    return sum(0.55 if character.isascii() else 1 for character in text)


def _shape(cell: Any) -> Shape:
    node, place = cell.node, cell.shape
    silent = node.name == "end" or (node.bpmn_element not in _ALWAYS_NAMED and node.task_title == _default_title(node))
    return Shape(
        name=node.name, element=node.bpmn_element, source_title="" if silent else str(node.task_title),
        x=int(place.x) + MARGIN, y=int(place.y) + MARGIN, width=place.width, height=place.height, node=node,
    )  # fmt: skip


def _default_title(node: Any) -> str:
    return str(node.name.replace("_", " ").title())


def _path(edge: Any) -> Path:
    points = tuple((int(x) + MARGIN, int(y) + MARGIN) for x, y in edge.segments)
    # only a gateway of two ways is a question; where there are more, the step that follows says which way it is
    label = _LABELS.get(edge.edge_class, "") if isinstance(edge.src, flow.If) else ""
    is_default = edge.edge_class in ("default", "cond_false") and edge.src.bpmn_element == "exclusiveGateway"
    return Path(edge.src.name, edge.dst.name, label, points, is_default=is_default)


def _by_hand(
    name: str, shapes: tuple[Shape, ...], paths: tuple[Path, ...]
) -> tuple[tuple[Shape, ...], tuple[Path, ...]]:
    """The same nodes and lines at the places drawn by hand."""
    boxes = {
        shape.name: box_at(shape.element, PLACES[name][shape.name]) for shape in shapes if shape.name in PLACES[name]
    }
    for shape in shapes:
        if shape.element == "boundaryEvent":
            boxes[shape.name] = boundary_box(boxes[shape.node._attached_to.name], shape.node.meaning)
    placed = tuple(
        replace(shape, x=box.x + MARGIN, y=box.y, width=box.width, height=box.height)
        for shape in shapes
        for box in [boxes[shape.name]]
    )
    routes = ROUTES[name]
    lines = tuple(
        replace(
            path, points=tuple((x + MARGIN, y) for x, y in line_between(boxes[path.source], boxes[path.target], route))
        )
        for path in paths
        for route in [routes.get((path.source, path.target), Route())]
    )
    return placed, lines


def _furthest(shapes: Iterable[Shape], paths: Iterable[Path], axis: int) -> Iterator[int]:
    for shape in shapes:
        yield (shape.x + shape.width, shape.y + shape.height)[axis]
    for path in paths:
        yield from (point[axis] for point in path.points)


def _lit(drawing: Drawing, rows: Collection[tuple[Any, ...]], visits: Visits) -> Drawing:
    """The newest task of a node decides: where one still waits, the node is the present step."""
    states: Mapping[str, str] = _states(rows)
    taken = {(before.name, task.name) for _stage, task, _status, before in rows if before is not None}
    hosts = {shape.name: shape.node._attached_to.name for shape in drawing.shapes if shape.element == "boundaryEvent"}
    taken |= {(source, name) for name, source in hosts.items() if name in states}
    return replace(
        drawing,
        shapes=tuple(
            replace(shape, state=states.get(shape.name, ""), visits=visits.get(shape.name, ()))
            for shape in drawing.shapes
        ),
        paths=tuple(replace(path, passed=(path.source, path.target) in taken) for path in drawing.paths),
    )


def _states(rows: Iterable[tuple[Any, ...]]) -> dict[str, str]:
    states: dict[str, str] = {}
    for _stage, task, status, _before in rows:
        waits = status in (STATUS.NEW, STATUS.STARTED) and task.bpmn_element in ("userTask", "callActivity")
        if waits:
            states[task.name] = _PRESENT
        elif status == STATUS.DONE or task.bpmn_element == "callActivity":
            states.setdefault(task.name, _PASSED)
    return states
