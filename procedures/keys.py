"""Every key a pack may have, and how its value is read: adding a key to the schema is one line here."""

from collections.abc import Mapping

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
    SigningOrder,
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
SIGN_OFF_KEYS: Mapping[str, Reader] = {f"sign_off.{kind}": values.whole_number(1, 3) for kind in PaperKind}
FAST_TERM_KEYS: Mapping[str, Reader] = {f"fast_terms.{step}": values.term for step in Step}

# Every key that states a rule, in the order in which pages show them.
RULES: Mapping[str, Reader] = {
    **TIER_KEYS,
    "tier2_enabled_for": values.some_of(CaseSource, may_be_empty=True),
    **TERM_KEYS,
    **FAST_TERM_KEYS,
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
    "scan_required": values.yes_no,
    "intake_review": values.some_of(CaseSource, may_be_empty=True),
    "max_corrections": values.whole_number(0, 20),
    "party_kinds": values.some_of(OrganizationKind),
    "max_returns": values.whole_number(0, 20),
    "return_requires_approval": values.yes_no,
    "default_owner_rules": values.ordered_of(DefaultOwnerRule),
    "negotiation_letter_required": values.yes_no,
    "heads_must_meet": values.yes_no,
    "signing_order": values.one_of(SigningOrder),
    "minutes_confirmation_required": values.some_of(Tier, may_be_empty=True),
    "legality_opinion_required": values.yes_no,
    "major_complex_forces_tier4": values.yes_no,
    "cosignature_required": values.yes_no,
    "default_deciding_body": values.one_of(DecidingBody),
    "withdrawal_needs_leave": values.some_of(Tier, may_be_empty=True),
    "suspension_approver": values.one_of(ExtensionApprover),
    "emergency_designators": values.some_of(Conductor),
    "reneging_moves_up": values.yes_no,
    "four_step_tiers": values.some_of(Tier, may_be_empty=True),
    "joint_action_callers": values.some_of(JointActionCaller, may_be_empty=True),
    "max_provisional_days": values.whole_number(1, 3650),
    "max_report_returns": values.whole_number(0, 20),
    "carrying_out_ladder": values.ordered_of(LadderRung),
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
    Step.INTAKE,
    Step.CORRECTION,
    Step.DISPATCH_OBJECTION,
    Step.DISPATCH_VERIFICATION,
    Step.ACKNOWLEDGEMENT,
    Step.CHECK_IN,
    Step.NEGOTIATION_LETTER,
    Step.NEGOTIATION_REPLY,
    Step.FILING,
    Step.CONVENING,
    Step.MEETING_NOTICE,
    Step.MINUTES_CONFIRMATION,
    Step.FORWARDING,
    Step.LEGALITY_REVIEW,
    Step.FEEDBACK,
    Step.CONSULTATION,
    Step.LEAD_TIME,
    Step.LEAD_TIME_URGENT,
    Step.OBJECTION,
    Step.SUSPENSION,
    Step.SIGN_OFF,
    Step.GRACE,
    Step.REMINDER_INTERVAL,
    Step.PROVISIONAL_REVIEW,
    Step.RECTIFICATION,
    Step.COSIGNATURE,
)
_STEPS_WITH_SILENCE = (
    Step.POSITION,
    Step.SUPPLEMENT,
    Step.CORRECTION,
    Step.REPLY,
    Step.DISPATCH_OBJECTION,
    Step.NEGOTIATION_REPLY,
    Step.MINUTES_CONFIRMATION,
)

# What every pack must state. Tier 2 is asked for only where ``tier2_enabled_for`` names a source.
_OPTIONAL = frozenset([*TIER_2_KEYS, *TERM_KEYS, *FAST_TERM_KEYS, *SILENCE_KEYS])
REQUIRED = (
    frozenset(RULES) - _OPTIONAL
    | frozenset(f"terms.{step}" for step in _STEPS_WITH_TERM)
    | frozenset(f"silence_effect.{step}" for step in _STEPS_WITH_SILENCE)
)
