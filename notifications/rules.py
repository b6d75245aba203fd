"""Who hears of what: pure rules, no database.

A recipient is found by the part an organization has in the case and by the roles its people have. ``urgent`` means
that the person is also told outside the inbox, because something waits for them now.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.vocabulary import MembershipRole


class Whom(StrEnum):
    """通知对象: the part of an organization in a case, at the moment of the fan-out."""

    PARTIES = "PARTIES"
    CONDUCTOR = "CONDUCTOR"  # of the open stage; after the last one, of that
    INTERIM_HANDLER = "INTERIM_HANDLER"
    NOT_ACKNOWLEDGED = "NOT_ACKNOWLEDGED"  # who has not acknowledged the open stage
    NOT_CHECKED_IN = "NOT_CHECKED_IN"  # who was called by a subdistrict and has not come
    CONSULTED = "CONSULTED"  # who is asked for an opinion by this very act
    FORUM = "FORUM"  # to which the case was transferred
    READERS = "READERS"  # who has a copy
    OPENER = "OPENER"  # who opened the case
    WAITED_FOR = "WAITED_FOR"  # whose move it is
    ACTING = "ACTING"  # the organization that acted
    OFFICE_BELOW_TIER_4 = "OFFICE_BELOW_TIER_4"  # the establishment office, while the case is at tier 4
    NEWLY_WAITED_FOR = "NEWLY_WAITED_FOR"  # whose move it became by this very act
    ESTABLISHMENT_OFFICE = "ESTABLISHMENT_OFFICE"  # of the case's jurisdiction
    RECEIVERS = "RECEIVERS"  # of a work order: who held it before the act and who holds it after
    DISPATCH_OFFICE = "DISPATCH_OFFICE"  # that answers for the work order
    HANDED_OVER = "HANDED_OVER"  # who handled a citizen's matter provisionally, and the lead that takes it over
    OWNER_OF_TERM = "OWNER_OF_TERM"  # in whose hands the term of a work order runs
    TOLD = "TOLD"  # whom the event itself names
    KEEPER = "KEEPER"  # who keeps the duty list and reviews its provisional entries
    HOLDERS = "HOLDERS"  # who leads under a provisional entry
    ADMINISTRATORS = "ADMINISTRATORS"  # who run the installation


@dataclass(frozen=True, kw_only=True)
class Interest:
    """关注: people with one of the roles in the organizations meant."""

    whom: Whom
    roles: frozenset[MembershipRole]
    urgent: bool = False


_AT_WORK = frozenset({MembershipRole.HANDLER, MembershipRole.LIAISON})
_HEADS = frozenset({MembershipRole.HEAD})
_REVIEWERS = frozenset({MembershipRole.REVIEWER})

PARTIES = Interest(whom=Whom.PARTIES, roles=_AT_WORK)
HEADS_OF_PARTIES = Interest(whom=Whom.PARTIES, roles=_HEADS)
INVITED = Interest(whom=Whom.PARTIES, roles=_AT_WORK, urgent=True)
OFFICE = Interest(whom=Whom.ESTABLISHMENT_OFFICE, roles=_AT_WORK)
OFFICE_BELOW = Interest(whom=Whom.OFFICE_BELOW_TIER_4, roles=_AT_WORK)
CONDUCTOR = Interest(whom=Whom.CONDUCTOR, roles=_AT_WORK)
HEADS_OF_CONDUCTOR = Interest(whom=Whom.CONDUCTOR, roles=_HEADS)
OWN_AT_WORK = Interest(whom=Whom.ACTING, roles=_AT_WORK, urgent=True)
OWN_REVIEWERS = Interest(whom=Whom.ACTING, roles=_REVIEWERS, urgent=True)
OWN_HEADS = Interest(whom=Whom.ACTING, roles=_HEADS, urgent=True)
CONSULTED = Interest(whom=Whom.CONSULTED, roles=_AT_WORK, urgent=True)
FORUM = Interest(whom=Whom.FORUM, roles=_AT_WORK)
INTERIM_HANDLER = Interest(whom=Whom.INTERIM_HANDLER, roles=_AT_WORK, urgent=True)
HANDED_OVER = Interest(whom=Whom.HANDED_OVER, roles=_AT_WORK, urgent=True)
NEXT = Interest(whom=Whom.NEWLY_WAITED_FOR, roles=_AT_WORK, urgent=True)
NEXT_TO_SIGN = Interest(whom=Whom.NEWLY_WAITED_FOR, roles=_HEADS, urgent=True)
NOT_ACKNOWLEDGED = Interest(whom=Whom.NOT_ACKNOWLEDGED, roles=_AT_WORK, urgent=True)
NOT_CHECKED_IN = Interest(whom=Whom.NOT_CHECKED_IN, roles=_AT_WORK, urgent=True)
HEADS_NOT_CHECKED_IN = Interest(whom=Whom.NOT_CHECKED_IN, roles=_HEADS)
OPENER = Interest(whom=Whom.OPENER, roles=_AT_WORK)
READERS = Interest(whom=Whom.READERS, roles=_AT_WORK)
HEADS_OF_OPENER = Interest(whom=Whom.OPENER, roles=_HEADS)
NEXT_TO_REVIEW = Interest(whom=Whom.NEWLY_WAITED_FOR, roles=_REVIEWERS, urgent=True)
WAITED_FOR = Interest(whom=Whom.WAITED_FOR, roles=_AT_WORK, urgent=True)
HEADS_WAITED_FOR = Interest(whom=Whom.WAITED_FOR, roles=_HEADS, urgent=True)
ESTABLISHMENT_OFFICE = Interest(whom=Whom.ESTABLISHMENT_OFFICE, roles=_AT_WORK, urgent=True)

RECEIVERS = Interest(whom=Whom.RECEIVERS, roles=_AT_WORK)
RECEIVERS_NOW = Interest(whom=Whom.RECEIVERS, roles=_AT_WORK, urgent=True)
HEADS_OF_RECEIVERS = Interest(whom=Whom.RECEIVERS, roles=_HEADS)
DISPATCH_OFFICE = Interest(whom=Whom.DISPATCH_OFFICE, roles=_AT_WORK)
DISPATCH_OFFICE_NOW = Interest(whom=Whom.DISPATCH_OFFICE, roles=_AT_WORK, urgent=True)
OWNER_OF_TERM = Interest(whom=Whom.OWNER_OF_TERM, roles=_AT_WORK, urgent=True)

TOLD = Interest(whom=Whom.TOLD, roles=_AT_WORK, urgent=True)
HEADS_OF_TOLD = Interest(whom=Whom.TOLD, roles=_HEADS)
KEEPER = Interest(whom=Whom.KEEPER, roles=_AT_WORK, urgent=True)
KEEPER_TOLD = Interest(whom=Whom.KEEPER, roles=_AT_WORK)
HEADS_OF_KEEPER = Interest(whom=Whom.KEEPER, roles=_HEADS)
HOLDERS = Interest(whom=Whom.HOLDERS, roles=_AT_WORK)
HOLDERS_NOW = Interest(whom=Whom.HOLDERS, roles=_AT_WORK, urgent=True)

_RUNNING_IT = frozenset({MembershipRole.SYSTEM_ADMINISTRATOR})
ADMINISTRATORS = Interest(whom=Whom.ADMINISTRATORS, roles=_RUNNING_IT)
ADMINISTRATORS_NOW = Interest(whom=Whom.ADMINISTRATORS, roles=_RUNNING_IT, urgent=True)

RULES: Mapping[str, tuple[Interest, ...]] = {
    "case.opened": (PARTIES, CONDUCTOR, INTERIM_HANDLER, NEXT),
    "party.added": (PARTIES, CONDUCTOR, NEXT),
    "interim_handler.designated": (INTERIM_HANDLER, PARTIES, CONDUCTOR),
    "receipt.acknowledged": (CONDUCTOR,),
    "receipt.reminded": (NOT_ACKNOWLEDGED, CONDUCTOR),
    "intake.accepted": (PARTIES, OPENER, CONDUCTOR, INTERIM_HANDLER, NEXT),
    "intake.returned": (OPENER, NEXT),
    "intake.corrected": (NEXT,),
    "intake.declined": (INTERIM_HANDLER, OPENER, HEADS_OF_OPENER, NEXT),
    "intake.transferred": (INTERIM_HANDLER, OPENER, HEADS_OF_OPENER, FORUM, NEXT),
    "department.checked_in": (OPENER, CONDUCTOR),
    "check_in.reminded": (NOT_CHECKED_IN, HEADS_NOT_CHECKED_IN, OPENER),
    "document.added": (PARTIES, CONDUCTOR),
    "position.submitted": (PARTIES, CONDUCTOR, NEXT),
    "negotiation_letter.sent": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, NEXT),
    "negotiation_letter.received": (CONDUCTOR,),
    "negotiation_letter.replied": (PARTIES, CONDUCTOR, NEXT),
    "negotiation_letter.lapsed": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR),
    "heads_meeting.recorded": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR),
    "note.written": (),
    "note.shared": (PARTIES, CONDUCTOR),
    "clause.commented": (PARTIES, CONDUCTOR),
    "comment.answered": (PARTIES, CONDUCTOR),
    "agreement.revised": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, NEXT, NEXT_TO_SIGN),
    "signer.added": (PARTIES, CONDUCTOR, NEXT, NEXT_TO_SIGN),
    "signer.dropped": (PARTIES, CONDUCTOR, NEXT, NEXT_TO_SIGN),
    "agreement.drafted": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, NEXT, NEXT_TO_SIGN),
    "agreement.signed": (PARTIES, CONDUCTOR, HANDED_OVER, NEXT, NEXT_TO_SIGN),
    "agreement.refused": (PARTIES, CONDUCTOR, NEXT),
    "case.referred": (PARTIES, CONDUCTOR, NEXT),
    "stage.timed_out": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, HEADS_OF_CONDUCTOR, NEXT),
    "deadline.warned": (WAITED_FOR, HEADS_WAITED_FOR, CONDUCTOR),
    "deadline.reminded": (WAITED_FOR, HEADS_WAITED_FOR, CONDUCTOR, OFFICE_BELOW),
    "deadline.extended": (PARTIES, CONDUCTOR, WAITED_FOR),
    "extension.requested": (CONDUCTOR, HEADS_OF_CONDUCTOR, TOLD, HEADS_OF_TOLD),
    "extension.granted": (PARTIES, CONDUCTOR, WAITED_FOR, TOLD),
    "extension.refused": (CONDUCTOR, TOLD),
    "step.ticked": (),
    "joint_action.called": (TOLD, HEADS_OF_TOLD, PARTIES, CONDUCTOR),
    "joint_action.answered": (TOLD,),
    "joint_action.recorded": (TOLD, PARTIES, CONDUCTOR),
    "joint_action.called_off": (TOLD, HEADS_OF_TOLD, PARTIES, CONDUCTOR),
    "paper.prepared": (OWN_REVIEWERS, OWN_HEADS),
    "paper.reviewed": (OWN_HEADS,),
    "paper.returned": (OWN_AT_WORK,),
    "paper.withdrawn": (),
    "paper.signed": (),
    "case.suspended": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR),
    "case.resumed": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, WAITED_FOR),
    "case.terminated": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR),
    "withdrawal.requested": (CONDUCTOR, HEADS_OF_CONDUCTOR, PARTIES),
    "withdrawal.granted": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR),
    "withdrawal.refused": (PARTIES, CONDUCTOR),
    "reminder.sent": (WAITED_FOR, HEADS_WAITED_FOR),
    "reader.added": (PARTIES, CONDUCTOR),
    "reader.ended": (CONDUCTOR,),
    "case.hurried": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, WAITED_FOR),
    "grace.began": (WAITED_FOR, HEADS_WAITED_FOR, PARTIES, CONDUCTOR),
    "objection.raised": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, WAITED_FOR, NEXT),
    "view.changed": (PARTIES, CONDUCTOR),
    "objection.upheld": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, NEXT),
    "objection.rejected": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR),
    "letter.drafted": (PARTIES, CONDUCTOR, NEXT, NEXT_TO_SIGN),
    "letter.signed": (PARTIES, CONDUCTOR, NEXT),
    "meeting.convened": (INVITED, HEADS_OF_PARTIES, CONDUCTOR, NEXT),
    "meeting.held": (PARTIES, CONDUCTOR, NEXT),
    "meeting.postponed": (INVITED, HEADS_OF_PARTIES, CONDUCTOR),
    "meeting.cancelled": (INVITED, HEADS_OF_PARTIES, CONDUCTOR, NEXT),
    "agenda.extended": (INVITED, HEADS_OF_PARTIES, CONDUCTOR, NEXT),
    "agenda.dropped": (INVITED, CONDUCTOR, NEXT),
    "agenda.reordered": (PARTIES,),
    "guest.invited": (CONDUCTOR,),
    "invitation.answered": (CONDUCTOR,),
    "meeting.signed_in": (CONDUCTOR,),
    "stand.recorded": (PARTIES, CONDUCTOR),
    "stand.confirmed": (CONDUCTOR,),
    "minutes.received": (CONDUCTOR,),
    "minutes.served": (PARTIES, CONDUCTOR),
    "minutes.confirmed": (PARTIES, CONDUCTOR, NEXT),
    "minutes.objected": (PARTIES, CONDUCTOR, HEADS_OF_CONDUCTOR, NEXT),
    "minutes.reissued": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, NEXT),
    "minutes.upheld": (PARTIES, CONDUCTOR, NEXT),
    "confirmation.lapsed": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, NEXT),
    "task.done": (PARTIES, CONDUCTOR),
    "minutes.issued": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, NEXT),
    "application.registered": (CONDUCTOR, HEADS_OF_CONDUCTOR),
    "application.instructed": (CONDUCTOR,),
    "application.forwarded": (PARTIES, CONDUCTOR),
    "case.marked_major": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, HEADS_OF_CONDUCTOR),
    "study.noted": (CONDUCTOR,),
    "consultation.asked": (CONSULTED, CONDUCTOR),
    "consultation.answered": (CONDUCTOR,),
    "application.accepted": (PARTIES, CONDUCTOR, NEXT),
    "supplement.requested": (PARTIES, CONDUCTOR, NEXT),
    "application.supplemented": (PARTIES, CONDUCTOR, NEXT),
    "application.declined": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, NEXT),
    "application.abandoned": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, OPENER, NEXT),
    "case.transferred": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, FORUM, NEXT),
    "round.opened": (PARTIES, CONDUCTOR, NEXT),
    "opinion.replied": (CONDUCTOR, NEXT),
    "round.closed": (PARTIES, CONDUCTOR, NEXT),
    "round.lapsed": (PARTIES, CONDUCTOR, NEXT),
    "opinions.answered": (PARTIES, CONDUCTOR),
    "opinion.drafted": (CONDUCTOR, HEADS_OF_CONDUCTOR, NEXT, NEXT_TO_REVIEW, NEXT_TO_SIGN),
    "opinion.reviewed": (CONDUCTOR, NEXT, NEXT_TO_SIGN),
    "opinion.confirmed": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, NEXT),
    "opinion.returned": (CONDUCTOR, NEXT),
    "opinion.fed_back": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR),
    "feedback.acknowledged": (CONDUCTOR,),
    "referral.assembled": (CONDUCTOR,),
    "referral.edited": (CONDUCTOR,),
    "cosignatures.requested": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, NEXT, NEXT_TO_SIGN),
    "referral.cosigned": (CONDUCTOR, NEXT),
    "referral.dissented": (CONDUCTOR, HEADS_OF_CONDUCTOR, NEXT),
    "cosigning.ended": (PARTIES, CONDUCTOR, NEXT),
    "referral.received": (PARTIES, CONDUCTOR, OFFICE, NEXT),
    "referral.routed": (CONDUCTOR, OFFICE, NEXT),
    "agenda.applied": (CONDUCTOR, HEADS_OF_CONDUCTOR, OFFICE, NEXT),
    "referral.returned": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, HEADS_OF_CONDUCTOR, NEXT),
    "decision.entered": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, NEXT),
    "filing.accepted": (PARTIES, CONDUCTOR, HANDED_OVER, NEXT),
    "filing.issued": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, HANDED_OVER, NEXT),
    "filing.returned": (PARTIES, CONDUCTOR, NEXT),
    "outcome.listed": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, HANDED_OVER, NEXT),
    "carrying_out.reported": (PARTIES, CONDUCTOR, NEXT),
    "carrying_out.returned": (PARTIES, CONDUCTOR, NEXT),
    "carrying_out.refused": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, ESTABLISHMENT_OFFICE),
    "ladder.climbed": (WAITED_FOR, HEADS_WAITED_FOR, PARTIES, CONDUCTOR, ESTABLISHMENT_OFFICE),
    "carrying_out.struck_off": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, NEXT),
    "case.archived": (PARTIES, CONDUCTOR),
    "case.assigned": (),
    "working_group.added": (PARTIES, CONDUCTOR),
    "working_group.removed": (PARTIES, CONDUCTOR),
    "working_group.remarked": (),
    "organization.succeeded": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, INTERIM_HANDLER, WAITED_FOR),
    "organization.without_successor": (ESTABLISHMENT_OFFICE, CONDUCTOR),
    "case.merged": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, OPENER, READERS, NEXT),
    "case.absorbed": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, INTERIM_HANDLER, NEXT),
    "case.linked": (CONDUCTOR, OPENER),
    "case.unlinked": (CONDUCTOR, OPENER),
    "case.withdrawn": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR),
    "calendar.applied": (PARTIES, CONDUCTOR, WAITED_FOR),
    "recount.confirmed": (PARTIES, HEADS_OF_PARTIES, CONDUCTOR, HEADS_OF_CONDUCTOR, WAITED_FOR),
    "recount.kept": (PARTIES, CONDUCTOR),
}


# What nobody is told of still has its line, so that it is seen to be meant.
ORDER_RULES: Mapping[str, tuple[Interest, ...]] = {
    "work_order.received": (),
    "work_order.opened": (),
    "work_order.paper_added": (RECEIVERS, DISPATCH_OFFICE),
    "work_order.dispatched": (RECEIVERS_NOW, HEADS_OF_RECEIVERS, DISPATCH_OFFICE),
    "work_order.accepted": (DISPATCH_OFFICE, RECEIVERS),
    "work_order.first_handler": (RECEIVERS_NOW, HEADS_OF_RECEIVERS, DISPATCH_OFFICE),
    "work_order.objected": (DISPATCH_OFFICE_NOW, RECEIVERS),
    "work_order.coordination_asked": (DISPATCH_OFFICE_NOW, RECEIVERS),
    "work_order.returned": (RECEIVERS, DISPATCH_OFFICE_NOW),
    "work_order.objection_rejected": (RECEIVERS_NOW, HEADS_OF_RECEIVERS, DISPATCH_OFFICE),
    "work_order.designated": (RECEIVERS_NOW, HEADS_OF_RECEIVERS, DISPATCH_OFFICE),
    "work_order.put_behind_case": (RECEIVERS, DISPATCH_OFFICE),
    "work_order.handed_over": (RECEIVERS_NOW, HEADS_OF_RECEIVERS, DISPATCH_OFFICE),
    "work_order.moved_with_case": (RECEIVERS, DISPATCH_OFFICE),
    "work_order.answered": (RECEIVERS, DISPATCH_OFFICE),
    "work_order.succeeded": (RECEIVERS_NOW, HEADS_OF_RECEIVERS, DISPATCH_OFFICE_NOW),
    "work_order.recounted": (RECEIVERS, DISPATCH_OFFICE),
    "work_order.warned": (OWNER_OF_TERM, RECEIVERS),
    "work_order.reminded": (OWNER_OF_TERM, RECEIVERS, DISPATCH_OFFICE),
}


ENTRY_RULES: Mapping[str, tuple[Interest, ...]] = {
    "trial.begun": (KEEPER_TOLD, HOLDERS),
    "trial.warned": (KEEPER, HEADS_OF_KEEPER, HOLDERS_NOW),
    "trial.recounted": (KEEPER_TOLD,),
    "trial.lapsed": (KEEPER, HEADS_OF_KEEPER, HOLDERS_NOW),
    "trial.reminded": (KEEPER, HEADS_OF_KEEPER),
    "trial.confirmed": (KEEPER_TOLD, HOLDERS),
    "trial.prolonged": (KEEPER_TOLD, HOLDERS),
    "trial.left_to_lapse": (KEEPER_TOLD, HOLDERS),
    "trial.taken_up_anew": (KEEPER_TOLD, HOLDERS),
    "trial.superseded": (KEEPER_TOLD, HOLDERS),
}


RUNNING_RULES: Mapping[str, tuple[Interest, ...]] = {
    "incident.opened": (ADMINISTRATORS_NOW,),
    "incident.retried": (),
    "incident.closed": (ADMINISTRATORS,),
    "clock_gate.shut": (ADMINISTRATORS_NOW,),
    "clock_gate.opened": (ADMINISTRATORS_NOW,),
    "clock_gate.accepted": (ADMINISTRATORS,),
}


def interests_in(kind: str) -> tuple[Interest, ...]:
    """Who hears of an event of this kind; nobody of a kind that is not in the table."""
    tables = (RULES, ORDER_RULES, ENTRY_RULES, RUNNING_RULES)
    return next((table[kind] for table in tables if kind in table), ())
