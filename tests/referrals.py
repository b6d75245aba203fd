"""A referral on its way through tier 4, for stories that are about something else."""

from datetime import timedelta

from core.vocabulary import DecidingBody
from tests.stage_set import Scene, When, as_moment

_MINUTE = timedelta(minutes=1)


def put_before_the_leader(scene: Scene, *, at: When) -> None:
    """Registered and sent to the leader in charge, who decides on paper: the short way."""
    scene.do("receive_referral", scene.secretariat, at=as_moment(at) - 2 * _MINUTE)
    scene.do(
        "route_referral", scene.secretariat, at=as_moment(at) - _MINUTE, deciding_body=DecidingBody.LEADER_IN_CHARGE,
        reason="事项单一，各方意见已经清楚。",
    )  # fmt: skip


def put_before_a_meeting(scene: Scene, *, at: When, body: DecidingBody = DecidingBody.GOVERNMENT_MEETING) -> None:
    """Registered, sent to the body whose meeting decides, and on its agenda."""
    scene.do("receive_referral", scene.secretariat, at=as_moment(at) - 3 * _MINUTE)
    scene.do(
        "route_referral", scene.secretariat, at=as_moment(at) - 2 * _MINUTE, deciding_body=body,
        reason="按规定由会议审定。",
    )  # fmt: skip
    scene.do("apply_for_agenda", scene.secretariat, at=as_moment(at) - _MINUTE)
