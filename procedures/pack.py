"""办法: the shape of a procedure pack once it is read. Pure; no Django, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from core.vocabulary import (
    Applicant,
    BasisKind,
    CaseSource,
    Conductor,
    ConvenerRule,
    DecidingBody,
    DefaultOwnerRule,
    EscalationMode,
    ExtensionApprover,
    FilingMode,
    ForumSubject,
    InterimMode,
    JointActionCaller,
    LadderRung,
    OrganizationKind,
    PaperKind,
    RollRule,
    SigningOrder,
    SilenceEffect,
    Step,
    TermUnit,
    Tier,
)
from procedures.errors import TermMissing

CONSENT_EFFECTS = frozenset({SilenceEffect.NO_OBJECTION, SilenceEffect.CONFIRMED})


@dataclass(frozen=True, kw_only=True)
class CitedValue:
    """有出处的规定: one value with the rule it was read in, or marked as a sample of ours with the reason."""

    key: str
    value: Any
    citation: str
    is_sample: bool
    reason: str

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key, "value": plain(self.value),
            "citation": self.citation, "is_sample": self.is_sample, "reason": self.reason,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class TermLength:
    """期限长度: ``n`` units; the start day is never counted."""

    n: int
    unit: TermUnit
    roll: RollRule


@dataclass(frozen=True, kw_only=True)
class Term:
    """期限: a length with its source."""

    n: int
    unit: TermUnit
    roll: RollRule
    citation: str
    is_sample: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class TierPolicy:
    """层级规定: who conducts a tier, and what its clock does when it runs out."""

    conductor: Conductor
    escalation_mode: EscalationMode


@dataclass(frozen=True, kw_only=True)
class Pack:
    """协商协调办法: everything in which places differ, each value with its source.

    ``entries`` holds every value by its dotted key in the order of the schema; the other fields are the same
    values, typed. ``max_extension_days`` counts workdays for each single extension.
    """

    code: str
    name_zh: str
    name_en: str
    version: int
    effective_from: date
    entries: Mapping[str, CitedValue]

    tiers: Mapping[Tier, TierPolicy]
    tier2_enabled_for: frozenset[CaseSource]
    terms: Mapping[Step, Term]
    fast_terms: Mapping[Step, Term]
    tier4_reminder: Term
    warning_marks: tuple[int, ...]
    silence_effect: Mapping[Step, SilenceEffect]
    min_written_rounds: int
    max_written_rounds: int
    meeting_required: frozenset[Tier]
    tier3_can_decide_without_consent: bool
    max_supplements: int
    max_extensions: int
    max_extension_days: int
    extension_approver: ExtensionApprover
    who_may_apply: frozenset[Applicant]
    who_may_refer: frozenset[Conductor]
    default_convener_rule: ConvenerRule
    admissible_basis_kinds: frozenset[BasisKind]
    filing_mode: FilingMode
    interim_mode: InterimMode
    forum_routing: Mapping[ForumSubject, str]
    sign_off: Mapping[PaperKind, int]
    decided_by: frozenset[DecidingBody]
    scan_required: bool
    intake_review: frozenset[CaseSource]
    max_corrections: int
    party_kinds: frozenset[OrganizationKind]
    max_returns: int
    return_requires_approval: bool
    default_owner_rules: tuple[DefaultOwnerRule, ...]
    negotiation_letter_required: bool
    heads_must_meet: bool
    signing_order: SigningOrder
    minutes_confirmation_required: frozenset[Tier]
    legality_opinion_required: bool
    major_complex_forces_tier4: bool
    cosignature_required: bool
    default_deciding_body: DecidingBody
    withdrawal_needs_leave: frozenset[Tier]
    suspension_approver: ExtensionApprover
    emergency_designators: frozenset[Conductor]
    reneging_moves_up: bool
    four_step_tiers: frozenset[Tier]
    joint_action_callers: frozenset[JointActionCaller]
    max_provisional_days: int
    max_report_returns: int
    carrying_out_ladder: tuple[LadderRung, ...]

    def value(self, key: str) -> CitedValue:
        """The value of a dotted key such as ``terms.acceptance``, with its source; KeyError where there is none."""
        return self.entries[key]

    def cited(self) -> list[CitedValue]:
        """Every value with its source, for the page that shows them."""
        return list(self.entries.values())

    def term(self, step: Step, *, urgent: bool = False) -> Term:
        """The term of a step, in the fast lane (快速处理) the short one if there is one; TermMissing without any."""
        if urgent and step in self.fast_terms:
            return self.fast_terms[step]
        try:
            return self.terms[step]
        except KeyError:
            raise TermMissing(pack=self.name_zh, step=step) from None

    def tier_after(self, tier: Tier, source: CaseSource) -> Tier | None:
        """The next tier up for a case of this source; None above tier 4."""
        above = [t for t in Tier if t.ordinal > tier.ordinal and self.visits(t, source)]
        return above[0] if above else None

    def visits(self, tier: Tier, source: CaseSource) -> bool:
        """Whether a case of this source comes to the tier at all."""
        if tier is Tier.DISPATCH_COORDINATION:
            return source in self.tier2_enabled_for
        return tier in self.tiers

    def silence(self, step: Step, tier: Tier) -> SilenceEffect:
        """What silence means at a step; at tiers 3 and 4 it is never a department's consent."""
        effect = self.silence_effect.get(step, SilenceEffect.NONE)
        if tier in (Tier.OFFICE_COORDINATION, Tier.REFERRAL) and effect in CONSENT_EFFECTS:
            return SilenceEffect.NONE
        return effect

    def marks_within(self, term: Term) -> tuple[int, ...]:
        """The warning marks that lie inside a term; a short step has fewer of them than a tier.

        A term in hours has all of them: it warns when parts of it are left, as many times as there are marks.
        """
        if term.unit is TermUnit.HOUR:
            return self.warning_marks
        return tuple(mark for mark in self.warning_marks if is_inside(mark, term))


def is_inside(mark: int, length: TermLength | Term) -> bool:
    """Whether a mark of so many workdays before the end lies after the start of the term."""
    days = length.n / 24 if length.unit is TermUnit.HOUR else length.n
    return mark == 0 or mark < days


def is_longer(first: TermLength, second: TermLength) -> bool:
    """Whether the first term is longer than the second for certain; terms in different units cannot be compared."""
    return first.unit is second.unit and first.n > second.n


def plain(value: Any) -> Any:
    """A typed value as JSON and TOML hold it; a set in the order of its vocabulary."""
    if isinstance(value, frozenset):
        vocabulary: type[StrEnum] | tuple[()] = type(next(iter(value))) if value else ()
        return [member.value for member in vocabulary if member in value]
    if isinstance(value, TermLength):
        return {"n": value.n, "unit": value.unit.value, "roll": value.roll.value}
    if isinstance(value, tuple):
        return [plain(member) for member in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value
