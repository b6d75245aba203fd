"""One word, one thing: the models and GLOSSARY.md stay in step."""

import re

from django.apps import apps

from tests.architecture.source import ROOT, layers


def words(glossary: str) -> dict[str, str]:
    """Identifier → Chinese term, from the table's first two columns; a row may name several identifiers."""
    rows = re.findall(r"^\| *(`.+?`) *\| *([^|]+?) *\|", glossary, flags=re.MULTILINE)
    return {identifier: chinese for cell, chinese in rows for identifier in re.findall(r"`([^`]+)`", cell)}


def model_names() -> set[str]:
    return {model.__name__ for model in apps.get_models() if model._meta.app_label in layers()}


def test_every_model_stands_in_the_glossary() -> None:
    assert model_names() - set(words((ROOT / "GLOSSARY.md").read_text())) == set()


def test_every_class_in_the_glossary_exists() -> None:
    """A word written like a class is one: of a model, a vocabulary or a value."""
    source = "\n".join(path.read_text() for name in layers() for path in (ROOT / name).rglob("*.py"))
    classes = set(re.findall(r"^class (\w+)", source, flags=re.MULTILINE))
    named = {word for word in words((ROOT / "GLOSSARY.md").read_text()) if re.fullmatch(r"[A-Z][A-Za-z]+", word)}
    assert named - classes == set()


def test_every_entry_has_its_chinese_term() -> None:
    entries = words((ROOT / "GLOSSARY.md").read_text())
    assert entries
    assert [word for word, chinese in entries.items() if not re.search(r"[\u4e00-\u9fff]", chinese)] == []


def test_a_row_with_several_words_is_read() -> None:
    assert words("| `Case` | 争议事项 | case |\n| `suspend`, `resume` | 中止、恢复 | |\n") == {
        "Case": "争议事项",
        "suspend": "中止、恢复",
        "resume": "中止、恢复",
    }
