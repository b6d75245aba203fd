"""From what a list calls a department to an organization: pure rules over names, no database.

Published duty lists name kinds of departments ("生态环境部门"), not organizations. A name is put into a class by the
longest of the class words that it holds (of equal ones the first listed): "公安机关交通管理部门" is traffic police,
though it holds the words of police and of transport too. Governments at large have no class: "政府指定的部门" is
nobody in particular.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_CLASSES = Path(__file__).parent / "data" / "department_classes.csv"
_SEVERAL = re.compile(r"[;；、,，或]")


@dataclass(frozen=True, kw_only=True)
class Named:
    """可匹配的机关: an organization under one of its names; two plates on a door are two of these with one key."""

    pk: int
    name: str
    short_name: str


@dataclass(frozen=True, kw_only=True)
class Match:
    """匹配结果: the organizations a text may mean; one is a match, none or several are not."""

    text: str
    department_class: str
    found: tuple[int, ...]

    @property
    def only(self) -> int | None:
        return self.found[0] if len(self.found) == 1 else None


@cache
def class_words() -> tuple[tuple[str, str], ...]:
    """``(word, class)`` in the order of the file; a word is a part of a name, one of a single character its end."""
    with _CLASSES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple((word, row["class"]) for row in rows for word in row["name_contains"].split(";"))


def class_of(name: str) -> str:
    """部门类别: the class of a department by its name, "" where no word of any class is in it."""
    held = [(word, department_class) for word, department_class in class_words() if _holds(name, word)]
    return max(held, key=lambda found: len(found[0]))[1] if held else ""


def match(text: str, organizations: Iterable[Named]) -> Match:
    """Whom one name means: by full or short name, else by class."""
    organizations = list(organizations)
    exact = tuple(dict.fromkeys(known.pk for known in organizations if text in (known.name, known.short_name)))
    if exact:
        return Match(text=text, department_class="", found=exact)
    department_class = class_of(text)
    found = _by_class(organizations).get(department_class, []) if department_class else []
    return Match(text=text, department_class=department_class, found=tuple(found))


def match_one(text: str, organizations: Iterable[Named]) -> Match:
    """Whom a text means that may hold several names ("农业、畜牧兽医部门"): all of them must mean the same one."""
    organizations = list(organizations)
    matches = [match(part, organizations) for part in names_in(text)]
    found = {match.only for match in matches}
    if len(found) == 1 and None not in found:
        return matches[0]
    several = tuple(dict.fromkeys(pk for match in matches for pk in match.found))
    return Match(text=text, department_class="", found=several if len(several) > 1 else ())


def names_in(text: str) -> list[str]:
    """The names in an enumeration."""
    return [part.strip() for part in _SEVERAL.split(text) if part.strip()]


def _holds(name: str, word: str) -> bool:
    return name.endswith(word) if len(word) == 1 else word in name


def _by_class(organizations: Iterable[Named]) -> Mapping[str, list[int]]:
    classes: defaultdict[str, list[int]] = defaultdict(list)
    for organization in organizations:
        of_class = classes[class_of(organization.short_name) or class_of(organization.name)]
        if organization.pk not in of_class:
            of_class.append(organization.pk)
    return classes
