"""The exported flows are BPMN 2.0 as the OMG's schema has it, and open in bpmn-js without a warning."""

import os
import shutil
from pathlib import Path
from typing import cast

import pytest
from django.core.management import CommandError, call_command
from lxml import etree
from playwright.sync_api import Route, sync_playwright

from flows.bpmn import MODEL, bpmn, flow_names
from flows.diagram import FLOWS, drawing_of, wrapped
from flows.dispute import DisputeFlow

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "tests" / "data" / "bpmn" / "BPMN20.xsd"
VIEWER = ROOT / "web" / "static" / "web" / "vendor" / "bpmn-js" / "bpmn-navigated-viewer.production.min.js"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
_IMPORT = """async ([xml, diagram]) => {
    const viewer = new BpmnJS({container: document.body});
    const result = await viewer.importXML(xml, diagram);
    return [result.warnings.map(String), viewer.get('elementRegistry').getAll().length];
}"""


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def found(root: etree._Element, path: str) -> set[str]:
    """The attributes that an XPath finds, as texts."""
    return set(map(str, cast(list[str], root.xpath(path, namespaces={"m": MODEL}))))


def parsed(xml: str) -> etree._Element:
    return etree.fromstring(xml.encode())


def test_the_file_of_all_flows_validates(schema: etree.XMLSchema) -> None:
    schema.assertValid(parsed(bpmn()))


@pytest.mark.parametrize("name", flow_names())
def test_the_file_of_one_flow_validates(schema: etree.XMLSchema, name: str) -> None:
    schema.assertValid(parsed(bpmn([name])))


def test_the_schema_of_this_test_refuses_what_is_not_bpmn(schema: etree.XMLSchema) -> None:
    assert not schema.validate(
        parsed(bpmn().replace("<bpmn:userTask ", "<bpmn:deed ").replace("</bpmn:userTask>", "</bpmn:deed>"))
    )


def test_every_tier_that_is_called_is_in_the_file() -> None:
    root = parsed(bpmn())
    called = found(root, "//m:callActivity/@calledElement")
    assert called == found(root, "//m:process/@id") - {DisputeFlow.__name__}


def test_every_node_of_the_flows_is_in_the_file_and_has_its_place() -> None:
    root = parsed(bpmn())
    ids = found(root, "//m:process/*[not(self::m:sequenceFlow or self::m:documentation)]/@id")
    assert ids == {f"{flow.__name__}.{node.name}" for flow in FLOWS for node in flow.instance.nodes()}
    assert {f"{one}__shape" for one in ids} <= found(root, "//@id")


@pytest.mark.parametrize("flow_class", FLOWS, ids=lambda one: one.__name__)
def test_no_two_shapes_of_a_drawing_lie_on_one_another(flow_class: type) -> None:
    shapes = [shape for shape in drawing_of(flow_class).shapes if shape.element != "boundaryEvent"]
    for place, one in enumerate(shapes):
        for other in shapes[place + 1 :]:
            apart_x = one.x + one.width <= other.x or other.x + other.width <= one.x
            apart_y = one.y + one.height <= other.y or other.y + other.height <= one.y
            assert apart_x or apart_y, (one.name, other.name)


def test_lines_of_a_title_break_where_chinese_and_english_break() -> None:
    assert wrapped("提请党委政府专题研究决定", 6) == ["提请党委政府", "专题研究决定"]
    assert wrapped("State a position", 6) == ["State a", "position"]
    assert wrapped("", 6) == []


def test_the_command_writes_a_file_or_says_what_is_wrong(tmp_path: Path, schema: etree.XMLSchema) -> None:
    out = tmp_path / "flows.bpmn"
    call_command("export_bpmn", flow="DisputeFlow", out=out, verbosity=0)
    schema.assertValid(etree.parse(str(out)))
    with pytest.raises(CommandError, match="Nowhere"):
        call_command("export_bpmn", flow="Nowhere")
    with pytest.raises(CommandError, match="missing"):
        call_command("export_bpmn", out=tmp_path / "missing" / "flows.bpmn")


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM and os.environ.get("CI") != "true", reason="no Chromium on this machine")
def test_bpmn_js_opens_every_diagram_without_a_warning() -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.route("**/*", _refuse)
        page.set_content("<!doctype html><html><body></body></html>")
        page.add_script_tag(content=VIEWER.read_text())
        for name in flow_names():
            warnings, drawn = page.evaluate(_IMPORT, [bpmn(), f"{name}__diagram"])
            assert warnings == []
            assert drawn > len(drawing_of(next(one for one in FLOWS if one.__name__ == name)).shapes)
        browser.close()


def _refuse(route: Route) -> None:
    route.abort()
