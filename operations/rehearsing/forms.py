"""填表: what stands in a form beside what the move says; plain words, as whoever is in a hurry writes them."""

from collections.abc import Callable, Mapping
from typing import Any

from core.vocabulary import BasisKind, LadderRung, ObjectionGround, Phase, Stance
from flows.conditions.carrying_out import next_rung
from flows.inputs import ActInput
from operations.rehearsing.turn import Turn

_WORDS = "（排演）依据“三定”规定和工作实际提出。"
_PREFERRED = (BasisKind.MANDATE, BasisKind.LAW)


def filled(model: type[ActInput], turn: Turn, says: Mapping[str, Any]) -> ActInput:
    """The input: what the move says, as far as the form has room for it, and what else the form demands."""
    given = {name: value for name, value in says.items() if name in model.model_fields}
    needed = (name for name, info in model.model_fields.items() if info.is_required() and name not in given)
    return model(**{name: _FILLED.get(name, _words)(turn) for name in needed}, **given)


def _words(_turn: Turn) -> str:
    return _WORDS


def _basis(turn: Turn) -> BasisKind:
    admitted = turn.pack.admissible_basis_kinds
    return next((kind for kind in _PREFERRED if kind in admitted), sorted(admitted)[0])


def _stances(turn: Turn) -> list[dict[str, Any]]:
    """Who is willing to settle leaves room for it."""
    stance = Stance.PART if turn.willing(turn.organization) else Stance.NOT_OURS
    return [{"phase": Phase.SUPERVISION, "stance": stance}]


_FILLED: Mapping[str, Callable[[Turn], Any]] = {
    "attendees": lambda turn: "\n".join(f"{party.short_name} 负责人" for party in turn.parties),
    "basis_kind": _basis,
    "decided_on": lambda turn: turn.today,
    "effective_from": lambda turn: turn.today,
    "ground": lambda _turn: ObjectionGround.NONE,
    "held_on": lambda turn: turn.today,
    "issued_on": lambda turn: turn.today,
    "matter": lambda turn: turn.now.case.title,
    "place": lambda _turn: "第二会议室",
    "questions": lambda _turn: [{"phase": Phase.SUPERVISION, "text": "监管环节由谁牵头？"}],
    "received_on": lambda turn: turn.today,
    "reporting_unit": lambda turn: turn.organization.name[:100],
    "representative": lambda turn: f"{turn.organization.short_name}代表",
    "signed_by": lambda turn: turn.district.head_of(turn.organization),
    "signed_on": lambda turn: turn.today,
    "stances": _stances,
    "title": lambda turn: f"{turn.now.case.title}专题协调会"[:120],
}


def of_ladder(turn: Turn) -> dict[str, Any]:
    """What the next rung of the ladder needs: from the supervision order on a leader's decision."""
    if next_rung(turn.now) in (None, LadderRung.REMINDER_LETTER):
        return {}
    return {"decided_by": "分管副区长", "decided_on": turn.today}
