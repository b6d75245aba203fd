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
    "reminder_interval": 2, "provisional_review": 10, "rectification": 10,
}  # fmt: skip

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
    "default_deciding_body": "GOVERNMENT_MEETING",
    "withdrawal_needs_leave": [],
    "suspension_approver": "conductor_head",
    "emergency_designators": ["DISPATCH_OFFICE", "ESTABLISHMENT_OFFICE", "SECRETARIAT"],
    "reneging_moves_up": False,
    "max_report_returns": 2,
    "carrying_out_ladder": ["reminder_letter", "supervision_order", "criticism", "accountability"],
}

# Said under another name before: the meaning of silence after minutes belongs to their confirmation.
_RENAMED: Mapping[str, str] = {"silence_effect.minutes": "silence_effect.minutes_confirmation"}


def with_later_keys(document: Mapping[str, Any]) -> dict[str, Any]:
    """The stored document, complete by today's schema; what it says itself is never changed."""
    complete = deepcopy(dict(document))
    for before, now in _RENAMED.items():
        table, name = _place(complete, before)
        if name in table:
            said = table.pop(name)
            target, new_name = _place(complete, now)
            target.setdefault(new_name, said)
    for key, value in _LATER.items():
        table, name = _place(complete, key)
        table.setdefault(name, {"value": value, "basis": "sample", "reason": REASON})
    return complete


def _place(document: dict[str, Any], key: str) -> tuple[dict[str, Any], str]:
    """The table that holds a dotted key, and the key's name in it."""
    *groups, name = key.split(".")
    table = document
    for group in groups:
        table = table.setdefault(group, {})
    return table, name
