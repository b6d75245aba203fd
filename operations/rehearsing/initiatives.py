"""主动: what people do although nobody waits for it: extend, suspend, withdraw, object, urge."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.vocabulary import ObjectionGround, SuspensionGround, TerminationGround
from flows.conditions.course import can_be_urged
from operations.rehearsing.forms import of_ladder
from operations.rehearsing.temper import Temper
from operations.rehearsing.turn import Deed, Move, Moves, Turn

_PARTY_TURNS = ("reneges", "new_fact")
_NO_TERM = 10
_WINDOW = 5


@dataclass(frozen=True, kw_only=True)
class Initiative:
    """主动之事: what, and whose it is, or whom it is about: an organization's code, "" for whoever may."""

    name: str
    code: str = ""


Planned = list[tuple[datetime, Initiative]]


def of_stage(
    temper: Temper, *, number: str, visit: str, parties: Sequence[str], opener: str, since: datetime,
    until: datetime | None,
) -> Planned:  # fmt: skip
    """What somebody will do on their own while a stage is open, each at its moment."""
    turns, chance, hours = temper.people.turns, temper.chance, temper.hours
    end = until or hours.after_days(since, _NO_TERM)
    shares = {
        "extension": turns.extension, "suspension": turns.suspension, "withdrawal": turns.withdrawal,
        "termination": turns.termination, "late_party": turns.late_party, "hurried": turns.hurried,
        "changes_view": turns.changes_view,
    }  # fmt: skip
    found: Planned = []
    for name, share in shares.items():
        draw = chance.of(number, visit, name)
        if draw.random() >= share:
            continue
        part = draw.uniform(0.6, 0.95) if name == "extension" else draw.uniform(0.05, 0.9)
        begin = hours.minute(since)
        at = hours.moment(begin + part * (hours.minute(end) - begin))
        whose = {"withdrawal": opener, "extension": draw.choice(parties), "changes_view": draw.choice(parties)}
        found.append((at, Initiative(name=name, code=whose.get(name, ""))))
    return found


def of_result(temper: Temper, *, number: str, visit: str, parties: Sequence[str], since: datetime) -> Planned:
    """Who will go back on a result, and who will object with something new, inside the usual window."""
    found: Planned = []
    for code in parties:
        for name in _PARTY_TURNS:
            draw = temper.chance.of(number, visit, code, name)
            if draw.random() < getattr(temper.people.turns, name):
                at = temper.hours.after_days(since, draw.uniform(0.2, _WINDOW))
                found.append((at, Initiative(name=name, code=code)))
    return found


def _extension(turn: Turn) -> Iterator[Move]:
    """Who may decide it extends; else it is asked for."""
    longest = turn.pack.max_extension_days
    workdays = turn.chance.of(turn.number, turn.visit, "workdays").randint(1, max(longest, 1))
    if turn.happens(turn.people.turns.extension_granted, "by itself"):
        yield Deed(act="extend_deadline", says={"workdays": workdays}, by_anybody=True)
    yield Deed(act="request_extension", says={"workdays": workdays})


def _suspension(_turn: Turn) -> Iterator[Move]:
    yield Deed(act="suspend_case", says={"ground": SuspensionGround.OTHER_CASE}, by_anybody=True)


def _resumption(_turn: Turn) -> Iterator[Move]:
    yield Deed(act="resume_case", by_anybody=True)


def _withdrawal(_turn: Turn) -> Iterator[Move]:
    yield Deed(act="withdraw_case")
    yield Deed(act="request_withdrawal")


def _termination(_turn: Turn) -> Iterator[Move]:
    yield Deed(act="terminate_case", says={"ground": TerminationGround.MATTER_GONE}, by_anybody=True)


def _late_party(turn: Turn) -> Iterator[Move]:
    others = [one for one in turn.district.parties if one not in turn.parties]
    if others:
        newcomer = turn.chance.among(others, turn.number, turn.visit, "newcomer")
        yield Deed(act="add_party", says={"organization": newcomer.code}, by_anybody=True)


def _hurried(_turn: Turn) -> Iterator[Move]:
    yield Deed(act="mark_urgent", by_anybody=True)


def _changes_view(_turn: Turn) -> Iterator[Move]:
    yield Deed(act="change_view", says={"ground": ObjectionGround.NONE})


def _reneges(_turn: Turn) -> Iterator[Move]:
    yield Deed(act="object_to_result", says={"ground": ObjectionGround.NONE})


def _new_fact(_turn: Turn) -> Iterator[Move]:
    says = {"ground": ObjectionGround.NEW_FACT, "basis": "新近现场核查记录第二页"}
    yield Deed(act="object_to_result", says=says)


def _ladder(turn: Turn) -> Iterator[Move]:
    yield Deed(act="climb_ladder", says=of_ladder(turn), by_anybody=True)


def _urging(turn: Turn) -> Iterator[Move]:
    """催办: who conducts reminds the organization whose turn it is and that has forgotten."""
    conductor = turn.now.stage.conductor if turn.now.stage else None
    if conductor is None or conductor == turn.organization:
        return
    if turn.organization.pk in can_be_urged(turn.now):
        yield Deed(act="urge", says={"organization": turn.organization.code}, by=conductor.pk)


INITIATIVES: Mapping[str, Moves] = {
    "extension": _extension,
    "suspension": _suspension,
    "resumption": _resumption,
    "withdrawal": _withdrawal,
    "termination": _termination,
    "late_party": _late_party,
    "hurried": _hurried,
    "changes_view": _changes_view,
    "reneges": _reneges,
    "new_fact": _new_fact,
    "ladder": _ladder,
    "urging": _urging,
}
