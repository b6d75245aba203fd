"""条款: the paragraphs of an agreement, counted from one, and what changed from one version to the next. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Change(StrEnum):
    """变动: how a clause of the later version came to be there, or one of the earlier to be gone."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class ClauseChange:
    """条款变动: ``before`` and ``after`` are the clause's numbers in the two versions, None where it is not there."""

    change: Change
    text: str
    before: int | None
    after: int | None


def clauses_of(text: str) -> list[str]:
    """Every paragraph that is not empty is a clause; the first has number 1."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def changes_between(before: str, after: str) -> list[ClauseChange]:
    """A unified difference by clause, in the order of the later version, what is gone before what takes its place."""
    old, new = clauses_of(before), clauses_of(after)
    found: list[ClauseChange] = []
    for tag, first, last, start, end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += _kept(old[first:last], first, start)
            continue
        found += [ClauseChange(Change.GONE, old[place], place + 1, None) for place in range(first, last)]
        found += [ClauseChange(Change.NEW, new[place], None, place + 1) for place in range(start, end)]
    return found


def _kept(clauses: Sequence[str], first: int, start: int) -> list[ClauseChange]:
    return [ClauseChange(Change.KEPT, text, first + place + 1, start + place + 1) for place, text in enumerate(clauses)]
