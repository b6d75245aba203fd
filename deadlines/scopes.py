"""期限的归属: what a clock measures: a case, a tier, a step, one department's answer, a work order, an entry."""

from audit.models import ChainKind
from core.vocabulary import ClockScope, Step, Tier

_OF_TIERS = frozenset(Step.of_tier(tier) for tier in Tier)
_OF_DEPARTMENTS = frozenset({
    Step.POSITION, Step.REPLY, Step.NEGOTIATION_REPLY, Step.MINUTES_CONFIRMATION, Step.COSIGNATURE, Step.CONSULTATION,
    Step.ACKNOWLEDGEMENT, Step.CHECK_IN, Step.SIGN_OFF, Step.SUPPLEMENT, Step.CORRECTION, Step.CARRYING_OUT,
    Step.RECTIFICATION,
})  # fmt: skip
_OF_SUBJECTS = {ChainKind.HOTLINE: ClockScope.WORK_ORDER, ChainKind.REGISTRY: ClockScope.ENTRY}


def scope_of(step: Step, subject_kind: str = "") -> ClockScope:
    """Told from the step, and for what is no case from the kind of subject."""
    if subject_kind:
        return _OF_SUBJECTS[ChainKind(subject_kind)]
    if step is Step.WHOLE_CASE:
        return ClockScope.WHOLE_CASE
    if step in _OF_TIERS:
        return ClockScope.TIER
    return ClockScope.DEPARTMENT if step in _OF_DEPARTMENTS else ClockScope.STEP
