"""What the values of a pack must satisfy together. Pure: takes the values that could be read, by key."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from core.vocabulary import CaseSource, EscalationMode, SilenceEffect, Step, Tier
from procedures.keys import TIER_2_KEYS
from procedures.pack import CONSENT_EFFECTS, TermLength, is_inside
from procedures.values import listed

Values = Mapping[str, Any]


class Fault(NamedTuple):
    key: str
    reason: str
    params: dict[str, Any]


# Where silence can mean something at all; a tier's own clock is governed by its escalation mode instead.
_SILENCE: Mapping[Step, tuple[SilenceEffect, ...]] = {
    Step.POSITION: (SilenceEffect.NONE, SilenceEffect.CLOSE_ROUND, SilenceEffect.NO_OBJECTION),
    Step.SUPPLEMENT: (SilenceEffect.NONE, SilenceEffect.ABANDONED),
    Step.REPLY: (SilenceEffect.NONE, SilenceEffect.CLOSE_ROUND),
    Step.DISPATCH_OBJECTION: (SilenceEffect.NONE, SilenceEffect.FIRST_HANDLER),
    Step.NEGOTIATION_REPLY: (SilenceEffect.NONE, SilenceEffect.NO_OBJECTION),
    Step.MINUTES_CONFIRMATION: (SilenceEffect.NONE, SilenceEffect.CONFIRMED),
}
# The written round belongs to tier 3; minutes are guarded again by Pack.silence, as both tiers 2 and 3 have them.
_STEPS_OF_TIERS_3_AND_4 = (Step.TIER_OFFICE, Step.TIER_REFERRAL, Step.REPLY)
_TIERS_WITH_MEETING = (Tier.DISPATCH_COORDINATION, Tier.OFFICE_COORDINATION)


def faults(values: Values, named: frozenset[str]) -> Iterator[Fault]:
    """Every contradiction between the values; ``named`` are all keys of the file, readable or not."""
    yield from _tier_2(values, named)
    yield from _top(values)
    yield from _silence(values)
    yield from _marks(values)
    yield from _rounds(values)
    yield from _meetings(values)
    yield from _extensions(values)


def _tier_2(values: Values, named: frozenset[str]) -> Iterator[Fault]:
    sources: frozenset[CaseSource] | None = values.get("tier2_enabled_for")
    if sources is None:
        return
    for key in TIER_2_KEYS:
        if sources and key not in named:
            yield Fault(key, "missing_key", {})
        if not sources and key in named:
            yield Fault(key, "tier_2_not_enabled", {})


def _top(values: Values) -> Iterator[Fault]:
    key = f"tiers.{Tier.REFERRAL}.escalation_mode"
    if values.get(key, EscalationMode.NOTIFY_ONLY) is not EscalationMode.NOTIFY_ONLY:
        yield Fault(key, "nothing_above_tier_4", {"got": values[key]})


def _silence(values: Values) -> Iterator[Fault]:
    for step in Step:
        key = f"silence_effect.{step}"
        effect = values.get(key, SilenceEffect.NONE)
        allowed = _SILENCE.get(step, (SilenceEffect.NONE,))
        if effect in allowed:
            continue
        if step in _STEPS_OF_TIERS_3_AND_4 and effect in CONSENT_EFFECTS:
            yield Fault(key, "silence_as_consent", {"got": effect})
        else:
            yield Fault(key, "silence_not_here", {"got": effect, "allowed": listed(allowed)})


def _marks(values: Values) -> Iterator[Fault]:
    """Marks are held to the tiers' terms; shorter steps use those that fit (Pack.marks_within)."""
    for tier in Tier:
        step = Step.of_tier(tier)
        length: TermLength | None = values.get(f"terms.{step}")
        if length is None:
            continue
        for mark in values.get("warning_marks", ()):
            if not is_inside(mark, length):
                params = {"mark": mark, "step": f"terms.{step}", "n": length.n, "unit": length.unit}
                yield Fault("warning_marks", "mark_before_term", params)


def _rounds(values: Values) -> Iterator[Fault]:
    least, most = values.get("min_written_rounds"), values.get("max_written_rounds")
    if least is not None and most is not None and most < least:
        yield Fault("max_written_rounds", "rounds_contradict", {"minimum": least})


def _meetings(values: Values) -> Iterator[Fault]:
    allowed = [tier for tier in _TIERS_WITH_MEETING if tier != _TIERS_WITH_MEETING[0] or _has_tier_2(values)]
    for tier in sorted(values.get("meeting_required", frozenset())):
        if tier not in allowed:
            yield Fault("meeting_required", "meeting_not_here", {"got": tier, "allowed": listed(allowed)})


def _has_tier_2(values: Values) -> bool:
    return bool(values.get("tier2_enabled_for", True))


def _extensions(values: Values) -> Iterator[Fault]:
    count, days = values.get("max_extensions"), values.get("max_extension_days")
    if count is not None and days is not None and (count == 0) != (days == 0):
        yield Fault("max_extension_days", "extension_contradicts", {"count": count})
