"""Every act of the procedure, declared once.

Forms, the API's ``actions``, its typed operations and the timeline derive from this table. An act is offered to a
capacity when ``who`` names its organization, its role is among ``roles``, and ``check`` has no objection.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from flows.acts import (
    agreement,
    carrying_out,
    companions,
    course,
    extensions,
    four_steps,
    intake,
    joint_action,
    links,
    meetings,
    negotiation,
    objections,
    office,
    office_study,
    papers,
    people,
    referral,
    settlement,
)
from flows.acts.spec import HEADS, STAFF, ActSpec
from flows.signed_acts import SIGNED_ACTS

ROOMS = (
    intake, negotiation, agreement, meetings, office, office_study, referral, settlement, carrying_out, papers,
    people,
    companions, extensions, course, links, joint_action, four_steps, objections,
)  # fmt: skip

ACTS: Mapping[str, ActSpec] = {spec.name: spec for room in ROOMS for spec in room.ACTS}
SIGNED_ACTS.update({name: spec for name, spec in ACTS.items() if spec.is_signed})

SYSTEM_EVENTS = (
    "case.opened",
    "document.added",
    "paper.prepared",
    "case.absorbed",
    "stage.timed_out",
    "grace.began",
    "letter.drafted",
    "deadline.warned",
    "deadline.reminded",
    "receipt.reminded",
    "check_in.reminded",
    "round.lapsed",
    "confirmation.lapsed",
    "cosigning.ended",
    "application.abandoned",
    "organization.succeeded",
    "organization.without_successor",
    "negotiation_letter.lapsed",
    "calendar.applied",
    "recount.confirmed",
    "recount.kept",
)
"""Events that no act of the table writes: opening, papers, and the clock's own."""

INTERNAL_EVENTS = frozenset({
    "paper.prepared", "paper.reviewed", "paper.returned", "paper.withdrawn", "application.instructed", "study.noted",
    "note.written",
})  # fmt: skip
"""Events that are told to the organization that acted and to nobody else: what it has not said yet is its own."""

TITLES_BESIDE_ACTS = {
    "case.opened": _("Open a case"), "document.added": _("Add a paper"), "case.absorbed": _("Merge a duplicate"),
    "organization.succeeded": _("A successor steps in"), "calendar.applied": _("Apply the changed calendar"),
    "recount.confirmed": _("Let a term end sooner"), "recount.kept": _("Keep the end of a term"),
}  # fmt: skip
"""What those are called that somebody else's act may come after."""

TELLING_EVENTS = frozenset({"receipt.reminded", "check_in.reminded", "deadline.reminded", "deadline.warned"})
"""Events of the clock that only tell: they take nothing from anybody."""

__all__ = [
    "ACTS",
    "HEADS",
    "INTERNAL_EVENTS",
    "STAFF",
    "SYSTEM_EVENTS",
    "TELLING_EVENTS",
    "TITLES_BESIDE_ACTS",
    "ActSpec",
]
