"""Every key a pack may have, and how its value is read: adding a key to the schema is one line here."""

from collections.abc import Mapping

from core.vocabulary import (
    Applicant,
    BasisKind,
    CaseSource,
    Conductor,
    ConvenerRule,
    DecidingBody,
    EscalationMode,
    ExtensionApprover,
    FilingMode,
    ForumSubject,
    InterimMode,
    LetterKind,
    SilenceEffect,
    Step,
    Tier,
)
from procedures import values
from procedures.values import Reader

# Keys that say which pack this is; they state no rule and so need no source.
HEAD: Mapping[str, Reader] = {
    "schema": values.schema_one,
    "code": values.code,
    "name_zh": values.words,
    "name_en": values.words,
    "version": values.whole_number(1, 100_000),
    "effective_from": values.day,
}

TIER_KEYS: Mapping[str, Reader] = {
    f"tiers.{tier}.{name}": reader
    for tier in Tier
    for name, reader in (("conductor", values.one_of(Conductor)), ("escalation_mode", values.one_of(EscalationMode)))
}
TERM_KEYS: Mapping[str, Reader] = {f"terms.{step}": values.term for step in Step}
SILENCE_KEYS: Mapping[str, Reader] = {f"silence_effect.{step}": values.one_of(SilenceEffect) for step in Step}
FORUM_KEYS: Mapping[str, Reader] = {f"forum_routing.{subject}": values.words for subject in ForumSubject}
SIGN_OFF_KEYS: Mapping[str, Reader] = {f"sign_off.{kind}": values.whole_number(1, 3) for kind in LetterKind}

# Every key that states a rule, in the order in which pages show them.
RULES: Mapping[str, Reader] = {
    **TIER_KEYS,
    "tier2_enabled_for": values.some_of(CaseSource, may_be_empty=True),
    **TERM_KEYS,
    "tier4_reminder": values.term,
    "warning_marks": values.marks,
    **SILENCE_KEYS,
    "default_convener_rule": values.one_of(ConvenerRule),
    "interim_mode": values.one_of(InterimMode),
    "filing_mode": values.one_of(FilingMode),
    "admissible_basis_kinds": values.some_of(BasisKind),
    "who_may_apply": values.some_of(Applicant),
    "max_supplements": values.whole_number(0, 20),
    "min_written_rounds": values.whole_number(0, 20),
    "max_written_rounds": values.whole_number(0, 20),
    "meeting_required": values.some_of(Tier, may_be_empty=True),
    "tier3_can_decide_without_consent": values.yes_no,
    "max_extensions": values.whole_number(0, 20),
    "max_extension_days": values.whole_number(0, 3650),
    "extension_approver": values.one_of(ExtensionApprover),
    "who_may_refer": values.some_of(Conductor),
    "decided_by": values.some_of(DecidingBody),
    **FORUM_KEYS,
    **SIGN_OFF_KEYS,
}

# Tables that hold keys: ``terms``, ``tiers``, ``tiers.REFERRAL``…
GROUPS = frozenset(key[:place] for key in RULES for place, sign in enumerate(key) if sign == ".")

TIER_2_KEYS = (
    *(key for key in TIER_KEYS if key.startswith(f"tiers.{Tier.DISPATCH_COORDINATION}.")),
    f"terms.{Step.TIER_DISPATCH}",
)
_STEPS_WITH_TERM = (
    Step.TIER_NEGOTIATION,
    Step.TIER_OFFICE,
    Step.TIER_REFERRAL,
    Step.POSITION,
    Step.ACCEPTANCE,
    Step.SUPPLEMENT,
    Step.REPLY,
    Step.MINUTES,
    Step.FILING_REVIEW,
    Step.LISTING,
    Step.CARRYING_OUT,
    Step.WORK_ORDER,
)
_STEPS_WITH_SILENCE = (Step.POSITION, Step.SUPPLEMENT, Step.REPLY, Step.MINUTES)

# What every pack must state. Tier 2 is asked for only where ``tier2_enabled_for`` names a source.
REQUIRED = frozenset(RULES) - frozenset(TIER_2_KEYS) - frozenset(TERM_KEYS) - frozenset(SILENCE_KEYS) | frozenset(
    [f"terms.{step}" for step in _STEPS_WITH_TERM] + [f"silence_effect.{step}" for step in _STEPS_WITH_SILENCE]
)
