"""BPMN 2.0: the flows as an exchange file, with a diagram for each.

Element names and their order follow the OMG schema (formal/2011-01-03). The file says what comes next and who
works; the rules of a gateway and the terms of a clock belong to the procedure pack of a place and are not in it.
"""

import re
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from django.utils.translation import gettext

from flows.diagram import FLOWS, Drawing, Path, Shape, drawing_of

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS = "http://www.omg.org/spec/DD/20100524/DC"
LINES = "http://www.omg.org/spec/DD/20100524/DI"
OWN = "urn:dingfen:flows"
MEDIA_TYPE = "application/bpmn+xml"
_EVENTS = frozenset({"startEvent", "endEvent", "boundaryEvent"})

for _prefix, _namespace in (("bpmn", MODEL), ("bpmndi", DI), ("dc", BOUNDS), ("di", LINES)):
    register_namespace(_prefix, _namespace)


def flow_names() -> list[str]:
    """The flows that can be exported, the whole way first."""
    return [flow_class.__name__ for flow_class in FLOWS]


def bpmn(names: Sequence[str] = ()) -> str:
    """The flows of these names (all, when none is named) as one BPMN 2.0 file in the language of the moment.

    The first of them is the one a viewer opens. Raises ``KeyError`` for a name that is not in ``flow_names()``.
    """
    by_name = {flow_class.__name__: flow_class for flow_class in FLOWS}
    drawings = [drawing_of(by_name[name]) for name in names or flow_names()]
    # The default namespace is the target's, so that the plain names in calledElement and bpmnElement are right QNames.
    root = Element(f"{{{MODEL}}}definitions", {"targetNamespace": OWN, "id": "definitions", "exporter": "Dingfen"})
    for drawing in drawings:
        _process(root, drawing)
    for drawing in drawings:
        _diagram(root, drawing)
    indent(root)
    text = tostring(root, encoding="unicode").replace("<bpmn:definitions ", f'<bpmn:definitions xmlns="{OWN}" ', 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _process(root: Element, drawing: Drawing) -> None:
    process = _add(root, MODEL, "process", id=drawing.name, name=drawing.title, isExecutable="false")
    documentation = _add(process, MODEL, "documentation")
    documentation.text = gettext("Conditions and terms are those of the procedure that a case is pinned to.")
    for shape in drawing.shapes:
        _node(process, drawing, shape)
    for path in drawing.paths:
        _add(
            process, MODEL, "sequenceFlow", id=_path_id(drawing, path), name=path.label,
            sourceRef=_id(drawing, path.source), targetRef=_id(drawing, path.target),
        )  # fmt: skip


def _node(process: Element, drawing: Drawing, shape: Shape) -> None:
    node = _add(
        process, MODEL, shape.element, id=_id(drawing, shape.name), name=shape.title, **_attributes(drawing, shape)
    )
    for path in drawing.paths:
        if path.target == shape.name:
            _add(node, MODEL, "incoming").text = _path_id(drawing, path)
    for path in drawing.paths:
        if path.source == shape.name:
            _add(node, MODEL, "outgoing").text = _path_id(drawing, path)
    for name in re.findall(r"<bpmn:(\w+)", shape.node.bpmn_content()):
        kind = _add(node, MODEL, name)
        if name.endswith("EventDefinition"):
            kind.set("id", f"{_id(drawing, shape.name)}__event")


def _attributes(drawing: Drawing, shape: Shape) -> dict[str, str]:
    if shape.element == "callActivity":
        return {"calledElement": shape.node.child.__name__}
    if shape.element == "boundaryEvent":
        return {"attachedToRef": _id(drawing, shape.node._attached_to.name), "cancelActivity": "true"}
    default = next((path for path in drawing.paths if path.source == shape.name and path.is_default), None)
    return {"default": _path_id(drawing, default)} if default else {}


def _diagram(root: Element, drawing: Drawing) -> None:
    diagram = _add(root, DI, "BPMNDiagram", id=f"{drawing.name}__diagram", name=drawing.title)
    plane = _add(diagram, DI, "BPMNPlane", id=f"{drawing.name}__plane", bpmnElement=drawing.name)
    for shape in drawing.shapes:
        _draw_shape(plane, drawing, shape)
    for path in drawing.paths:
        edge = _add(plane, DI, "BPMNEdge", id=f"{_path_id(drawing, path)}__edge", bpmnElement=_path_id(drawing, path))
        for x, y in _docked(drawing, path):
            _add(edge, LINES, "waypoint", x=str(x), y=str(y))
        if path.label:
            _label(edge, *path.label_at, width=20)


def _draw_shape(plane: Element, drawing: Drawing, shape: Shape) -> None:
    extra: dict[str, str] = {"isMarkerVisible": "true"} if shape.element == "exclusiveGateway" else {}
    name = _id(drawing, shape.name)
    drawn = _add(plane, DI, "BPMNShape", id=f"{name}__shape", bpmnElement=name, **extra)
    _bounds(drawn, shape.x, shape.y, shape.width, shape.height)
    if shape.title and (shape.element in _EVENTS or shape.element.endswith("Gateway")):
        _label(drawn, shape.centre[0] - 45, shape.y + shape.height + 4, width=90)


def _docked(drawing: Drawing, path: Path) -> list[tuple[int, int]]:
    """The drawing leaves room for arrow heads at both ends; a BPMN line begins and ends on the shapes' borders."""
    shapes = {shape.name: shape for shape in drawing.shapes}
    points = list(path.points)
    points[0] = _on_border(shapes[path.source], points[0])
    points[-1] = _on_border(shapes[path.target], points[-1])
    return points


def _on_border(shape: Shape, point: tuple[int, int]) -> tuple[int, int]:
    x = min(max(point[0], shape.x), shape.x + shape.width)
    y = min(max(point[1], shape.y), shape.y + shape.height)
    return x, y


def _label(parent: Element, x: int, y: int, *, width: int) -> None:
    _bounds(_add(parent, DI, "BPMNLabel"), x, y, width, 14)


def _bounds(parent: Element, x: int, y: int, width: int, height: int) -> None:
    _add(parent, BOUNDS, "Bounds", x=str(x), y=str(y), width=str(width), height=str(height))


def _id(drawing: Drawing, name: str) -> str:
    return f"{drawing.name}.{name}"


def _path_id(drawing: Drawing, path: Path) -> str:
    return f"{drawing.name}.{path.source}--{path.target}"


def _add(parent: Element, namespace: str, tag: str, /, **attributes: Any) -> Element:
    return SubElement(parent, f"{{{namespace}}}{tag}", {key: value for key, value in attributes.items() if value != ""})
