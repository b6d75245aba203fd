"""How single values of a pack are read: a reader takes what TOML gave, returns the typed value or raises Unusable."""

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar

from core.vocabulary import RollRule, TermUnit
from procedures.pack import TermLength

Reader = Callable[[Any], Any]
Code = TypeVar("Code", bound=StrEnum)

_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
_LONGEST_TERM = 3650


class Unusable(Exception):
    """The value breaks a rule of the schema; ``reason`` is a key of ``errors.REASONS``, ``part`` one of the value."""

    def __init__(self, reason: str, *, part: str = "", **params: Any) -> None:
        self.reason = reason
        self.part = part
        self.params = params
        super().__init__(reason, part, params)


def shown(raw: Any) -> str:
    """A value as the author of the file wrote it, cut short."""
    if isinstance(raw, bool):
        return str(raw).lower()
    text = f'"{raw}"' if isinstance(raw, str) else str(raw)
    return text if len(text) <= 60 else text[:59] + "…"


def words(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise Unusable("empty_text", got=shown(raw))
    return raw.strip()


def code(raw: Any) -> str:
    if not isinstance(raw, str) or not _CODE.fullmatch(raw):
        raise Unusable("not_a_code", got=shown(raw))
    return raw


def schema_one(raw: Any) -> int:
    if raw is True or raw != 1:
        raise Unusable("unknown_schema", got=shown(raw))
    return 1


def day(raw: Any) -> date:
    """A date of TOML, or its ISO form as JSON holds it."""
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise Unusable("not_a_date", got=shown(raw)) from None


def yes_no(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise Unusable("not_yes_no", got=shown(raw))
    return raw


def whole_number(minimum: int, maximum: int) -> Reader:
    def read(raw: Any) -> int:
        if not isinstance(raw, int) or isinstance(raw, bool) or raw < minimum:
            raise Unusable("not_a_number", minimum=minimum, got=shown(raw))
        if raw > maximum:
            raise Unusable("number_too_large", maximum=maximum, got=shown(raw))
        return raw

    return read


def one_of(allowed: Iterable[Code]) -> Callable[[Any], Code]:
    by_value = {member.value: member for member in allowed}

    def read(raw: Any) -> Code:
        if not isinstance(raw, str) or raw not in by_value:
            raise Unusable("unknown_value", got=shown(raw), allowed=listed(by_value))
        return by_value[raw]

    return read


def some_of(allowed: Iterable[Code], *, may_be_empty: bool = False) -> Callable[[Any], frozenset[Code]]:
    members = list(allowed)
    read_one = one_of(members)

    def read(raw: Any) -> frozenset[Code]:
        if not isinstance(raw, list):
            raise Unusable("not_a_list", got=shown(raw))
        if not raw and not may_be_empty:
            raise Unusable("empty_list", allowed=listed(members))
        chosen: set[Code] = set()
        for entry in raw:
            member = read_one(entry)
            if member in chosen:
                raise Unusable("named_twice", got=shown(entry))
            chosen.add(member)
        return frozenset(chosen)

    return read


def ordered_of(allowed: Iterable[Code]) -> Callable[[Any], tuple[Code, ...]]:
    """A list in which the order means something; each once, at least one."""
    members = list(allowed)
    read_set = some_of(members)

    def read(raw: Any) -> tuple[Code, ...]:
        chosen = read_set(raw)
        by_value = {member.value: member for member in chosen}
        return tuple(by_value[entry] for entry in raw)

    return read


def term(raw: Any) -> TermLength:
    """``{ n = 5, unit = "workday" }``; a term in days also says how it rolls."""
    if not isinstance(raw, dict):
        raise Unusable("not_a_table", got=shown(raw))
    for part in raw:
        if part not in ("n", "unit", "roll"):
            raise Unusable("unknown_key", part=part, known="n, unit, roll")
    for part in ("n", "unit"):
        if part not in raw:
            raise Unusable("missing_key", part=part)
    n: int = _part(raw, "n", whole_number(1, _LONGEST_TERM))
    unit: TermUnit = _part(raw, "unit", one_of(TermUnit))
    if unit is TermUnit.DAY and "roll" not in raw:
        raise Unusable("day_term_without_roll", part="roll", allowed=listed(RollRule))
    roll: RollRule = _part(raw, "roll", one_of(RollRule)) if "roll" in raw else RollRule.NONE
    if unit is not TermUnit.DAY and roll is not RollRule.NONE:
        raise Unusable("roll_without_days", part="roll")
    return TermLength(n=n, unit=unit, roll=roll)


def marks(raw: Any) -> tuple[int, ...]:
    """Workdays before the end at which a warning goes out; 0 is the last day itself."""
    if not isinstance(raw, list):
        raise Unusable("not_a_list", got=shown(raw))
    read_one = whole_number(0, _LONGEST_TERM)
    read: tuple[int, ...] = tuple(read_one(entry) for entry in raw)
    if any(earlier <= later for earlier, later in pairwise(read)):
        raise Unusable("marks_not_falling")
    return read


def listed(names: Collection[str] | Iterable[str]) -> str:
    return ", ".join(str(name) for name in names)


def _part(raw: dict[str, Any], part: str, read: Reader) -> Any:
    try:
        return read(raw[part])
    except Unusable as problem:
        raise Unusable(problem.reason, part=part, **problem.params) from None
