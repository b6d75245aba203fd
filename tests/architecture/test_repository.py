"""The repository stands alone: no path of somebody's machine, no address of a package index, no second lock."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, files, shown

FOREIGN_LOCKS = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"}
INDEX_WORDS = re.compile(r"--index|index-url|find-links|trusted-host|https?://|\"resolved\"")
# Written so that this file does not find itself.
MACHINE_PATHS = re.compile(
    "|".join([r"/wor[k]/(main|shared)", r"\.\./share[d]\b", r"/roo[t]/\.", r"/hom[e]/[a-z]+/", r"/tm[p]/dev"])
)
READABLE = {
    ".py",
    ".pyi",
    ".toml",
    ".md",
    ".html",
    ".css",
    ".js",
    ".txt",
    ".csv",
    ".yml",
    ".yaml",
    ".sh",
    ".service",
    ".lock",
    "",
}


def lines_with(pattern: re.Pattern[str], text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


def readable_files() -> list[Path]:
    return [path for path in files() if path.suffix in READABLE]


def test_nothing_names_a_path_of_somebodys_machine() -> None:
    found = {shown(path): lines_with(MACHINE_PATHS, path.read_text()) for path in readable_files()}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_locks_name_no_package_index() -> None:
    locks = [path for path in files() if path.suffix == ".lock" or path.name == "package-lock.json"]
    assert locks
    assert {shown(path): lines_with(INDEX_WORDS, path.read_text()) for path in locks} == {
        shown(path): [] for path in locks
    }


def test_there_is_one_kind_of_lock() -> None:
    assert FOREIGN_LOCKS & {path.name for path in files()} == set()


def test_the_locks_agree() -> None:
    """What the tests run with is what the product runs with."""
    runtime, development = (pins((ROOT / name).read_text()) for name in ("requirements.lock", "requirements-dev.lock"))
    assert runtime
    assert {name: pin for name, pin in runtime.items() if development.get(name) != pin} == {}


def test_every_pin_has_hashes() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock"):
        text = (ROOT / name).read_text()
        assert [
            pin for pin in text.replace("\\\n", "").splitlines() if pin.strip() and "--hash=sha256:" not in pin
        ] == []


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ \\;]+)", lock, flags=re.MULTILINE))


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE_PATHS, "open('/wor" + "k/shared/data/departments.csv')"),
        (MACHINE_PATHS, "../share" + "d/data"),
        (INDEX_WORDS, "--extra-index-url https://example.org/simple"),
        (INDEX_WORDS, '"resolved": "https://example.org/htmx.tgz"'),
    ],
)
def test_such_a_line_is_found(pattern: re.Pattern[str], line: str) -> None:
    assert lines_with(pattern, line) == [1]
