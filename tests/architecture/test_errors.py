"""Every broken rule has a name for machines and words for people."""

import importlib
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from core.errors import DomainError
from tests.architecture.source import ROOT, layers, product_modules


def errors() -> list[type[DomainError]]:
    """Every error class of the product, found by importing the modules that define one."""
    for path in product_modules():
        if path.parent != ROOT and "DomainError" in path.read_text():
            importlib.import_module(module_name(path))
    return sorted(below(DomainError), key=lambda error: error.__module__ + error.__name__)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def below(kind: type[DomainError]) -> set[type[DomainError]]:
    found = {error for child in kind.__subclasses__() for error in {child, *below(child)}}
    return {error for error in found if error.__module__.partition(".")[0] in layers()}


def shared_codes(kinds: Iterable[type[DomainError]]) -> list[str]:
    return [code for code, count in Counter(kind.code for kind in kinds).items() if count > 1]


def test_codes_are_unique() -> None:
    assert errors()
    assert shared_codes([DomainError, *errors()]) == []


def test_two_errors_with_one_code_are_found() -> None:
    class First(DomainError):
        code = "same"

    class Second(DomainError):
        code = "same"

    assert shared_codes([First, Second]) == ["same"]


@pytest.mark.parametrize("kind", errors(), ids=lambda kind: kind.__name__)
def test_every_error_says_what_is_wrong(kind: type[DomainError]) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", kind.code)
    assert isinstance(kind.message, str)
    assert kind.message.strip() == kind.message
    assert kind.message != DomainError.message
    assert 400 <= kind.status < 600
    assert "%" not in re.sub(r"%\([a-z_]+\)[sd]|%%", "", kind.message), "parameters are named: %(what)s"
