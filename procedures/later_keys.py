"""后增事项: what a version stored before a key existed says of it: that which was the rule then. Pure."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

REASON = "此版本导入时尚无此项规定；按当时的做法补足，正式使用前应由当地编办核定。"

_WORKDAYS: Mapping[str, int] = {
    "intake": 3, "correction": 3, "dispatch_objection": 1, "dispatch_verification": 1, "acknowledgement": 1,
    "check_in": 1, "negotiation_letter": 2, "negotiation_reply": 5, "filing": 5, "convening": 3, "meeting_notice": 3,
    "minutes_confirmation": 3, "forwarding": 2, "legality_review": 7, "feedback": 3, "consultation": 5,
    "lead_time": 10, "lead_time_urgent": 7, "objection": 5, "suspension": 60, "sign_off": 2, "grace": 2,
    "reminder_interval": 2, "provisional_review": 10, "rectification": 10, "cosignature": 5,
}  # fmt: skip

_GOVERNMENT = "GOVERNMENT_MEETING"
_PAPERS = (
    "POSITION", "DISPATCH_OBJECTION", "NEGOTIATION_LETTER", "NEGOTIATION_REPLY", "AGREEMENT", "MINUTES",
    "MINUTES_CONFIRMATION", "SUPPLEMENT", "OPINION_REPLY", "OPINION", "COSIGNATURE", "OBJECTION", "LETTER",
)  # fmt: skip

_PARTY_KINDS = [
    "PARTY_ORGAN", "DISCIPLINE", "CONGRESS_OR_CONSULTATIVE", "DEPARTMENT", "MASS_ORGANIZATION", "SUBDISTRICT",
    "VERTICAL_ORGAN", "INSTITUTION",
]  # fmt: skip

_LATER: Mapping[str, Any] = {
    **{f"terms.{step}": {"n": n, "unit": "workday"} for step, n in _WORKDAYS.items()},
    "silence_effect.dispatch_objection": "none",
    "silence_effect.correction": "none",
    "silence_effect.negotiation_reply": "none",
    "silence_effect.minutes_confirmation": "none",
    **{f"sign_off.{kind}": 1 for kind in _PAPERS},
    "scan_required": False,
    "intake_review": [],
    "max_corrections": 2,
    "party_kinds": _PARTY_KINDS,
    "max_returns": 1,
    "return_requires_approval": True,
    "default_owner_rules": ["licensor", "industry_department", "nearest_business", "first_receiver", "locality"],
    "negotiation_letter_required": False,
    "heads_must_meet": False,
    "signing_order": "any",
    "minutes_confirmation_required": [],
    "legality_opinion_required": False,
    "major_complex_forces_tier4": False,
    "cosignature_required": False,
    "withdrawal_needs_leave": [],
    "suspension_approver": "conductor_head",
    "emergency_designators": ["DISPATCH_OFFICE", "ESTABLISHMENT_OFFICE", "SECRETARIAT"],
    "reneging_moves_up": False,
    "four_step_tiers": [],
    "joint_action_callers": ["CONDUCTOR", "INTERIM_HANDLER"],
    "max_provisional_days": 730,
    "max_report_returns": 2,
    "carrying_out_ladder": ["reminder_letter", "supervision_order", "criticism", "accountability"],
}

# Said under another name before: silence after minutes belongs to their confirmation, silence about a work order to
# the objection against its dispatch.
_RENAMED: Mapping[str, str] = {
    "silence_effect.minutes": "silence_effect.minutes_confirmation",
    "silence_effect.work_order": "silence_effect.dispatch_objection",
}


def with_later_keys(document: Mapping[str, Any]) -> dict[str, Any]:
    """The stored document, complete by today's schema; what it says itself is never changed."""
    complete = deepcopy(dict(document))
    for before, now in _RENAMED.items():
        table, name = _place(complete, before)
        target, new_name = _place(complete, now)
        if name in table and new_name not in target:
            target[new_name] = table.pop(name)
    for key, value in {**_LATER, "default_deciding_body": _usual_body(complete)}.items():
        table, name = _place(complete, key)
        table.setdefault(name, {"value": value, "basis": "sample", "reason": REASON})
    return complete


def _usual_body(document: Mapping[str, Any]) -> str:
    """The body that decides unless somebody says otherwise: the government, or else the first that may decide."""
    said = document.get("decided_by")
    bodies = said.get("value") if isinstance(said, dict) else None
    if isinstance(bodies, list) and bodies and _GOVERNMENT not in bodies:
        return str(bodies[0])
    return _GOVERNMENT


def _place(document: dict[str, Any], key: str) -> tuple[dict[str, Any], str]:
    """The table that holds a dotted key, and the key's name in it; what is no table is left to the reader to name."""
    *groups, name = key.split(".")
    table = document
    for group in groups:
        found = table.setdefault(group, {})
        table = found if isinstance(found, dict) else {}
    return table, name
