"""What the values of a pack must satisfy together. Pure: takes the values that could be read, by key.

Versions that are stored are read through the same checks: a new one may only judge keys that are new with it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from core.vocabulary import CaseSource, Conductor, DecidingBody, EscalationMode, SilenceEffect, Step, Tier
from procedures.keys import TIER_2_KEYS
from procedures.pack import CONSENT_EFFECTS, TermLength, is_inside, is_longer
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
    Step.CORRECTION: (SilenceEffect.NONE, SilenceEffect.ABANDONED),
    Step.REPLY: (SilenceEffect.NONE, SilenceEffect.CLOSE_ROUND),
    Step.DISPATCH_OBJECTION: (SilenceEffect.NONE, SilenceEffect.FIRST_HANDLER),
    Step.NEGOTIATION_REPLY: (SilenceEffect.NONE, SilenceEffect.NO_OBJECTION),
    Step.MINUTES_CONFIRMATION: (SilenceEffect.NONE, SilenceEffect.CONFIRMED),
}
# The written round belongs to tier 3; minutes are guarded again by Pack.silence, as both tiers 2 and 3 have them.
_STEPS_OF_TIERS_3_AND_4 = (Step.TIER_OFFICE, Step.TIER_REFERRAL, Step.REPLY)
_TIERS_WITH_MEETING = (Tier.DISPATCH_COORDINATION, Tier.OFFICE_COORDINATION)
# What comes from above, or from the reviewing office itself, is not reviewed by it.
_NEVER_REVIEWED = (CaseSource.ASSIGNED, CaseSource.EX_OFFICIO)


def faults(values: Values, named: frozenset[str]) -> Iterator[Fault]:
    """Every contradiction between the values; ``named`` are all keys of the file, readable or not."""
    yield from _tier_2(values, named)
    yield from _top(values)
    yield from _silence(values)
    yield from _marks(values)
    yield from _rounds(values)
    yield from _meetings(values)
    yield from _extensions(values)
    yield from _fast_lane(values)
    yield from _lead_times(values)
    yield from _intake(values)
    yield from _leave(values)
    yield from _emergency(values)
    yield from _deciding(values)


def _tier_2(values: Values, named: frozenset[str]) -> Iterator[Fault]:
    sources: frozenset[CaseSource] | None = values.get("tier2_enabled_for")
    if sources is None:
        return
    for key in TIER_2_KEYS:
        if sources and key not in named:
            yield Fault(key, "missing_key", {})
    for key in (*TIER_2_KEYS, f"fast_terms.{Step.TIER_DISPATCH}"):
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
    """Where no meeting is held none can be required, and there are no minutes to confirm."""
    allowed = [tier for tier in _TIERS_WITH_MEETING if _has(tier, values)]
    for key in ("meeting_required", "minutes_confirmation_required"):
        for tier in sorted(values.get(key, frozenset())):
            if tier not in allowed:
                yield Fault(key, "meeting_not_here", {"got": tier, "allowed": listed(allowed)})


def _has(tier: Tier, values: Values) -> bool:
    return tier is not Tier.DISPATCH_COORDINATION or bool(values.get("tier2_enabled_for", True))


def _extensions(values: Values) -> Iterator[Fault]:
    count, days = values.get("max_extensions"), values.get("max_extension_days")
    if count is not None and days is not None and (count == 0) != (days == 0):
        yield Fault("max_extension_days", "extension_contradicts", {"count": count})


def _fast_lane(values: Values) -> Iterator[Fault]:
    """快速处理: a fast term that is longer than the normal one is a slip of the pen."""
    for step in Step:
        yield from _not_longer(f"fast_terms.{step}", f"terms.{step}", values)


def _lead_times(values: Values) -> Iterator[Fault]:
    """提前量: what is urgent is handed in later, not earlier (R47)."""
    yield from _not_longer(f"terms.{Step.LEAD_TIME_URGENT}", f"terms.{Step.LEAD_TIME}", values)


def _not_longer(key: str, normal: str, values: Values) -> Iterator[Fault]:
    short: TermLength | None = values.get(key)
    long: TermLength | None = values.get(normal)
    if short is not None and long is not None and is_longer(short, long):
        yield Fault(key, "longer_than_normal", {"normal": normal, "n": long.n, "unit": long.unit})


def _intake(values: Values) -> Iterator[Fault]:
    """A citizen's proposal is reviewed before it becomes a matter (R16); an order from above is not."""
    allowed = [source for source in CaseSource if source not in _NEVER_REVIEWED]
    for source in sorted(values.get("intake_review", frozenset())):
        if source not in allowed:
            yield Fault("intake_review", "never_reviewed", {"got": source, "allowed": listed(allowed)})


def _leave(values: Values) -> Iterator[Fault]:
    """Leave to withdraw is given by whoever conducts the tier (R52); a department that is a party cannot give it."""
    allowed = [
        tier
        for tier in Tier
        if _has(tier, values) and values.get(f"tiers.{tier}.conductor") is not Conductor.CONVENING_DEPARTMENT
    ]
    for tier in sorted(values.get("withdrawal_needs_leave", frozenset())):
        if tier not in allowed:
            yield Fault("withdrawal_needs_leave", "nobody_gives_leave", {"got": tier, "allowed": listed(allowed)})


def _emergency(values: Values) -> Iterator[Fault]:
    """紧急指定 (R15, R18): whoever is a party designates nobody, itself least of all."""
    if Conductor.CONVENING_DEPARTMENT in values.get("emergency_designators", frozenset()):
        allowed = [conductor for conductor in Conductor if conductor.function is not None]
        params = {"got": Conductor.CONVENING_DEPARTMENT, "allowed": listed(allowed)}
        yield Fault("emergency_designators", "party_designates", params)


def _deciding(values: Values) -> Iterator[Fault]:
    bodies: frozenset[DecidingBody] | None = values.get("decided_by")
    usual: DecidingBody | None = values.get("default_deciding_body")
    if bodies is not None and usual is not None and usual not in bodies:
        allowed = listed(body for body in DecidingBody if body in bodies)
        yield Fault("default_deciding_body", "may_not_decide", {"got": usual, "allowed": allowed})
