"""Joint meetings of tiers 2 and 3: convene, hold, minute."""

from cases import outcomes
from cases.errors import NotAParty
from flows.acting import Acting
from flows.choices import parties
from flows.doing.papers import done, proposal, signed
from flows.errors import MeetingNotYet, MeetingStillToCome, StandMissing
from flows.inputs import ConveneMeeting, HoldMeeting, IssueMinutesAgreed, IssueMinutesNotAgreed
from meetings import services as meetings
from meetings.services import Presence


def convene_meeting(acting: Acting, form: ConveneMeeting) -> None:
    """召集专题协调会: every party is invited."""
    if form.starts_at < acting.act.at:
        raise MeetingNotYet(field="starts_at", starts_at=form.starts_at)
    meetings.convene(
        case=acting.case, stage=acting.open_stage, convener=acting.organization, title=form.title,
        starts_at=form.starts_at, place=form.place, chair=form.chair, invited=parties(acting), act=acting.act,
    )  # fmt: skip
    done(acting)


def hold_meeting(acting: Acting, form: HoldMeeting) -> None:
    """记录会议: attendance and the stand of each department that came."""
    if form.held_at > acting.at:
        raise MeetingStillToCome(field="held_at", held_at=form.held_at)
    known = {organization.code: organization for organization in parties(acting)}
    presences = []
    for row in form.attendances:
        if row.organization not in known:
            raise NotAParty(field="attendances", organization=row.organization)
        if row.attended and (row.agrees is None or not row.stand or not row.representative):
            raise StandMissing(field="attendances", organization=known[row.organization].name)
        presences.append(
            Presence(
                organization=known[row.organization],
                attended=row.attended,
                representative=row.representative,
                agrees=row.agrees if row.attended else None,
                stand=row.stand,
            )
        )
    meetings.hold(
        item=meetings.pending_item(acting.open_stage), held_at=form.held_at, presences=presences, act=acting.act
    )
    done(acting)


def issue_minutes_agreed(acting: Acting, form: IssueMinutesAgreed) -> None:
    """印发纪要（达成一致）: the minutes of tier 2 name who does what; the result goes to the filing."""
    outcome = outcomes.propose(
        case=acting.case, stage=acting.open_stage, proposal=proposal(acting, form), act=acting.act
    )
    meetings.issue_minutes(
        item=meetings.pending_item(acting.open_stage), agreed=True, minutes=form.minutes,
        signed=signed(acting, form), outcome=outcome, act=acting.act,
    )  # fmt: skip
    done(acting)


def issue_minutes_not_agreed(acting: Acting, form: IssueMinutesNotAgreed) -> None:
    """印发纪要（未达成一致）."""
    _issue(acting, form, agreed=False)


def issue_minutes_consensus(acting: Acting, form: IssueMinutesNotAgreed) -> None:
    """印发纪要（形成共识）: at tier 3 the opinion, not the minutes, names who does what."""
    _issue(acting, form, agreed=True)


def _issue(acting: Acting, form: IssueMinutesNotAgreed, *, agreed: bool) -> None:
    meetings.issue_minutes(
        item=meetings.pending_item(acting.open_stage), agreed=agreed, minutes=form.minutes,
        signed=signed(acting, form), outcome=None, act=acting.act,
    )  # fmt: skip
    done(acting)
