"""Files stay short enough to read in one go, and every module has a name that says what is in it."""

from tests.architecture.source import product_modules, shown

LONGEST_FILE = 300
NAMELESS = {"utils", "util", "helpers", "helper", "common", "managers", "misc", "signals"}


def too_long(source: str) -> bool:
    return source.count("\n") > LONGEST_FILE and "# long because" not in source


def test_files_are_short() -> None:
    assert [shown(path) for path in product_modules() if too_long(path.read_text())] == []


def test_modules_have_names() -> None:
    assert [shown(path) for path in product_modules() if path.stem in NAMELESS or path.parent.name in NAMELESS] == []


def test_a_long_file_is_found_unless_it_says_why() -> None:
    assert too_long("x = 1\n" * 301)
    assert not too_long("x = 1\n" * 300)
    assert not too_long("# long because it is one table\n" + "x = 1\n" * 301)
