"""提请材料的编写: the text of a referral file from what the case holds. Pure; official papers are Chinese (R47).

Who reads it decides: each side stands with its reasons and bases in its own words, silence stands as silence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.vocabulary import ReferralSection

_NOTHING: Mapping[ReferralSection, str] = {
    ReferralSection.COURSE: "无。",
    ReferralSection.SIDES: "各部门均未提交意见。",
    ReferralSection.DIFFERENCES: "各部门均未分环节表态。",
    ReferralSection.LEANING: "提请单位尚未提出倾向性意见。",
    ReferralSection.COSIGNATURES: "未组织会签。",
    ReferralSection.DISSENT: "没有书面保留意见。",
    ReferralSection.ADOPTION: "没有逐条意见。",
    ReferralSection.LEGALITY: "未取得合法性审查意见。",
    ReferralSection.MEETINGS: "未召开专题协调会。",
    ReferralSection.PRECEDENTS: "清单中没有查到同类事项。",
}


@dataclass(frozen=True, kw_only=True)
class Visit:
    """一个阶段: which tier, conducted by whom, from when to when, with what result ("" while open)."""

    tier: str
    conductor: str
    since: date
    until: date | None
    result: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """一方的话: a written reply of a round, or a stand at a meeting."""

    where: str
    agrees: bool
    text: str
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class Side:
    """一方: its latest position, phase by phase, with reason and basis, and what it answered later."""

    name: str
    phases: Sequence[tuple[str, str]] = ()
    text: str = ""
    basis: str = ""
    said: Sequence[Said] = ()


@dataclass(frozen=True, kw_only=True)
class Difference:
    """分歧: what each department says of one phase, and what it amounts to; ``stance`` "" where it says nothing."""

    phase: str
    stances: Sequence[tuple[str, str]]
    summary: str

    def as_json(self) -> dict[str, Any]:
        return {
            "phase": self.phase, "summary": self.summary,
            "stances": [{"organization": name, "stance": stance} for name, stance in self.stances],
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """一次会议."""

    title: str
    held_on: date | None
    agreed: bool
    minutes: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """会签意见 or 拒签: who, what it says in words, and why."""

    name: str
    says: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Adopted:
    """一条意见的采纳情况."""

    name: str
    about: str
    text: str
    adoption: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Precedent:
    """先例: an entry of the duty list in force, and what it rests on."""

    number: str
    matter: str
    duties: Sequence[tuple[str, str, str]]
    source: str


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """案情: all that a referral file is built from; names and words, no ids."""

    visits: Sequence[Visit] = ()
    sides: Sequence[Side] = ()
    differences: Sequence[Difference] = ()
    leaning: str = ""
    cosignatures: Sequence[Answer] = ()
    refusals: Sequence[Answer] = ()
    sittings: Sequence[Sitting] = ()
    adopted: Sequence[Adopted] = ()
    legality: Sequence[Answer] = ()
    precedents: Sequence[Precedent] = field(default_factory=tuple)


def sections_of(facts: CaseFacts) -> dict[str, str]:
    """Every section in its order; one without content says so."""
    built: dict[ReferralSection, Iterable[str]] = {
        ReferralSection.COURSE: map(_visit, facts.visits),
        ReferralSection.SIDES: [line for side in facts.sides for line in _side(side)],
        ReferralSection.DIFFERENCES: map(_difference, facts.differences),
        ReferralSection.LEANING: [facts.leaning] if facts.leaning else [],
        ReferralSection.COSIGNATURES: map(_answer, facts.cosignatures),
        ReferralSection.DISSENT: [*map(_answer, facts.refusals), *_dissent(facts.sides)],
        ReferralSection.ADOPTION: map(_adopted, facts.adopted),
        ReferralSection.LEGALITY: map(_answer, facts.legality),
        ReferralSection.MEETINGS: map(_sitting, facts.sittings),
        ReferralSection.PRECEDENTS: map(_precedent, facts.precedents),
    }
    return {str(section): "\n".join(built[section]) or _NOTHING[section] for section in ReferralSection}


def _visit(visit: Visit) -> str:
    until = f"至{_day(visit.until)}，{visit.result}" if visit.until else "起，正在办理"
    return f"{_day(visit.since)}{until}：{visit.tier}（{visit.conductor}）。"


def _side(side: Side) -> Iterable[str]:
    phases = "；".join(f"{phase}环节{stance}" for phase, stance in side.phases)
    if not (side.text or side.basis or phases or side.said):
        yield f"{side.name}：未提交意见。"
        return
    parts = [f"主张{phases}" if phases else "", f"理由：{side.text}" if side.text else ""]
    parts.append(f"依据：{side.basis}" if side.basis else "")
    yield f"{side.name}：" + "。".join(part.rstrip("。") for part in parts if part) + "。"
    for one in side.said:
        basis = f"（依据：{one.basis}）" if one.basis else ""
        yield f"　　{one.where}：{'同意' if one.agrees else '不同意'}。{one.text}{basis}"


def _difference(difference: Difference) -> str:
    stances = "，".join(f"{name}：{stance or '未表态'}" for name, stance in difference.stances)
    return f"{difference.phase}环节：{stances}。小结：{difference.summary}"


def _answer(answer: Answer) -> str:
    return f"{answer.name}：{answer.says}" + (f"。理由：{answer.reason}" if answer.reason else "。")


def _dissent(sides: Iterable[Side]) -> Iterable[str]:
    for side in sides:
        for one in side.said:
            if not one.agrees:
                yield f"{side.name}（{one.where}）：{one.text}"


def _adopted(one: Adopted) -> str:
    about = f"（{one.about}）" if one.about else ""
    reason = f"，理由：{one.reason}" if one.reason else ""
    return f"{one.name}{about}：{one.text.rstrip('。')}。{one.adoption}{reason}。"


def _sitting(sitting: Sitting) -> str:
    held = f"{_day(sitting.held_on)}，" if sitting.held_on else ""
    return f"{held}{sitting.title}，{'达成一致' if sitting.agreed else '未达成一致'}。纪要：{sitting.minutes}"


def _precedent(one: Precedent) -> str:
    duties = "；".join(f"{phase}环节{organization}{role}" for phase, organization, role in one.duties)
    return f"{one.number} {one.matter}：{duties}（来源：{one.source}）。"


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
