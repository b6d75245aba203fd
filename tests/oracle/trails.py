"""Trails: what has to happen before the acts that chance seldom comes upon; the walker follows them where it can."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from core.vocabulary import CaseSource, Tier
from tests.oracle.openings import Opening
from tests.packs import pack_with

CLOCK, PREPARED = "clock", "~"
"""In a trail: the next clock strikes; an act that goes through the sign-off of its organization."""


@dataclass(frozen=True, kw_only=True)
class Trail:
    """路线: names of acts one after the other, by whoever they are offered to.

    ``neighbour`` is the trail of a case before it, ``says`` what the procedure says otherwise.
    """

    opening: Opening
    acts: str
    neighbour: str = ""
    says: Mapping[str, str] = field(default_factory=dict)

    def rules(self) -> str:
        """The procedure as the trail has it."""
        return pack_with(self.opening.pack, self.says)

    def steps(self) -> list[str]:
        return list(_each(self.acts))

    def neighbour_steps(self) -> list[str]:
        return list(_each(self.neighbour))


def _each(acts: str) -> Iterator[str]:
    """``sign*3`` is three times the same."""
    for word in acts.split():
        name, _star, times = word.partition("*")
        yield from [name] * int(times or 1)


def _begun(source: CaseSource, *, pack: str = "longquanyi", by: str = "ecology", at: Tier | None = None) -> Opening:
    return Opening(pack=pack, source=source, by=by, enter_at=at)


_OF_DEPARTMENTS = _begun(CaseSource.DEPARTMENT)
_OF_A_CITIZEN = _begun(CaseSource.HOTLINE, by="dispatch")
_AT_THE_OFFICE = _begun(CaseSource.ASSIGNED, by="office", at=Tier.OFFICE_COORDINATION)
_AT_THE_TOP = _begun(CaseSource.ASSIGNED, by="secretariat", at=Tier.REFERRAL)
_AGREED = "state_position*3 draft_agreement sign_agreement*3"
_MEETING = "refer_case convene_meeting reply_to_invitation*3 sign_in record_stand*3 hold_meeting confirm_stand"

TRAILS = (
    Trail(
        opening=_OF_DEPARTMENTS,
        acts=f"{_AGREED} return_filing draft_agreement drop_signer add_signer sign_agreement*3 accept_filing "
        "object_to_result*3 reject_objection*2 report_carrying_out return_report record_refusal climb_ladder "
        "report_carrying_out strike_off archive_case",
    ),
    Trail(
        opening=_OF_DEPARTMENTS,
        acts="copy_to end_copy send_negotiation_letter acknowledge_negotiation_letter reply_negotiation_letter "
        "state_position*3 draft_agreement comment_on_clause answer_comment revise_agreement sign_agreement*3 "
        "issue_as_document object_to_result*3 uphold_objection",
    ),
    Trail(
        opening=_OF_A_CITIZEN,
        acts=f"{_MEETING} issue_minutes_agreed receive_minutes record_service object_to_minutes reissue_minutes "
        "object_to_minutes stand_by_minutes confirm_minutes*3 accept_filing finish_meeting_task",
    ),
    Trail(
        opening=_begun(CaseSource.ASSIGNED, pack="weihai", by="office", at=Tier.OFFICE_COORDINATION),
        acts="accept_application open_round reply_opinion*3 record_adoption*3 convene_meeting hold_meeting "
        "issue_minutes_consensus object_to_minutes reissue_consensus confirm_minutes*3 draft_opinion review_opinion "
        "confirm_opinion give_feedback acknowledge_feedback list_outcome",
    ),
    Trail(
        opening=_AT_THE_OFFICE,
        acts="register_application instruct_application accept_application open_round reply_opinion*3 "
        "record_adoption*3 put_on_agenda move_on_agenda drop_from_agenda convene_meeting hold_meeting "
        "issue_minutes_not_agreed assemble_referral edit_referral request_cosignatures cosign_referral*2 "
        "dissent_from_referral refer_case receive_referral route_referral apply_for_agenda return_referral",
        neighbour="accept_application convene_meeting",
    ),
    Trail(
        opening=_AT_THE_OFFICE,
        acts="ask_to_supplement supplement_application accept_application consult answer_consultation "
        "request_withdrawal refuse_withdrawal request_withdrawal grant_withdrawal archive_case",
    ),
    Trail(opening=_OF_A_CITIZEN, acts=" ".join(["clock*8 sign_letter"] * 4)),
    Trail(
        opening=_AT_THE_TOP,
        acts="receive_referral route_referral apply_for_agenda enter_decision list_outcome",
    ),
    Trail(
        opening=_OF_DEPARTMENTS,
        says={"sign_off.POSITION": "3"},
        acts="~state_position review_paper sign_paper ~state_position return_paper ~state_position withdraw_paper "
        "add_working_group remark_in_group remove_working_group write_note share_note",
    ),
    Trail(
        opening=_OF_A_CITIZEN,
        acts="call_joint_action answer_call*2 call_off_joint_action call_joint_action answer_call record_joint_action "
        "tick_step request_extension refuse_extension request_extension grant_extension suspend_case resume_case",
    ),
    Trail(
        opening=_OF_DEPARTMENTS,
        acts="link_case unlink_case merge_case archive_case",
        neighbour="acknowledge",
    ),
    Trail(opening=_begun(CaseSource.SUBDISTRICT, by="subdistrict"), acts="check_in*3 acknowledge"),
    Trail(
        opening=_begun(CaseSource.SUGGESTION, by="dispatch"),
        acts="return_for_correction correct_case accept_case",
    ),
    Trail(opening=_begun(CaseSource.SUGGESTION, by="dispatch"), acts="transfer_at_intake"),
)
