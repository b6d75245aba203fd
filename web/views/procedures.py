"""办法: what the rule says, each value with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from core.labels import label
from core.vocabulary import ForumSubject, PaperKind, RollRule, Step, Tier
from procedures.models import ProcedureVersion
from procedures.pack import CitedValue, Pack, TermLength
from procedures.selectors import pack_of
from web.formatting import term_text
from web.visitors import VisitorRequest, signed_in

GROUPS = {
    "tiers": _("Tiers: who conducts them, and what the clock does"),
    "terms": _("Terms"),
    "fast_terms": _("Terms in the fast lane"),
    "silence_effect": _("What silence means"),
    "beginning": _("Beginning: parties, bases, return and interim handling"),
    "negotiation": _("Negotiation and filing"),
    "office": _("Application, written rounds, meetings and opinion"),
    "decision": _("Referral and decision"),
    "forum_routing": _("Where other disputes go"),
    "exceptions": _("Extension, suspension, withdrawal, reneging"),
    "carrying_out": _("Carrying out"),
    "sign_off": _("Sign-off: how many people a paper passes, its head last"),
}
# Keys that stand alone, by the group in which one looks for them; all others stand in the group of their table.
GROUP_OF: Mapping[str, str] = {
    key: group
    for group, keys in {
        "tiers": ("tier2_enabled_for", "four_step_tiers"),
        "terms": ("tier4_reminder", "warning_marks"),
        "beginning": (
            "intake_review", "max_corrections", "party_kinds", "admissible_basis_kinds", "max_returns",
            "return_requires_approval", "default_owner_rules", "interim_mode", "emergency_designators",
        ),
        "negotiation": (
            "default_convener_rule", "negotiation_letter_required", "heads_must_meet", "signing_order", "filing_mode",
        ),
        "office": (
            "who_may_apply", "max_supplements", "min_written_rounds", "max_written_rounds", "meeting_required",
            "minutes_confirmation_required", "legality_opinion_required", "tier3_can_decide_without_consent",
        ),
        "decision": (
            "major_complex_forces_tier4", "who_may_refer", "cosignature_required", "decided_by",
            "default_deciding_body",
        ),
        "exceptions": (
            "max_extensions", "max_extension_days", "extension_approver", "suspension_approver",
            "withdrawal_needs_leave", "reneging_moves_up", "joint_action_callers",
        ),
        "carrying_out": ("max_provisional_days", "max_report_returns", "carrying_out_ladder"),
        "sign_off": ("scan_required",),
    }.items()
    for key in keys
}  # fmt: skip
NAMES = {
    "conductor": _("Who conducts"),
    "escalation_mode": _("When the term runs out"),
    "tier2_enabled_for": _("Sources whose cases visit tier 2"),
    "tier4_reminder": _("Reminder at tier 4 every"),
    "warning_marks": _("Warnings, in workdays before the end"),
    "default_convener_rule": _("Who convenes the negotiation"),
    "interim_mode": _("Interim handler"),
    "filing_mode": _("Filing of an agreement"),
    "admissible_basis_kinds": _("Admissible kinds of basis"),
    "who_may_apply": _("Who may apply to the establishment office"),
    "max_supplements": _("How often an application may be supplemented"),
    "min_written_rounds": _("Written opinion rounds at least"),
    "max_written_rounds": _("Written opinion rounds at most"),
    "meeting_required": _("Tiers that need a joint meeting"),
    "tier3_can_decide_without_consent": _("The establishment office may determine without consent"),
    "max_extensions": _("Extensions at most"),
    "max_extension_days": _("Length of one extension at most, in workdays"),
    "extension_approver": _("Who approves an extension"),
    "who_may_refer": _("Who may refer to the party committee and government"),
    "decided_by": _("Who may decide at tier 4"),
    "scan_required": _("A signature on paper is recorded with the scanned sheet"),
    "intake_review": _("Sources whose cases are reviewed before tier 1"),
    "max_corrections": _("How often a submission may be returned for correction"),
    "party_kinds": _("Kinds of organizations that can be parties"),
    "max_returns": _("How often a work order may be returned"),
    "return_requires_approval": _("A returned work order needs the dispatch office's agreement"),
    "default_owner_rules": _("Whom to suggest, in this order"),
    "negotiation_letter_required": _("Negotiation begins with a letter"),
    "heads_must_meet": _("The heads must have met before a case goes up"),
    "signing_order": _("Order in which parties sign"),
    "minutes_confirmation_required": _("Tiers at which departments confirm the minutes"),
    "legality_opinion_required": _("An opinion needs a legality review first"),
    "major_complex_forces_tier4": _("Major or complex matters go to tier 4"),
    "cosignature_required": _("A referral carries every party's co-signature or written dissent"),
    "default_deciding_body": _("Who decides at tier 4 unless a rule says otherwise"),
    "withdrawal_needs_leave": _("Tiers at which a withdrawal needs leave"),
    "suspension_approver": _("Who approves a suspension"),
    "emergency_designators": _("Who may designate in an emergency"),
    "reneging_moves_up": _("Going back on one's word moves the case up"),
    "four_step_tiers": _("Tiers with the checklist of the four steps"),
    "joint_action_callers": _("Who may call departments to a joint enforcement action"),
    "max_provisional_days": _("How many days a provisional result may hold at most"),
    "max_report_returns": _("How often a report on carrying out may be returned"),
    "carrying_out_ladder": _("What follows when an outcome is not carried out"),
}
KINDS_OF_KEY: Mapping[str, type[StrEnum]] = {
    "tiers": Tier, "terms": Step, "silence_effect": Step, "forum_routing": ForumSubject, "sign_off": PaperKind,
    "fast_terms": Step,
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One value of a procedure as a line of the page."""

    group: str
    key: str
    name: str
    value: str
    citation: str
    is_sample: bool
    reason: str


@require_safe
@signed_in
def procedures(request: VisitorRequest) -> HttpResponse:
    """All procedures with their versions, the newest first."""
    versions = ProcedureVersion.objects.select_related("procedure__jurisdiction").order_by(
        "procedure__jurisdiction__code", "procedure__code", "-version"
    )
    rows = [(version, name_of(pack_of(version))) for version in versions]
    return render(request, "web/procedures.html", {"rows": rows})


@require_safe
@signed_in
def procedure(request: VisitorRequest, version_id: int) -> HttpResponse:
    """One version, value by value."""
    version = get_object_or_404(ProcedureVersion.objects.select_related("procedure__jurisdiction"), pk=version_id)
    pack = pack_of(version)
    rules = sorted((_rule(value) for value in pack.cited()), key=_place)
    groups = [
        (group, gettext(GROUPS[group]), list(found)) for group, found in groupby(rules, key=lambda rule: rule.group)
    ]
    samples = sum(rule.is_sample for rule in rules)
    context = {"version": version, "name": name_of(pack), "groups": groups, "samples": samples, "count": len(rules)}
    return render(request, "web/procedure.html", context)


def name_of(pack: Pack) -> str:
    """The pack's own name in the language of the moment."""
    return pack.name_en if (get_language() or "").startswith("en") else pack.name_zh


def _rule(cited: CitedValue) -> Rule:
    head, _dot, rest = cited.key.partition(".")
    return Rule(
        GROUP_OF.get(cited.key, head), cited.key, _name(cited.key, head, rest), value_text(cited.value),
        cited.citation, cited.is_sample, cited.reason,
    )  # fmt: skip


def _place(rule: Rule) -> tuple[int, int]:
    """The order of the page: by group; in it first the table of the schema, then what stands alone as it is listed."""
    alone = list(GROUP_OF)
    return list(GROUPS).index(rule.group), alone.index(rule.key) if rule.key in GROUP_OF else -1


def _name(key: str, head: str, rest: str) -> str:
    if head not in KINDS_OF_KEY:
        return gettext(NAMES[key])
    code, _dot, part = rest.partition(".")
    name = label(KINDS_OF_KEY[head](code))
    return gettext("%(name)s: %(part)s") % {"name": name, "part": gettext(NAMES[part])} if part else name


def value_text(value: object) -> str:
    """A value in words; codes by their labels, several in the order of their vocabulary or one after the other."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, TermLength):
        text = term_text(value.n, label(value.unit))
        words = {"term": text, "roll": label(value.roll)}
        return text if value.roll is RollRule.NONE else gettext("%(term)s, %(roll)s") % words
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        is_sequence = all(isinstance(member, StrEnum) for member in value)
        return (" → " if is_sequence else gettext(", ")).join(map(value_text, value)) or gettext("none")
    if isinstance(value, frozenset | list):
        return _several(list(value))
    return str(value)


def _several(members: list[object]) -> str:
    if members and all(isinstance(member, StrEnum) for member in members):
        vocabulary = list(type(members[0]))  # type: ignore[call-overload]
        members = sorted(members, key=vocabulary.index)
    texts = [value_text(member) for member in members]
    comma = gettext(", ")
    # A label may itself be a list ("party committee, government"): then a stronger sign parts one from the next.
    between = gettext("; ") if any(comma in text for text in texts) else comma
    return between.join(texts) or gettext("none")
