"""The closed vocabularies of the procedure.

Values are stored in the database and in audit events: renaming one is a data migration.
The words on pages come from the translation catalogue, through ``core.labels``.
"""

from enum import StrEnum

# long because it is one list: every closed vocabulary stands here


class Tier(StrEnum):
    """协调层级: who conducts the coordination. Not administrative rank."""

    NEGOTIATION = "NEGOTIATION"
    DISPATCH_COORDINATION = "DISPATCH_COORDINATION"
    OFFICE_COORDINATION = "OFFICE_COORDINATION"
    REFERRAL = "REFERRAL"

    @property
    def ordinal(self) -> int:
        """1 to 4, lowest first."""
        return list(Tier).index(self) + 1


class CaseState(StrEnum):
    """状态: where a case is in its life; suspension is a mark on top."""

    DRAFT = "DRAFT"
    INTAKE = "INTAKE"
    OPEN = "OPEN"
    SETTLED = "SETTLED"
    CARRYING_OUT = "CARRYING_OUT"
    CLOSED = "CLOSED"
    ARCHIVED = "ARCHIVED"


class ClosingReason(StrEnum):
    """办结方式: why a case is no longer worked on."""

    CARRIED_OUT = "CARRIED_OUT"
    WITHDRAWN = "WITHDRAWN"
    DECLINED = "DECLINED"
    TRANSFERRED = "TRANSFERRED"
    ABANDONED = "ABANDONED"
    REFUSED = "REFUSED"
    TERMINATED = "TERMINATED"
    MERGED = "MERGED"


class StageResult(StrEnum):
    """阶段结果: how one visit to a tier ended."""

    AGREED = "AGREED"
    REFERRED = "REFERRED"
    TIMED_OUT = "TIMED_OUT"
    DETERMINED = "DETERMINED"
    DECIDED = "DECIDED"
    DECLINED = "DECLINED"
    TRANSFERRED = "TRANSFERRED"
    ABANDONED = "ABANDONED"
    WITHDRAWN = "WITHDRAWN"
    TERMINATED = "TERMINATED"
    MERGED = "MERGED"
    RENEGED = "RENEGED"
    RETURNED = "RETURNED"


class CaseSource(StrEnum):
    """来源: what stands behind a case. The first two are citizens' matters."""

    HOTLINE = "HOTLINE"
    PETITION = "PETITION"
    DEPARTMENT = "DEPARTMENT"
    ASSIGNED = "ASSIGNED"
    EX_OFFICIO = "EX_OFFICIO"
    SUGGESTION = "SUGGESTION"
    SUBDISTRICT = "SUBDISTRICT"

    @property
    def is_citizens_matter(self) -> bool:
        return self in (CaseSource.HOTLINE, CaseSource.PETITION)


class Phase(StrEnum):
    """环节: approval, supervision, enforcement (事前、事中、事后)."""

    APPROVAL = "APPROVAL"
    SUPERVISION = "SUPERVISION"
    ENFORCEMENT = "ENFORCEMENT"


class DutyRole(StrEnum):
    """职责角色: what an organization is in one phase of a matter."""

    LEAD = "LEAD"
    RESPONSIBLE = "RESPONSIBLE"
    ASSISTING = "ASSISTING"


class Stance(StrEnum):
    """意见: what a party says of itself in one phase."""

    LEAD = "LEAD"
    ASSIST = "ASSIST"
    NOT_OURS = "NOT_OURS"
    PART = "PART"


class PhaseFinding(StrEnum):
    """矩阵发现: what the stances on one phase amount to; a gap is of one of the three kinds after it."""

    DOUBLE_LEAD = "DOUBLE_LEAD"
    GAP = "GAP"
    ALL_NOT_OURS = "ALL_NOT_OURS"
    ONLY_ASSIST = "ONLY_ASSIST"
    PART_WITHOUT_LEAD = "PART_WITHOUT_LEAD"
    SILENT = "SILENT"


class PartyRole(StrEnum):
    """当事角色: why an organization is in a case."""

    CONVENING = "CONVENING"
    CONCERNED = "CONCERNED"


class OutcomeScope(StrEnum):
    """适用范围: standing, provisional (试行, until its review), or for this case only (个案处理)."""

    STANDING = "STANDING"
    PROVISIONAL = "PROVISIONAL"
    THIS_CASE = "THIS_CASE"


class OrganizationKind(StrEnum):
    """机构类别."""

    PARTY_ORGAN = "PARTY_ORGAN"
    DISCIPLINE = "DISCIPLINE"
    CONGRESS_OR_CONSULTATIVE = "CONGRESS_OR_CONSULTATIVE"
    DEPARTMENT = "DEPARTMENT"
    MASS_ORGANIZATION = "MASS_ORGANIZATION"
    SUBDISTRICT = "SUBDISTRICT"
    VERTICAL_ORGAN = "VERTICAL_ORGAN"
    INSTITUTION = "INSTITUTION"
    JOINT_BODY = "JOINT_BODY"


class OrganizationFunction(StrEnum):
    """承担的协调职能: the part an organization plays in the procedure of its jurisdiction."""

    DISPATCH_OFFICE = "DISPATCH_OFFICE"
    ESTABLISHMENT_OFFICE = "ESTABLISHMENT_OFFICE"
    SECRETARIAT = "SECRETARIAT"
    INSPECTION = "INSPECTION"
    AUDIT = "AUDIT"
    JUSTICE = "JUSTICE"
    JOINT_CONFERENCE = "JOINT_CONFERENCE"


class MembershipRole(StrEnum):
    """岗位角色: what a person may do for an organization."""

    HANDLER = "HANDLER"
    REVIEWER = "REVIEWER"
    HEAD = "HEAD"
    LIAISON = "LIAISON"
    SUPERVISOR = "SUPERVISOR"
    SYSTEM_ADMINISTRATOR = "SYSTEM_ADMINISTRATOR"


class DutyPost(StrEnum):
    """值班岗位: who answers on days off: the one on duty, and up to three levels of leaders in charge (带班)."""

    ON_DUTY = "ON_DUTY"
    IN_CHARGE_1 = "IN_CHARGE_1"
    IN_CHARGE_2 = "IN_CHARGE_2"
    IN_CHARGE_3 = "IN_CHARGE_3"


class BodyRole(StrEnum):
    """联席会议席位: an organization's part in a standing body; its office does the daily work."""

    CHAIR = "CHAIR"
    MEMBER = "MEMBER"
    OFFICE = "OFFICE"


class TermUnit(StrEnum):
    """期限单位."""

    WORKDAY = "workday"
    DAY = "day"
    HOUR = "hour"


class RollRule(StrEnum):
    """末日顺延: whether a term in days that ends on a day off rolls to the next workday."""

    NONE = "none"
    NEXT_WORKDAY = "next_workday"


class Step(StrEnum):
    """步骤: everything a procedure can give a term to."""

    TIER_NEGOTIATION = "tier1"
    TIER_DISPATCH = "tier2"
    TIER_OFFICE = "tier3"
    TIER_REFERRAL = "tier4"
    POSITION = "position"
    ACCEPTANCE = "acceptance"
    SUPPLEMENT = "supplement"
    REPLY = "reply"
    MINUTES = "minutes"
    FILING_REVIEW = "filing_review"
    LISTING = "listing"
    CARRYING_OUT = "carrying_out"
    WORK_ORDER = "work_order"
    INTAKE = "intake"
    CORRECTION = "correction"
    DISPATCH_OBJECTION = "dispatch_objection"
    DISPATCH_VERIFICATION = "dispatch_verification"
    ACKNOWLEDGEMENT = "acknowledgement"
    CHECK_IN = "check_in"
    NEGOTIATION_LETTER = "negotiation_letter"
    NEGOTIATION_REPLY = "negotiation_reply"
    FILING = "filing"
    CONVENING = "convening"
    MEETING_NOTICE = "meeting_notice"
    MINUTES_CONFIRMATION = "minutes_confirmation"
    FORWARDING = "forwarding"
    LEGALITY_REVIEW = "legality_review"
    FEEDBACK = "feedback"
    CONSULTATION = "consultation"
    LEAD_TIME = "lead_time"
    LEAD_TIME_URGENT = "lead_time_urgent"
    OBJECTION = "objection"
    SUSPENSION = "suspension"
    SIGN_OFF = "sign_off"
    GRACE = "grace"
    REMINDER_INTERVAL = "reminder_interval"
    PROVISIONAL_REVIEW = "provisional_review"
    RECTIFICATION = "rectification"
    COSIGNATURE = "cosignature"
    WHOLE_CASE = "whole_case"

    @classmethod
    def of_tier(cls, tier: Tier) -> "Step":
        return cls(f"tier{tier.ordinal}")


class EscalationMode(StrEnum):
    """到期处理: what the clock of a tier does when it runs out."""

    AUTO = "auto"
    AUTO_AFTER_GRACE = "auto_after_grace"
    DRAFT_FOR_SIGN_OFF = "draft_for_sign_off"
    NOTIFY_ONLY = "notify_only"


class SilenceEffect(StrEnum):
    """逾期未复的效力."""

    NONE = "none"
    CLOSE_ROUND = "close_round"
    ABANDONED = "abandoned"
    NO_OBJECTION = "no_objection"
    FIRST_HANDLER = "first_handler"
    CONFIRMED = "confirmed"


class ReviewDecision(StrEnum):
    """受理审查决定."""

    ACCEPTED = "ACCEPTED"
    TO_SUPPLEMENT = "TO_SUPPLEMENT"
    DECLINED = "DECLINED"
    TRANSFERRED = "TRANSFERRED"


class FilingDecision(StrEnum):
    """备案决定: for the record, or back for correction, or entered into the list."""

    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"
    ISSUED = "ISSUED"
    RECORDED = "RECORDED"
    LISTED = "LISTED"


class OutcomeState(StrEnum):
    """处理结果状态."""

    PROPOSED = "PROPOSED"
    IN_FORCE = "IN_FORCE"
    SUPERSEDED = "SUPERSEDED"
    LAPSED = "LAPSED"
    VOID = "VOID"


class FourStep(StrEnum):
    """研判、审核、协调、反馈: the four steps that go beside each other at every tier."""

    ANALYSE = "ANALYSE"
    REVIEW = "REVIEW"
    COORDINATE = "COORDINATE"
    FEED_BACK = "FEED_BACK"


class JointActionState(StrEnum):
    """联合执法状态."""

    CALLED = "CALLED"
    HELD = "HELD"
    CALLED_OFF = "CALLED_OFF"


class JointActionAnswer(StrEnum):
    """参加联合执法的答复."""

    COMING = "COMING"
    NOT_COMING = "NOT_COMING"


class JointActionCaller(StrEnum):
    """可以发起联合执法的单位: by its part in the case."""

    CONDUCTOR = "CONDUCTOR"
    INTERIM_HANDLER = "INTERIM_HANDLER"
    ESTABLISHMENT_OFFICE = "ESTABLISHMENT_OFFICE"


class TrialState(StrEnum):
    """试行状态: how a provisional entry stands; the first two wait for a review."""

    RUNNING = "RUNNING"
    LAPSED = "LAPSED"
    CONFIRMED = "CONFIRMED"
    PROLONGED = "PROLONGED"
    LEFT_TO_LAPSE = "LEFT_TO_LAPSE"
    TAKEN_UP_ANEW = "TAKEN_UP_ANEW"
    SUPERSEDED = "SUPERSEDED"


class DeadlineEffect(StrEnum):
    """到期后果: what happens when a clock runs out."""

    MOVE_UP = "MOVE_UP"
    REMIND = "REMIND"
    WARN = "WARN"
    CLOSE_ROUND = "CLOSE_ROUND"
    ABANDON = "ABANDON"
    GRACE = "GRACE"
    DRAFT_LETTER = "DRAFT_LETTER"
    NO_OBJECTION = "NO_OBJECTION"
    CONFIRM = "CONFIRM"
    FIRST_HANDLER = "FIRST_HANDLER"
    LAPSE = "LAPSE"
    RESUME = "RESUME"
    END_COSIGNING = "END_COSIGNING"


class ClockScope(StrEnum):
    """期限的归属: what a clock measures."""

    WHOLE_CASE = "WHOLE_CASE"
    TIER = "TIER"
    STEP = "STEP"
    DEPARTMENT = "DEPARTMENT"
    WORK_ORDER = "WORK_ORDER"
    ENTRY = "ENTRY"


class ExceptionKind(StrEnum):
    """地方例外种类: an extra day off, or an extra day of work."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


class RecountState(StrEnum):
    """重新计算的处理: what became of a clock that the calendar of today counts otherwise."""

    MOVED = "MOVED"
    WAITING = "WAITING"
    ENDED_SOONER = "ENDED_SOONER"
    KEPT = "KEPT"
    OVERTAKEN = "OVERTAKEN"


class WorkOrderState(StrEnum):
    """工单状态: from receipt to the answer; between dispatch and answer it always has its own clock."""

    RECEIVED = "RECEIVED"
    DISPATCHED = "DISPATCHED"
    ACCEPTED = "ACCEPTED"
    OBJECTED = "OBJECTED"
    RETURNED = "RETURNED"
    DESIGNATED = "DESIGNATED"
    IN_CASE = "IN_CASE"
    ANSWERED = "ANSWERED"


class DispatchTaking(StrEnum):
    """承接方式: how a receiver came to hold the order."""

    ACCEPTED = "ACCEPTED"
    FIRST_HANDLER = "FIRST_HANDLER"
    OBJECTION_REJECTED = "OBJECTION_REJECTED"
    DESIGNATED = "DESIGNATED"


class DispatchEnd(StrEnum):
    """派单终结: why a dispatch is over."""

    RETURNED = "RETURNED"
    REDESIGNATED = "REDESIGNATED"
    IN_CASE = "IN_CASE"
    ANSWERED = "ANSWERED"


class ObjectionAim(StrEnum):
    """异议请求: what an objecting receiver asks of the dispatch office."""

    RETURN = "RETURN"
    COORDINATION = "COORDINATION"


class ObjectionVerdict(StrEnum):
    """核实结论: what became of an objection to a dispatch."""

    UPHELD = "UPHELD"
    REJECTED = "REJECTED"
    OVERTAKEN = "OVERTAKEN"


class MeetingState(StrEnum):
    """会议状态."""

    CONVENED = "CONVENED"
    HELD = "HELD"
    MINUTED = "MINUTED"
    CANCELLED = "CANCELLED"


class MeetingKind(StrEnum):
    """会议类型."""

    CONSULTATION = "CONSULTATION"
    COORDINATION = "COORDINATION"
    JOINT_CONFERENCE = "JOINT_CONFERENCE"
    DISPATCH = "DISPATCH"


class GuestKind(StrEnum):
    """列席身份: who is at a meeting without a stand."""

    OBSERVER = "OBSERVER"
    EXPERT = "EXPERT"
    COUNSEL = "COUNSEL"


class InvitationReply(StrEnum):
    """参会回执."""

    COMES = "COMES"
    SENDS_DEPUTY = "SENDS_DEPUTY"
    CANNOT_COME = "CANNOT_COME"


class SpeakingAuthority(StrEnum):
    """发言授权: with what authority somebody speaks for an organization at a meeting."""

    FULL = "FULL"
    MANDATE = "MANDATE"
    LISTEN = "LISTEN"


class AbsenceReason(StrEnum):
    """不能到会的原因; that a duty was delegated is none (R18)."""

    OTHER_MEETING = "OTHER_MEETING"
    EMERGENCY = "EMERGENCY"
    NOT_CONCERNED = "NOT_CONCERNED"
    DELEGATED = "DELEGATED"
    OTHER = "OTHER"


class StandKind(StrEnum):
    """会上表态."""

    AGREES = "AGREES"
    WITH_RESERVATION = "WITH_RESERVATION"
    DISSENTS = "DISSENTS"


class ConfirmationAnswer(StrEnum):
    """纪要确认: what a department said to the minutes, or that its silence counts as confirmation."""

    CONFIRMED = "CONFIRMED"
    OBJECTED = "OBJECTED"
    BY_SILENCE = "BY_SILENCE"


class DeadlineState(StrEnum):
    """时钟状态."""

    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    MET = "MET"
    FIRED = "FIRED"
    CANCELLED = "CANCELLED"


class DecidingBody(StrEnum):
    """审定主体: who decides at tier 4."""

    LEADER_IN_CHARGE = "LEADER_IN_CHARGE"
    ESTABLISHMENT_COMMISSION = "ESTABLISHMENT_COMMISSION"
    GOVERNMENT_MEETING = "GOVERNMENT_MEETING"
    PARTY_STANDING_COMMITTEE = "PARTY_STANDING_COMMITTEE"


class DecisionForm(StrEnum):
    """审定形式: the paper on which a decision of tier 4 stands."""

    MINUTES = "MINUTES"
    REPLY = "REPLY"
    INSTRUCTION = "INSTRUCTION"


class RoutingGround(StrEnum):
    """送审依据: why a referral goes to one deciding body and not to another."""

    PARTY_SIDE = "PARTY_SIDE"
    STATUTE = "STATUTE"
    DEFAULT = "DEFAULT"
    OVERRIDDEN = "OVERRIDDEN"


class ReferralSection(StrEnum):
    """提请材料各部分: what a referral file consists of, in the order in which it is read."""

    COURSE = "COURSE"
    SIDES = "SIDES"
    DIFFERENCES = "DIFFERENCES"
    LEANING = "LEANING"
    COSIGNATURES = "COSIGNATURES"
    DISSENT = "DISSENT"
    ADOPTION = "ADOPTION"
    LEGALITY = "LEGALITY"
    MEETINGS = "MEETINGS"
    PRECEDENTS = "PRECEDENTS"


class CosignatureAnswer(StrEnum):
    """会签结果: silence is recorded as no answer, never as consent."""

    COSIGNED = "COSIGNED"
    DISSENTS = "DISSENTS"
    NO_ANSWER = "NO_ANSWER"


class LetterKind(StrEnum):
    """文书种类: letters that go from one organization to another about a case."""

    NEGOTIATION = "NEGOTIATION"
    APPLICATION_TO_DISPATCH = "APPLICATION_TO_DISPATCH"
    APPLICATION_TO_OFFICE = "APPLICATION_TO_OFFICE"
    REFERRAL = "REFERRAL"


class BasisKind(StrEnum):
    """依据种类."""

    LAW = "LAW"
    ADMINISTRATIVE_REGULATION = "ADMINISTRATIVE_REGULATION"
    LOCAL_REGULATION = "LOCAL_REGULATION"
    DEPARTMENT_RULE = "DEPARTMENT_RULE"
    MANDATE = "MANDATE"
    PARTY_DOCUMENT = "PARTY_DOCUMENT"
    NORMATIVE_DOCUMENT = "NORMATIVE_DOCUMENT"
    OTHER = "OTHER"


class Conductor(StrEnum):
    """主持单位: who conducts a tier under a procedure; all but the first are functions of organizations."""

    CONVENING_DEPARTMENT = "CONVENING_DEPARTMENT"
    DISPATCH_OFFICE = "DISPATCH_OFFICE"
    ESTABLISHMENT_OFFICE = "ESTABLISHMENT_OFFICE"
    SECRETARIAT = "SECRETARIAT"
    JOINT_CONFERENCE = "JOINT_CONFERENCE"

    @property
    def function(self) -> OrganizationFunction | None:
        """The function to look an organization up by; None for the convening department, which is a party."""
        return None if self is Conductor.CONVENING_DEPARTMENT else OrganizationFunction(self.value)


class Applicant(StrEnum):
    """申请人: who may apply to the establishment office."""

    CONVENING_DEPARTMENT = "CONVENING_DEPARTMENT"
    ANY_PARTY = "ANY_PARTY"
    DISPATCH_OFFICE = "DISPATCH_OFFICE"


class ConvenerRule(StrEnum):
    """主办部门的确定: the lead; of several the first listed; of none the first to object or propose."""

    FIRST_OBJECTOR = "lead_then_first_listed_then_first_objector"
    FIRST_PROPOSER = "lead_then_first_listed_then_first_proposer"


class FilingMode(StrEnum):
    """备案方式: filing is a decision (accept, return, issue), or the agreement is only put on record."""

    REVIEW = "review"
    RECORD = "record"


class InterimMode(StrEnum):
    """先行处置单位的确定: who acts while the dispute is open."""

    DESIGNATED = "designated"
    FIRST_RECEIVER = "first_receiver"
    ORIGINAL = "original"
    NONE = "none"


class ExtensionApprover(StrEnum):
    """延期批准人: whose head approves an extension."""

    CONDUCTOR_HEAD = "conductor_head"
    ESTABLISHMENT_OFFICE_HEAD = "establishment_office_head"


class ForumSubject(StrEnum):
    """争议性质: what a dispute is about, as far as it decides which forum hears it."""

    DUTIES = "DUTIES"
    APPLICATION_OF_LAW = "APPLICATION_OF_LAW"
    VERTICAL_ORGAN = "VERTICAL_ORGAN"
    OTHER = "OTHER"


class PaperKind(StrEnum):
    """签发文书种类: what leaves an organization and therefore needs its head's word."""

    POSITION = "POSITION"
    DISPATCH_OBJECTION = "DISPATCH_OBJECTION"
    NEGOTIATION_LETTER = "NEGOTIATION_LETTER"
    NEGOTIATION_REPLY = "NEGOTIATION_REPLY"
    AGREEMENT = "AGREEMENT"
    MINUTES = "MINUTES"
    MINUTES_CONFIRMATION = "MINUTES_CONFIRMATION"
    APPLICATION_TO_DISPATCH = "APPLICATION_TO_DISPATCH"
    APPLICATION_TO_OFFICE = "APPLICATION_TO_OFFICE"
    SUPPLEMENT = "SUPPLEMENT"
    OPINION_REPLY = "OPINION_REPLY"
    OPINION = "OPINION"
    REFERRAL = "REFERRAL"
    COSIGNATURE = "COSIGNATURE"
    OBJECTION = "OBJECTION"
    LETTER = "LETTER"


class SigningOrder(StrEnum):
    """会签顺序: whether the parties sign as they come or one after the other as they are listed."""

    ANY = "any"
    LISTED = "listed"


class DefaultOwnerRule(StrEnum):
    """默认归口规则: whom to suggest before anybody has decided."""

    LICENSOR = "licensor"
    INDUSTRY = "industry_department"
    NEAREST_BUSINESS = "nearest_business"
    FIRST_RECEIVER = "first_receiver"
    SUCCESSOR = "successor"
    LOCALITY = "locality"


class LadderRung(StrEnum):
    """督促阶梯: what follows, one after the other, when an outcome is not carried out."""

    REMINDER_LETTER = "reminder_letter"
    SUPERVISION_ORDER = "supervision_order"
    CRITICISM = "criticism"
    ACCOUNTABILITY = "accountability"


class OutcomeKind(StrEnum):
    """结果类型: an outcome may be more than an owner."""

    DUTY = "DUTY"
    MEASURES = "MEASURES"
    WORKING_RULE = "WORKING_RULE"
    JOINT_PLATFORM = "JOINT_PLATFORM"


class SigningWay(StrEnum):
    """签发方式: the head signed the paper and somebody recorded it, or signed in the system."""

    ON_PAPER = "ON_PAPER"
    IN_SYSTEM = "IN_SYSTEM"


class PaperState(StrEnum):
    """签发状态: how far a paper is inside its organization."""

    PREPARED = "PREPARED"
    REVIEWED = "REVIEWED"
    SIGNED = "SIGNED"
    RETURNED = "RETURNED"
    VOID = "VOID"


class SuspensionGround(StrEnum):
    """中止事由 (R52)."""

    INTERPRETATION = "INTERPRETATION"
    OTHER_CASE = "OTHER_CASE"
    BASIS_CHANGES = "BASIS_CHANGES"
    REFORM = "REFORM"
    FORCE_MAJEURE = "FORCE_MAJEURE"
    PARTIES_ASK = "PARTIES_ASK"


class TerminationGround(StrEnum):
    """终止事由 (R52)."""

    MATTER_GONE = "MATTER_GONE"
    OTHER_PROCEDURE = "OTHER_PROCEDURE"
    NO_DISPUTE = "NO_DISPUTE"
    PARTY_GONE = "PARTY_GONE"
    LONG_SUSPENSION = "LONG_SUSPENSION"


class StudySection(StrEnum):
    """研究表栏目: what the establishment office looks at when it studies a case."""

    MANDATE = "MANDATE"
    LAW = "LAW"
    SUPERIOR_DIVISION = "SUPERIOR_DIVISION"
    NEIGHBOURS = "NEIGHBOURS"
    LEGALITY = "LEGALITY"
    HISTORY = "HISTORY"
    LEANING = "LEANING"


class StudySource(StrEnum):
    """研究表出处: a kind of basis, or the practice of another place, which is no basis anywhere."""

    LAW = "LAW"
    ADMINISTRATIVE_REGULATION = "ADMINISTRATIVE_REGULATION"
    LOCAL_REGULATION = "LOCAL_REGULATION"
    DEPARTMENT_RULE = "DEPARTMENT_RULE"
    MANDATE = "MANDATE"
    PARTY_DOCUMENT = "PARTY_DOCUMENT"
    NORMATIVE_DOCUMENT = "NORMATIVE_DOCUMENT"
    OTHER = "OTHER"
    PRACTICE_ELSEWHERE = "PRACTICE_ELSEWHERE"

    @property
    def basis_kind(self) -> BasisKind | None:
        return None if self is StudySource.PRACTICE_ELSEWHERE else BasisKind(self.value)

    @property
    def is_reference_only(self) -> bool:
        return self in (StudySource.OTHER, StudySource.PRACTICE_ELSEWHERE)


class ConsultationKind(StrEnum):
    """征求意见类别: what a third body is asked for."""

    LEGALITY = "LEGALITY"
    EXPERT = "EXPERT"
    SUPERIOR = "SUPERIOR"
    OTHER = "OTHER"

    @property
    def step(self) -> Step:
        return Step.LEGALITY_REVIEW if self is ConsultationKind.LEGALITY else Step.CONSULTATION


class Adoption(StrEnum):
    """意见采纳情况: what became of one point that a department made."""

    ADOPTED = "ADOPTED"
    PARTLY = "PARTLY"
    NOT_ADOPTED = "NOT_ADOPTED"


class ObjectionGround(StrEnum):
    """异议理由: only a new fact or a new law can reopen what binds."""

    NONE = "NONE"
    NEW_FACT = "NEW_FACT"
    NEW_LAW = "NEW_LAW"


class ObjectionTarget(StrEnum):
    """异议对象: what a party goes back on: its own view, or a result that binds it."""

    VIEW = "VIEW"
    AGREEMENT = "AGREEMENT"
    MINUTES = "MINUTES"
    OPINION = "OPINION"
    DECISION = "DECISION"


class ReversalVerdict(StrEnum):
    """异议处理: taken note of, waiting, upheld, rejected, or refused at once and counted (会后变更意见)."""

    NOTED = "NOTED"
    PENDING = "PENDING"
    UPHELD = "UPHELD"
    REJECTED = "REJECTED"
    REFUSED = "REFUSED"


class ScopeExclusion(StrEnum):
    """不属协调范围: what this procedure does not take, and what goes elsewhere instead (R16, R52)."""

    INTERNAL = "INTERNAL"
    LITIGATION = "LITIGATION"
    RECONSIDERATION = "RECONSIDERATION"
    DISCIPLINE = "DISCIPLINE"
    CLASSIFIED = "CLASSIFIED"
    REPEAT = "REPEAT"


class ConvenerGround(StrEnum):
    """主办部门的由来: why this department convenes (R2, R3)."""

    NAMED = "NAMED"
    LEAD = "LEAD"
    FIRST_OBJECTOR = "FIRST_OBJECTOR"
    FIRST_PROPOSER = "FIRST_PROPOSER"
    FIRST_LISTED = "FIRST_LISTED"


class IntakeDecision(StrEnum):
    """立项审查决定: what the reviewing office makes of a filed matter before any tier."""

    ACCEPTED = "ACCEPTED"
    TO_CORRECT = "TO_CORRECT"
    DECLINED = "DECLINED"
    TRANSFERRED = "TRANSFERRED"


class IntakeItem(StrEnum):
    """立项要件: what is looked at when a matter is taken in."""

    FACTS = "FACTS"
    PARTIES = "PARTIES"
    IN_SCOPE = "IN_SCOPE"
    DUTY_LIST = "DUTY_LIST"
    CLAIM = "CLAIM"
    BASIS = "BASIS"
    WRITTEN_SUGGESTION = "WRITTEN_SUGGESTION"
    WORK_ORDER = "WORK_ORDER"
    DUTY_LIST_OF_SUBDISTRICT = "DUTY_LIST_OF_SUBDISTRICT"


class CaseRelation(StrEnum):
    """案件关系: what one case is to another."""

    PARENT = "PARENT"
    CHILD = "CHILD"
    RELATED = "RELATED"

    @property
    def seen_from_there(self) -> "CaseRelation":
        """What the second case is to the first, where the first is this to the second."""
        return {CaseRelation.PARENT: CaseRelation.CHILD, CaseRelation.CHILD: CaseRelation.PARENT}.get(self, self)


class ClockTrouble(StrEnum):
    """时间异常: why the time cannot be trusted, so that no deadline takes effect."""

    CLOCKS_DIFFER = "CLOCKS_DIFFER"
    WENT_BACK = "WENT_BACK"
    JUMPED = "JUMPED"
    LONG_SILENCE = "LONG_SILENCE"
    UNRESOLVED = "UNRESOLVED"
