"""Short plays after which doctor finds nothing, until somebody breaks what they left behind."""

from core.vocabulary import CaseSource
from tests.factories import moment
from tests.referrals import put_before_the_leader
from tests.stage_set import Scene

AT = moment("2026-03-10 00:01")


def opened(scene: Scene) -> None:
    """At tier 2, moved there by the clock."""
    scene.alive = True
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until(AT)


def settled(scene: Scene) -> None:
    """Agreed at tier 1 and in force."""
    scene.open_case(at="2026-03-09 10:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-09 11:00")
    for department in scene.district.departments:
        scene.do("sign_agreement", department, at="2026-03-09 12:00")
    scene.do("accept_filing", scene.office, at="2026-03-09 13:00")


def drafted(scene: Scene) -> None:
    """Put to the departments, and nobody has signed."""
    scene.open_case(at="2026-03-09 10:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-09 11:00")


def sent_for_signature(scene: Scene) -> None:
    """A department's statement waits for its head."""
    scene.open_case(at="2026-03-09 10:00")
    scene.send_for_sign_off("state_position", scene.ecology, at="2026-03-09 11:00")


def returned(scene: Scene) -> None:
    """Agreed at tier 1, and the office has returned it for correction."""
    scene.open_case(at="2026-03-09 10:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-09 11:00")
    for department in scene.district.departments:
        scene.do("sign_agreement", department, at="2026-03-09 12:00")
    scene.do("return_filing", scene.office, at="2026-03-09 13:00")


def determined(scene: Scene) -> None:
    """The office has issued an opinion on two matters; a point was made and answered."""
    scene.open_case(at="2026-03-03 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("refer_case", scene.ecology, at="2026-03-03 11:00")
    scene.do("accept_application", scene.office, at="2026-03-03 12:00")
    scene.do("open_round", scene.office, at="2026-03-04 10:00")
    for department in scene.district.departments:
        scene.do("reply_opinion", department, at="2026-03-04 11:00", agrees=department != scene.ecology)
    scene.do("record_adoption", scene.office, at="2026-03-04 12:00")
    scene.do(
        "convene_meeting", scene.office, at="2026-03-04 13:00", starts_at=moment("2026-03-05 10:00"), urgent_reason="急"
    )
    scene.do("hold_meeting", scene.office, at="2026-03-05 11:00")
    scene.do("issue_minutes_not_agreed", scene.office, at="2026-03-05 12:00")
    assignments = [{"phase": "SUPERVISION", "organization": scene.ecology.code, "role": "LEAD"}]
    further = [{"matter": "装修噪声监管", "assignments": assignments, "basis": "“三定”规定第五条"}]
    scene.do("draft_opinion", scene.office, at="2026-03-05 14:00", further=further)
    scene.do("send_back_opinion", scene.office, at="2026-03-05 15:00")
    scene.do("draft_opinion", scene.office, at="2026-03-06 10:00", further=further)
    scene.do("review_opinion", scene.office, at="2026-03-06 11:00")
    scene.do("confirm_opinion", scene.office, at="2026-03-09 10:00")


def urged(scene: Scene) -> None:
    """The lead department refuses to carry out; the establishment office has reminded it."""
    settled(scene)
    scene.do("record_refusal", scene.ecology, at="2026-03-09 14:00")
    scene.do("climb_ladder", scene.office, at="2026-03-09 15:00")


def archived(scene: Scene) -> None:
    scene.open_case(at="2026-03-09 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("withdraw_case", scene.ecology, at="2026-03-09 11:00")
    scene.do("archive_case", scene.office, at="2026-03-09 12:00")


def fallen(scene: Scene) -> None:
    """An agreement that was not signed in time."""
    scene.alive = True
    scene.open_case(at="2026-03-02 10:00")
    scene.do("draft_agreement", scene.ecology, at="2026-03-06 10:00")
    scene.live_until(AT)


def asked(scene: Scene) -> None:
    """A letter to which nobody has replied."""
    scene.open_case(at="2026-03-09 10:00")
    scene.do("send_negotiation_letter", scene.ecology, at="2026-03-09 11:00")


def decided(scene: Scene) -> None:
    """By the leader in charge, what the clock had brought up."""
    scene.alive = True
    scene.open_case(at="2026-01-05 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    put_before_the_leader(scene, at="2026-03-09 10:00")
    scene.do("enter_decision", scene.secretariat, at="2026-03-09 11:00")


def cosigned(scene: Scene) -> None:
    """Everybody has co-signed what is to go up."""
    scene.alive = True
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("refer_case", scene.ecology, at="2026-03-03 10:00")
    scene.do("accept_application", scene.office, at="2026-03-04 10:00")
    scene.do("assemble_referral", scene.office, at="2026-03-05 10:00")
    scene.do("request_cosignatures", scene.office, at="2026-03-05 11:00")
    for department in scene.district.departments:
        scene.do("cosign_referral", department, at="2026-03-06 10:00")
    scene.live_until(AT)
