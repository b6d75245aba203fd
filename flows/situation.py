"""The situation of a case: what decides who may do what now. Loaded once, a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from cases.links import links_of
from cases.models import (
    Acknowledgement,
    Case,
    CaseLink,
    CheckIn,
    ExtensionRequest,
    IntakeReview,
    InterimHandling,
    JointActionMember,
    Letter,
    Objection,
    OpinionReply,
    OpinionRound,
    Paper,
    Party,
    Position,
    Reader,
    Reminder,
    Stage,
    WithdrawalRequest,
)
from cases.receipts import acknowledgements_of
from core.vocabulary import (
    CaseState,
    IntakeDecision,
    OrganizationFunction,
    PartyRole,
    ReversalVerdict,
    Step,
    Tier,
)
from deadlines.models import Deadline
from flows.at_hand import clocks_of, drafts_of, interim_of, items_of, papers_of, parties_of
from flows.carrying_facts import CarryingOutFacts, carrying_out_facts
from flows.groups_at_hand import GroupsAtHand
from flows.merging import OtherCases
from flows.models import WorkItem
from flows.office_facts import OfficeFacts, office_facts
from flows.referral_facts import ReferralFacts, referral_facts
from flows.room import Room, room_of
from flows.visits import called_members, visits_of, waiting_request
from meetings.minutes import open_tasks, unanswered
from meetings.models import AgendaItem, JointMeeting, MeetingTask, MinutesConfirmation
from meetings.selectors import open_meetings, pending_items
from organizations.models import Organization
from procedures.pack import Pack
from procedures.selectors import pack_of
from workdays.days import Calendar
from workdays.selectors import calendar_for


@dataclass(kw_only=True)
class Situation(GroupsAtHand):
    """情形: the case at a moment: parties, open stage, waiting work, running clocks and the rest that rules look at."""

    case: Case
    at: datetime
    stages: list[Stage]
    parties: list[Party]
    items: list[WorkItem]
    clocks: list[Deadline]
    drafts: list[Letter]
    interim: InterimHandling | None

    @cached_property
    def pack(self) -> Pack:
        return pack_of(self.case.procedure)

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar of the case's jurisdiction; one query, where a rule counts days."""
        return calendar_for(self.case.jurisdiction)

    @property
    def stage(self) -> Stage | None:
        return next((stage for stage in self.stages if stage.closed_at is None), None)

    @cached_property
    def round(self) -> OpinionRound | None:
        """The written round that is open, looked up only where a reply is awaited."""
        if not any(item.node == "reply" for item in self.items):
            return None
        return next((asked for asked in self.rounds if asked.closed_at is None), None)

    @cached_property
    def rounds(self) -> list[OpinionRound]:
        """The written rounds of the open stage; read once, however many rules ask."""
        return list(self.stage.opinion_rounds.order_by("number")) if self.stage else []

    @cached_property
    def room(self) -> Room:
        """The negotiation room: letters, signers, comments, notes, the heads' meeting; read once."""
        return room_of(self.case)

    @cached_property
    def has_minutes(self) -> bool:
        """Whether a meeting of the open stage has its minutes; read once."""
        return AgendaItem.objects.filter(stage=self.stage, minutes_issued_at__isnull=False).exists()

    @cached_property
    def emergency_designators(self) -> list[Organization]:
        """Whom the procedure lets designate at once, at any tier: offices of the jurisdiction, by function."""
        functions = [one.function for one in self.pack.emergency_designators if one.function]
        here = Organization.objects.filter(jurisdiction=self.case.jurisdiction, valid_to=None)
        return list(here.filter(functions__overlap=functions))

    @cached_property
    def objections(self) -> list[Objection]:
        """The objections that wait for the establishment office; only what is settled can be objected to."""
        if self.case.state not in (CaseState.SETTLED, CaseState.CARRYING_OUT):
            return []
        waiting = Objection.objects.filter(case=self.case, verdict=ReversalVerdict.PENDING)
        return list(waiting.select_related("organization").order_by("pk"))

    @cached_property
    def carrying_out(self) -> CarryingOutFacts | None:
        """How carrying out goes; looked up only while it is under way."""
        return carrying_out_facts(self.case) if self.case.state == CaseState.CARRYING_OUT else None

    @cached_property
    def heard(self) -> set[int]:
        """The organizations that have stated a position or replied in writing in this case."""
        positions = Position.objects.filter(case=self.case).values_list("organization", flat=True)
        replies = OpinionReply.objects.filter(round__case=self.case).values_list("organization", flat=True)
        return set(positions.union(replies))

    @cached_property
    def withdrawal_request(self) -> WithdrawalRequest | None:
        """The request for leave to withdraw that is not answered yet."""
        return WithdrawalRequest.objects.filter(case=self.case, answered_at=None).first()

    @cached_property
    def extension_request(self) -> ExtensionRequest | None:
        """What was asked for the open tier and is not answered yet."""
        return waiting_request(self.stage)

    @cached_property
    def called_to_action(self) -> list[JointActionMember]:
        """Who is called to the joint enforcement action that is under way; nobody without one."""
        return called_members(self.case, self.stages)

    @cached_property
    def readers(self) -> list[Reader]:
        """Organizations that may read the case without being a party."""
        return list(Reader.objects.filter(case=self.case, ended_at=None).select_related("organization"))

    @cached_property
    def reminded_at(self) -> dict[int, datetime]:
        """When each organization was last urged to move."""
        rows = Reminder.objects.filter(case=self.case).order_by("sent_at")
        return dict(rows.values_list("organization", "sent_at"))

    @cached_property
    def referral(self) -> ReferralFacts:
        """How far the referral to tier 4 is; looked up only where somebody may work on it."""
        return referral_facts(self.case, self.stage)

    @cached_property
    def papers(self) -> list[Paper]:
        """The papers that wait inside their organizations for review or signature."""
        return papers_of(self.case)

    @cached_property
    def receipts(self) -> list[Acknowledgement]:
        """Every acknowledgement of the case; read once."""
        return list(acknowledgements_of(self.case))

    @cached_property
    def links(self) -> list[CaseLink]:
        """The links to other cases that hold; read once."""
        return list(links_of(self.case).select_related("first", "second").order_by("kind", "pk"))

    @cached_property
    def others(self) -> OtherCases:
        """With which other cases an organization can put this one together; one query for each that is asked."""
        return OtherCases(self.case)

    @cached_property
    def intake_returns(self) -> list[IntakeReview]:
        """How often the matter was returned for correction, and what for; read once."""
        return list(IntakeReview.objects.filter(case=self.case, decision=IntakeDecision.TO_CORRECT))

    @cached_property
    def checked_in(self) -> set[int]:
        """Who of those that a subdistrict called has come; read once."""
        return set(CheckIn.objects.filter(case=self.case).values_list("organization", flat=True))

    @cached_property
    def office(self) -> OfficeFacts:
        """What the establishment office has on record beside the flow; read once."""
        return office_facts(self.case, self.stage)

    @cached_property
    def consulted(self) -> list[Organization]:
        """Who was asked for an opinion and owes it."""
        return list(Organization.objects.filter(pk__in=self.office.consulted)) if self.office.consulted else []

    @cached_property
    def sitting(self) -> AgendaItem | None:
        """The item whose minutes are still to come, with who is invited; looked up only where a meeting is at hand."""
        if not any(item.node in ("hold", "minutes") for item in self.items):
            return None
        return pending_items().filter(stage=self.stage).first()

    @cached_property
    def sittings_to_join(self) -> list[JointMeeting]:
        """The sittings of this tier that the conductor has convened, looked up only where one could be convened."""
        if self.stage is None or not any(item.node in ("convene", "study") for item in self.items):
            return []
        return list(open_meetings(self.stage))

    @cached_property
    def confirmations(self) -> list[MinutesConfirmation]:
        """Who has not yet answered the minutes, looked up only where they wait for confirmation."""
        awaited = self.stage is not None and any(item.node == "confirm_minutes" for item in self.items)
        return list(unanswered(self.stage)) if awaited and self.stage else []

    @cached_property
    def meeting_tasks(self) -> list[MeetingTask]:
        """What follows from the minutes of this case and is still to be done."""
        return list(open_tasks(self.case.pk).select_related("organization"))

    @property
    def tier_clock(self) -> Deadline | None:
        """The clock of the open stage that moves the case, or at the top reminds."""
        stage = self.stage
        if stage is None:
            return None
        step = Step.of_tier(Tier(stage.tier))
        return next((clock for clock in self.clocks if clock.stage_id == stage.pk and clock.step == step), None)

    def at_node(self, *nodes: str) -> list[Organization]:
        """The organizations for which work waits at one of these nodes."""
        return [item.organization for item in self.items if item.node in nodes]

    def organizations(self) -> list[Organization]:
        return [party.organization for party in self.parties]

    def conductor(self) -> list[Organization]:
        return [self.stage.conductor] if self.stage else []

    def convening_department(self) -> list[Organization]:
        return [party.organization for party in self.parties if party.role == PartyRole.CONVENING]

    @cached_property
    def offices(self) -> list[Organization]:
        """The bodies of the jurisdiction that have a part in the procedure."""
        return list(Organization.objects.filter(jurisdiction=self.case.jurisdiction).exclude(functions=[]))

    @cached_property
    def establishment_offices(self) -> list[Organization]:
        return self._holding(OrganizationFunction.ESTABLISHMENT_OFFICE)

    @cached_property
    def inspection_offices(self) -> list[Organization]:
        return self._holding(OrganizationFunction.INSPECTION)

    def _holding(self, function: OrganizationFunction) -> list[Organization]:
        return list(Organization.objects.filter(jurisdiction=self.case.jurisdiction, functions__contains=[function]))


def situation_of(case: Case, *, at: datetime) -> Situation:
    """Reads the situation as it is at ``at``; six queries."""
    return Situation(
        case=case,
        at=at,
        stages=visits_of(case),
        parties=parties_of(case),
        items=items_of(case),
        clocks=clocks_of(case),
        drafts=drafts_of(case),
        interim=interim_of(case),
    )
