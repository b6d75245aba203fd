"""Rules can be read and tested without Django, a database or a clock."""

from pathlib import Path

import pytest

from tests.architecture.source import imports_any, product_modules, shown

FORBIDDEN = ("django", "core.clock", "celery", "viewflow")


def rule_modules() -> list[Path]:
    return [path for path in product_modules() if path.name == "rules.py" or path.parent.name == "rules"]


def test_rules_import_neither_django_nor_the_clock() -> None:
    assert rule_modules()
    found = {shown(path): imports_any(path.read_text(), *FORBIDDEN) for path in rule_modules()}
    assert {name: imports for name, imports in found.items() if imports} == {}


@pytest.mark.parametrize(
    "line", ["import django", "from django.db import models", "from core import clock", "import celery.app"]
)
def test_such_an_import_is_found(line: str) -> None:
    assert imports_any(line, *FORBIDDEN)


def test_a_module_of_a_like_name_is_not_meant() -> None:
    assert imports_any("import djangonaut", *FORBIDDEN) == set()
