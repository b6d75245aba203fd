"""Time is an argument: one module reads the clock, drivers call it, everyone else is told the moment."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, imports_any, product_modules, shown

# Processes wait and measure by the machine's own clock: that is not the procedure's time.
MACHINE_TIME = ("operations/supervisor.py", "operations/processes.py")
READERS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
}


def readings(source: str) -> list[int]:
    """Lines that read the system time; ``timezone.localtime(moment)`` only converts."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name | ast.Attribute)
        and (_last_name(node.func.value), node.func.attr) in READERS
        and not (node.func.attr.startswith("local") and node.args)
    ]


def _last_name(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr


def may_call_the_clock(path: Path) -> bool:
    """Drivers: pages, the API, tasks, commands, and what keeps the installation running."""
    parts = path.relative_to(ROOT).parts
    return parts[0] in {"web", "api", "operations", "core", "config"} or path.name == "tasks.py" or "commands" in parts


def test_only_the_clock_reads_the_time() -> None:
    found = {shown(path): readings(path.read_text()) for path in product_modules() if shown(path) != "core/clock.py"}
    assert {name: lines for name, lines in found.items() if lines and name not in MACHINE_TIME} == {}


def test_only_drivers_ask_the_clock() -> None:
    others = [path for path in product_modules() if not may_call_the_clock(path)]
    assert others
    assert [shown(path) for path in others if imports_any(path.read_text(), "core.clock")] == []


@pytest.mark.parametrize(
    "line",
    ["datetime.now(UTC)", "dt.datetime.now()", "date.today()", "time.time()", "timezone.now()", "timezone.localdate()"],
)
def test_a_reading_is_found(line: str) -> None:
    assert readings(f"moment = {line}") == [1]


def test_a_conversion_is_no_reading() -> None:
    assert readings("shown = timezone.localtime(moment)") == []


@pytest.mark.parametrize("name", ["cases/services.py", "workdays/rules.py", "escalation/sweep.py"])
def test_rooms_are_no_drivers(name: str) -> None:
    assert not may_call_the_clock(ROOT / name)
