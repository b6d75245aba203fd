"""Doctor names what is broken: each invariant, broken behind the program's back by the owner of the tables."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from subprocess import CompletedProcess

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import ChainHead, ChainKind
from audit.verify import chains_of_cases_verify
from core.vocabulary import CaseSource
from deadlines.incidents import note_failure
from operations.doctor import INVARIANTS, REMEDIES, examine, findings, waiting
from operations.models import Heartbeat
from tests.database import TestDatabase
from tests.factories import moment
from tests.health import assert_healthy
from tests.referrals import put_before_the_leader
from tests.stage_set import Scene, set_the_stage

AT = moment("2026-03-10 00:01")
OPEN_TABLES = ["ALTER TABLE audit_event DISABLE TRIGGER USER"]
GUARDED_AGAIN = ["ALTER TABLE audit_event ENABLE TRIGGER USER"]


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


@dataclass(frozen=True, kw_only=True)
class Breakage:
    """What the owner does to the tables, and by which number and code doctor names it."""

    number: int
    code: str
    sql: list[str]
    play: Callable[[Scene], None] = opened


def on_events(*sql: str) -> list[str]:
    return [*OPEN_TABLES, *sql, *GUARDED_AGAIN]


BREAKAGES = {
    "the open stage is closed": Breakage(
        number=1, code="open_stages_and_state_differ",
        sql=["UPDATE cases_stage SET closed_at = opened_at, result = 'REFERRED' WHERE closed_at IS NULL"],
    ),
    "two stages are open": Breakage(
        number=1, code="open_stages_and_state_differ",
        sql=[
            "DROP INDEX one_open_stage_per_case", "UPDATE cases_stage SET closed_at = NULL, result = ''",
        ],
    ),
    "a point of a reply lost its answer": Breakage(
        number=6, code="opinion_leaves_points_open", play=determined,
        sql=["UPDATE cases_opinionpoint SET adoption = '', decided_at = NULL"],
    ),
    "nobody has reviewed the opinion": Breakage(
        number=6, code="opinion_not_reviewed", play=determined,
        sql=["UPDATE cases_opinion SET reviewed_at = NULL, reviewed_by_name = ''"],
    ),
    "the legality opinion is missing": Breakage(
        number=6, code="opinion_without_legality", play=determined,
        sql=[
            "ALTER TABLE procedures_procedureversion DISABLE TRIGGER USER",
            ("UPDATE procedures_procedureversion SET sha256 = repeat('0', 64), "
            "content = jsonb_set(content, '{legality_opinion_required,value}', 'true')"),
            "ALTER TABLE procedures_procedureversion ENABLE TRIGGER USER",
        ],
    ),
    "an opinion has settled a major case": Breakage(
        number=6, code="opinion_on_major_case", play=determined,
        sql=[
            ("INSERT INTO cases_majormark (case_id, stage_id, reason, marked_at, marked_by_name) "
            "SELECT case_id, stage_id, 'x', drafted_at, 'x' FROM cases_opinion WHERE confirmed_at IS NOT NULL")
        ],
    ),
    "an assignment is of another result": Breakage(
        number=6, code="assignment_of_another_outcome", play=determined,
        sql=[
            ("UPDATE cases_outcomeassignment SET outcome_id = (SELECT min(outcome_id) FROM cases_outcomeassignment) "
            "WHERE further_id = (SELECT max(id) FROM cases_furthermatter)")
        ],
    ),
    "an archived case has an open stage": Breakage(
        number=1, code="open_stages_and_state_differ", play=archived,
        sql=["UPDATE cases_stage SET closed_at = NULL, result = ''"],
    ),
    "no clock runs": Breakage(
        number=2, code="open_case_without_clock",
        sql=["UPDATE deadlines_deadline SET state = 'MET', ended_at = started_at WHERE state = 'RUNNING'"],
    ),
    "only a warning runs": Breakage(
        number=2, code="open_case_without_clock",
        sql=[
            ("UPDATE deadlines_deadline SET state = 'MET', ended_at = started_at "
            "WHERE state = 'RUNNING' AND effect <> 'WARN'")
        ],
    ),
    "a clock runs while the case is suspended": Breakage(
        number=2, code="clock_runs_in_resting_case", sql=["UPDATE cases_case SET suspended_at = opened_at"],
    ),
    "a clock is paused in an archived case": Breakage(
        number=2, code="clock_runs_in_resting_case", play=archived,
        sql=["UPDATE deadlines_deadline SET state = 'PAUSED', ended_at = NULL"],
    ),
    "a clock outlives its stage": Breakage(
        number=2, code="clock_outlives_its_stage",
        sql=["UPDATE deadlines_deadline SET state = 'RUNNING', ended_at = NULL WHERE state = 'FIRED'"],
    ),
    "a settled case would be moved": Breakage(
        number=2, code="settled_case_is_not_reminded", play=settled,
        sql=["UPDATE deadlines_deadline SET effect = 'MOVE_UP' WHERE state = 'RUNNING' AND effect = 'REMIND'"],
    ),
    "a settled case has no clock": Breakage(
        number=2, code="settled_case_is_not_reminded", play=settled,
        sql=["UPDATE deadlines_deadline SET state = 'MET', ended_at = started_at WHERE state = 'RUNNING'"],
    ),
    "a rung was left out": Breakage(
        number=6, code="rung_out_of_order", play=urged, sql=["UPDATE cases_ladderstep SET \"order\" = 2"],
    ),
    "a clock fired and nobody knows": Breakage(
        number=3, code="clock_and_record_differ",
        sql=["UPDATE deadlines_deadline SET state = 'FIRED', ended_at = started_at WHERE state = 'RUNNING'"],
    ),
    "a clock fired twice": Breakage(
        number=3, code="clock_and_record_differ",
        sql=on_events("UPDATE audit_event SET changes = changes || changes WHERE kind = 'stage.timed_out'"),
    ),
    "a clock that fired is met": Breakage(
        number=3, code="clock_and_record_differ",
        sql=["UPDATE deadlines_deadline SET state = 'MET' WHERE state = 'FIRED' AND effect = 'MOVE_UP'"],
    ),
    "a due clock lies still": Breakage(
        number=3, code="clock_is_stuck",
        sql=[
            ("UPDATE deadlines_deadline SET started_at = started_at - interval '1 hour', "
            "expires_at = started_at - interval '6 minutes' WHERE state = 'RUNNING'")
        ],
    ),
    "nobody handles the citizen's matter": Breakage(
        number=4, code="not_one_interim_handler", sql=["DELETE FROM cases_interimhandling"],
    ),
    "two handle the citizen's matter": Breakage(
        number=4, code="not_one_interim_handler",
        sql=[
            "DROP INDEX one_interim_handler_per_case",
            ("INSERT INTO cases_interimhandling (case_id, organization_id, designated_by_id, reason, begins_at) "
            "SELECT case_id, designated_by_id, designated_by_id, '', begins_at FROM cases_interimhandling"),
        ],
    ),
    "a referral file is rewritten": Breakage(
        number=6, code="referral_file_was_changed", play=cosigned,
        sql=["UPDATE cases_referralfile SET sections = sections || '{\"LEANING\": \"另一意见\"}'"],
    ),
    "a co-signature is gone": Breakage(
        number=6, code="cosigning_leaves_somebody_out", play=cosigned,
        sql=["DELETE FROM cases_cosignature WHERE id = (SELECT min(id) FROM cases_cosignature)"],
    ),
    "departments are asked to co-sign what has gone up": Breakage(
        number=6, code="cosigning_outlives_its_stage", play=cosigned,
        sql=[
            "UPDATE cases_stage SET closed_at = opened_at, result = 'REFERRED' WHERE closed_at IS NULL",
            "UPDATE cases_cosigningrequest SET closed_at = NULL",
        ],
    ),
    "what was decided was never received": Breakage(
        number=9, code="decision_without_its_way", play=decided, sql=["DELETE FROM cases_reception"],
    ),
    "another body decided than the one it was sent to": Breakage(
        number=9, code="decision_without_its_way", play=decided,
        sql=["UPDATE cases_routing SET deciding_body = 'PARTY_STANDING_COMMITTEE'"],
    ),
    "a meeting decided without an agenda": Breakage(
        number=9, code="decision_without_its_way", play=decided,
        sql=[
            "UPDATE cases_routing SET deciding_body = 'PARTY_STANDING_COMMITTEE'",
            "UPDATE cases_decision SET deciding_body = 'PARTY_STANDING_COMMITTEE'",
        ],
    ),
    "the sheet of a decision is not in the file": Breakage(
        number=9, code="sheet_is_not_in_the_file", play=decided, sql=["DELETE FROM cases_casedocument"],
    ),
    "somebody still handles what has an outcome": Breakage(
        number=4, code="interim_handler_left_over", play=settled,
        sql=["UPDATE cases_interimhandling SET ends_at = NULL"],
    ),
    "nobody handled the matter on the first day": Breakage(
        number=4, code="interim_handling_has_a_gap",
        sql=["UPDATE cases_interimhandling SET begins_at = begins_at + interval '1 day'"],
    ),
    "nobody handled the matter for an hour": Breakage(
        number=4, code="interim_handling_has_a_gap",
        sql=[
            "UPDATE cases_interimhandling SET ends_at = begins_at + interval '1 hour'",
            ("INSERT INTO cases_interimhandling (case_id, organization_id, designated_by_id, reason, begins_at) "
            "SELECT case_id, organization_id, designated_by_id, '', begins_at + interval '2 hours' "
            "FROM cases_interimhandling"),
        ],
    ),
    "two departments lead in one phase": Breakage(
        number=5, code="two_leads_on_one_date", play=settled,
        sql=[
            "ALTER TABLE registry_entryassignment DROP CONSTRAINT one_lead_per_phase_on_any_date",
            "UPDATE registry_entryassignment SET role = 'LEAD'",
        ],
    ),
    "a case is in another state than the record says": Breakage(
        number=6, code="record_and_tables_differ", sql=["UPDATE cases_case SET state = 'SETTLED'"],
    ),
    "a case is at another tier": Breakage(
        number=6, code="record_and_tables_differ", sql=["UPDATE cases_case SET tier = 'REFERRAL'"],
    ),
    "a party has another role": Breakage(
        number=6, code="record_and_tables_differ", sql=["UPDATE cases_party SET role = 'CONCERNED'"],
    ),
    "a party is gone": Breakage(
        number=6, code="record_and_tables_differ", sql=['DELETE FROM cases_party WHERE "order" = 3'],
    ),
    "a stage ended otherwise": Breakage(
        number=6, code="record_and_tables_differ",
        sql=["UPDATE cases_stage SET result = 'REFERRED' WHERE result = 'TIMED_OUT'"],
    ),
    "a clock was moved": Breakage(
        number=6, code="record_and_tables_differ",
        sql=["UPDATE deadlines_deadline SET expires_at = expires_at + interval '1 day' WHERE state = 'RUNNING'"],
    ),
    "another department handles the matter": Breakage(
        number=6, code="record_and_tables_differ",
        sql=["UPDATE cases_interimhandling SET organization_id = designated_by_id"],
    ),
    "an act left no event": Breakage(
        number=6, code="record_and_tables_differ", sql=["UPDATE cases_case SET revision = revision + 1"],
    ),
    "nothing is recorded of a case": Breakage(
        number=6, code="case_without_events", sql=on_events("DELETE FROM audit_event WHERE chain_kind = 'case'"),
    ),
    "a stage is closed twice on record": Breakage(
        number=6, code="change_makes_no_sense",
        sql=on_events("UPDATE audit_event SET changes = changes || changes WHERE kind = 'stage.timed_out'"),
    ),
    "events of a case that is nowhere": Breakage(
        number=6, code="case_is_gone",
        sql=on_events("UPDATE audit_event SET subject_id = 999999 WHERE chain_kind = 'case'"),
    ),
    "what was signed is changed": Breakage(
        number=6, code="signature_covers_something_else", play=settled,
        sql=["UPDATE cases_agreement SET text = text || '。'"],
    ),
    "who does what is changed after it was signed": Breakage(
        number=6, code="signature_covers_something_else", play=settled,
        sql=["UPDATE cases_outcomeassignment SET role = 'ASSISTING' WHERE role = 'RESPONSIBLE'"],
    ),
    "the digest of a signature is changed": Breakage(
        number=6, code="signature_covers_something_else", play=settled,
        sql=["UPDATE cases_signature SET digest = md5(digest) || md5(digest)"],
    ),
    "the digest of a signature is gone": Breakage(
        number=6, code="signature_covers_something_else", play=settled, sql=["UPDATE cases_signature SET digest = ''"],
    ),
    "a signature is gone": Breakage(
        number=6, code="agreement_lacks_a_signature", play=settled,
        sql=["DELETE FROM cases_signature WHERE id = (SELECT max(id) FROM cases_signature)"],
    ),
    "somebody signed who need not": Breakage(
        number=6, code="signature_of_no_signer", play=settled,
        sql=["UPDATE cases_agreementsigner SET dropped_at = added_at, drop_reason = '不涉及'"],
    ),
    "an agreement that fell stands": Breakage(
        number=6, code="dead_version_stands", play=fallen, sql=["UPDATE cases_agreement SET void_at = NULL"],
    ),
    "somebody who has not signed is not asked": Breakage(
        number=9, code="signer_is_not_asked", play=drafted,
        sql=["UPDATE flows_workitem SET ended_at = opened_at WHERE node = 'sign'"],
    ),
    "a result that was returned stands": Breakage(
        number=6, code="result_and_course_differ", play=returned, sql=["UPDATE cases_outcome SET state = 'PROPOSED'"],
    ),
    "a result in force counts as proposed": Breakage(
        number=6, code="result_and_course_differ", play=settled, sql=["UPDATE cases_outcome SET state = 'PROPOSED'"],
    ),
    "an opinion is issued whose result fell": Breakage(
        number=6, code="result_and_course_differ", play=determined,
        sql=["UPDATE cases_outcome SET state = 'VOID'"],
    ),
    "a draft opinion that was returned stands": Breakage(
        number=6, code="result_and_course_differ", play=determined,
        sql=["UPDATE cases_outcome SET state = 'SUPERSEDED' WHERE state = 'VOID'"],
    ),
    "silence counts though nobody said so": Breakage(
        number=6, code="silence_was_not_announced", play=asked,
        sql=[
            ("INSERT INTO cases_negotiationreply (letter_id, organization_id, by_silence, text, signed_by, "
            "recorded_at, recorded_by_name) SELECT id, sender_id, TRUE, '', '', sent_at, '' "
            "FROM cases_negotiationletter"),
        ],
    ),
    "an event was changed": Breakage(
        number=8, code="event_was_changed",
        sql=on_events("UPDATE audit_event SET actor_name = '别人' WHERE kind = 'case.opened'"),
    ),
    "an event was changed in its data": Breakage(
        number=8, code="event_was_changed",
        sql=on_events("""UPDATE audit_event SET data = data || '{"number": "X"}' WHERE kind = 'case.opened'"""),
    ),
    "an algorithm nobody knows": Breakage(
        number=8, code="event_was_changed",
        sql=on_events("UPDATE audit_event SET algorithm = 'rot13' WHERE kind = 'case.opened'"),
    ),
    "an event is missing": Breakage(
        number=8, code="chain_has_a_gap",
        sql=on_events("DELETE FROM audit_event WHERE chain_kind = 'case' AND sequence = 2"),
    ),
    "an event is missing and the rest counted anew": Breakage(
        number=8, code="chain_is_cut",
        sql=on_events(
            "DELETE FROM audit_event WHERE chain_kind = 'case' AND sequence = 2",
            "UPDATE audit_event SET sequence = sequence - 1 WHERE chain_kind = 'case' AND sequence = 3",
        ),
    ),
    "the last event is missing": Breakage(
        number=8, code="head_is_not_the_last_link",
        sql=on_events(
            "DELETE FROM audit_event WHERE chain_kind = 'case' AND sequence = (SELECT max(sequence) FROM audit_event)"
        ),
    ),
    "a chain is missing": Breakage(
        number=8, code="chain_is_gone", sql=on_events("DELETE FROM audit_event WHERE chain_kind = 'case'"),
    ),
    "the application may change events": Breakage(
        number=8, code="application_can_rewrite", sql=["GRANT UPDATE ON audit_event TO dingfen_tests_application"],
    ),
    "the application may change one column": Breakage(
        number=8, code="application_can_rewrite",
        sql=["GRANT UPDATE (kind) ON audit_event TO dingfen_tests_application"],
    ),
    "everybody may remove events": Breakage(
        number=8, code="application_can_rewrite", sql=["GRANT DELETE ON audit_event TO PUBLIC"],
    ),
    "the guard is switched off": Breakage(number=8, code="guard_is_missing", sql=OPEN_TABLES),
    "the guard is gone": Breakage(
        number=8, code="guard_is_missing", sql=["DROP TRIGGER audit_event_no_truncate ON audit_event"],
    ),
    "the guard lets everything pass": Breakage(
        number=8, code="guard_is_missing",
        sql=[
            ("CREATE OR REPLACE FUNCTION audit_event_never_changes() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NEW; END $$")
        ],
    ),
    "the main process is over": Breakage(
        number=9, code="main_process_and_state_differ",
        sql=["UPDATE viewflow_process SET status = 'DONE' WHERE parent_task_id IS NULL"],
    ),
    "an archived case is alive in the flow": Breakage(
        number=9, code="main_process_and_state_differ", play=archived,
        sql=["UPDATE viewflow_process SET status = 'NEW' WHERE parent_task_id IS NULL"],
    ),
    "the process of the open stage is over": Breakage(
        number=9, code="stage_and_flow_differ",
        sql=["UPDATE viewflow_process SET status = 'CANCELED' WHERE parent_task_id IS NOT NULL"],
    ),
    "the process of an ended stage lives": Breakage(
        number=9, code="stage_and_flow_differ",
        sql=["UPDATE viewflow_process SET status = 'NEW' WHERE parent_task_id IS NOT NULL"],
    ),
    "the host of the open stage does not wait": Breakage(
        number=9, code="stage_and_flow_differ",
        sql=["UPDATE viewflow_task SET status = 'DONE' WHERE status = 'STARTED'"],
    ),
    "the flow is at another tier": Breakage(
        number=9, code="stage_and_flow_differ",
        sql=["UPDATE viewflow_task SET flow_task = replace(flow_task, '.dispatch', '.office')"],
    ),
    "work is lost": Breakage(
        number=9, code="work_and_flow_differ",
        sql=["UPDATE flows_workitem SET ended_at = opened_at WHERE node = 'convene'"],
    ),
    "work is left over": Breakage(
        number=9, code="work_and_flow_differ",
        sql=["UPDATE viewflow_task SET status = 'DONE' WHERE flow_task LIKE '%.convene'"],
    ),
    "work is at another step": Breakage(
        number=9, code="work_and_flow_differ",
        sql=["UPDATE flows_workitem SET node = 'minutes' WHERE node = 'convene'"],
    ),
    "a settled case waits at another step": Breakage(
        number=9, code="step_and_state_differ", play=settled,
        sql=["UPDATE flows_workitem SET node = 'archiving' WHERE ended_at IS NULL"],
    ),
    "a task is in error": Breakage(
        number=9, code="task_is_broken", sql=["UPDATE viewflow_task SET status = 'ERROR' WHERE status = 'NEW'"],
    ),
    "a process belongs to no case": Breakage(
        number=9, code="process_without_case",
        sql=["DELETE FROM flows_caserun WHERE stage_id IS NOT NULL"],
    ),
}  # fmt: skip


def needs_the_owner(breakage: Breakage) -> bool:
    """What the application's own role could not do: changing the schema, or an event."""
    return any(not sql.startswith(("UPDATE", "DELETE", "INSERT")) for sql in breakage.sql)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", [name for name, breakage in BREAKAGES.items() if needs_the_owner(breakage)])
def test_doctor_names_what_only_the_owner_can_break(clone: TestDatabase, name: str) -> None:
    BREAKAGES[name].play(set_the_stage())
    assert_healthy_without_notices()
    by_the_owner(clone, BREAKAGES[name].sql)
    assert (BREAKAGES[name].number, BREAKAGES[name].code) in named()


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, breakage in BREAKAGES.items() if not needs_the_owner(breakage)])
def test_doctor_names_what_a_careless_statement_breaks(name: str) -> None:
    BREAKAGES[name].play(set_the_stage())
    assert_healthy_without_notices()
    with connection.cursor() as cursor:
        for statement in BREAKAGES[name].sql:
            cursor.execute(statement)
    assert (BREAKAGES[name].number, BREAKAGES[name].code) in named()


@pytest.mark.django_db(transaction=True)
def test_doctor_names_a_notice_that_is_gone(clone: TestDatabase) -> None:
    scene = set_the_stage()
    for department in scene.district.departments:
        scene.capacity(department)
    opened(scene)
    assert_healthy(AT)
    by_the_owner(clone, ["DELETE FROM notifications_notice"])
    assert named() == {(7, "notice_missing")}


def test_each_is_checked_and_has_a_remedy() -> None:
    assert {invariant.number for invariant in INVARIANTS} == set(REMEDIES) == set(range(1, 11))
    assert len({invariant.code for invariant in INVARIANTS}) == len(INVARIANTS)


def test_each_code_of_the_rooms_is_broken_once() -> None:
    assert {breakage.number for breakage in BREAKAGES.values()} | {7, 10} == set(range(1, 11))


@pytest.mark.django_db
def test_every_play_is_sound_and_everything_is_said_in_words() -> None:
    for play in (opened, settled, archived, fallen, asked):
        play(set_the_stage())
    assert_healthy(AT)
    assert all(invariant.heading() for invariant in INVARIANTS)


@pytest.mark.django_db
def test_doctor_asks_no_more_of_many_cases_than_of_few() -> None:
    scene = set_the_stage()
    scene.after = assert_healthy
    counts = []
    for cases in (1, 9):
        for _ in range(cases):
            scene.open_case(at="2026-03-09 10:00")
        with CaptureQueriesContext(connection) as captured:
            assert findings(moment("2026-03-09 10:00")) == []
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 100


@pytest.mark.django_db(transaction=True)
def test_doctor_of_one_case_is_silent_about_the_others(clone: TestDatabase) -> None:
    scene = set_the_stage()
    sick = scene.open_case(at="2026-03-09 10:00")
    sound = scene.open_case(at="2026-03-09 10:00")
    assert_healthy(moment("2026-03-09 10:00"))
    by_the_owner(
        clone,
        on_events(
            f"UPDATE cases_case SET tier = 'REFERRAL' WHERE id = {sick.pk}",
            f"UPDATE audit_event SET actor_name = '别人' WHERE chain = 'case:{sick.pk}'",
        ),
    )
    codes = {d.finding.code for d in examine(moment("2026-03-09 10:00"), case=sick)}
    assert codes == {"record_and_tables_differ", "event_was_changed"}
    assert examine(moment("2026-03-09 10:00"), case=sound) == []


@pytest.mark.django_db
def test_what_waits_is_told_and_is_no_finding() -> None:
    scene = set_the_stage()
    opened(scene)
    scene.live_until("2026-03-17 12:00")
    at = moment("2026-03-17 12:01")
    for _ in range(5):
        note_failure(scene.case.deadlines.get(state="RUNNING", effect="MOVE_UP"), error=ValueError("X"), at=at)
    Heartbeat.objects.create(name="sweep", beat_at=moment("2026-03-17 11:00"))
    told = {(notable.code, notable.subject): notable.text() for notable in waiting(at)}
    assert set(told) == {("incident_open", scene.number), ("heartbeat_old", "–"), ("letter_unsigned", scene.number)}
    assert "X" in told["incident_open", scene.number]
    assert [notable.code for notable in waiting(at, case=scene.case)] == ["incident_open", "letter_unsigned"]
    assert_healthy(at)


@pytest.mark.django_db
def test_a_clock_into_a_year_without_notice_is_told() -> None:
    scene = set_the_stage()
    scene.open_case(at="2026-12-30 10:00")
    assert [notable.code for notable in waiting(moment("2026-12-30 10:00"))] == [
        "clock_provisional",
        "holiday_notice_missing",
    ]


def test_the_command_fails_when_something_is_found(
    manage: Callable[..., CompletedProcess[str]], clone: TestDatabase
) -> None:
    scene = set_the_stage()
    archived(scene)
    assert_healthy(AT)
    answered = json.loads(manage("doctor", "--case", scene.number, "--json").stdout)
    assert (answered["ok"], answered["findings"]) == (True, [])
    by_the_owner(clone, ["UPDATE cases_case SET tier = 'REFERRAL'"])
    told = manage("doctor", "--case", scene.number)
    assert told.returncode == 1
    assert f"· {scene.number}" in told.stdout
    assert told.stdout.startswith("[6]")
    answered = json.loads(manage("doctor", "--json").stdout)
    assert [(f["invariant"], f["code"], f["subject"]) for f in answered["findings"]] == [
        (6, "record_and_tables_differ", scene.number)
    ]
    assert manage("doctor", "--case", "NO-2026-000001").returncode != 0


def test_the_record_is_verified_by_a_command_of_its_own(
    manage: Callable[..., CompletedProcess[str]], clone: TestDatabase
) -> None:
    archived(set_the_stage())
    sound = manage("verify_audit", "--json")
    assert sound.returncode == 0
    assert json.loads(sound.stdout) == {"ok": True, "chains": 2, "events": 4, "findings": []}
    by_the_owner(clone, on_events("UPDATE audit_event SET at = at + interval '1 second' WHERE kind = 'case.archived'"))
    broken = manage("verify_audit", "--json")
    assert broken.returncode == 1
    assert [finding["code"] for finding in json.loads(broken.stdout)["findings"]] == ["event_was_changed"]


def named() -> set[tuple[int, str]]:
    return {(d.invariant.number, d.finding.code) for d in examine(AT)}


def assert_healthy_without_notices() -> None:
    """No fan-out rows, so that the owner may remove events."""
    assert [d.finding for d in examine(AT) if d.invariant.number != 7] == []


def by_the_owner(clone: TestDatabase, statements: list[str]) -> None:
    application = connection.settings_dict["USER"]
    with psycopg.connect(clone.owner_url, autocommit=True) as owner:
        for statement in statements:
            owner.execute(statement.replace("dingfen_tests_application", f'"{application}"').encode())


@pytest.mark.django_db
def test_what_takes_long_is_looked_at_for_some_cases_only() -> None:
    """Of the cases asked about the record is replayed and verified; of the others it is not."""
    scene = set_the_stage()
    sound = scene.open_case(at="2026-03-09 10:00")
    broken = scene.open_case(at="2026-03-09 11:00")
    broken.revision += 1
    broken.save(update_fields=["revision"])
    at = moment("2026-03-09 11:01")

    def codes(*cases: int) -> set[str]:
        return {one.finding.code for one in examine(at, cases=cases)}

    assert "record_and_tables_differ" in codes(broken.pk)
    assert "record_and_tables_differ" in codes(sound.pk, broken.pk)
    assert "record_and_tables_differ" not in codes(sound.pk)


@pytest.mark.django_db
def test_the_chains_of_some_cases_verify_by_themselves() -> None:
    scene = set_the_stage()
    sound = scene.open_case(at="2026-03-09 10:00")
    lacking = scene.open_case(at="2026-03-09 11:00")
    head = ChainHead.objects.get(chain=f"{ChainKind.CASE}:{lacking.pk}")
    head.sequence += 1
    head.save(update_fields=["sequence"])
    at = moment("2026-03-09 11:01")
    assert list(chains_of_cases_verify(at, [sound.pk])) == []
    assert [one.code for one in chains_of_cases_verify(at, [lacking.pk])] == ["head_is_not_the_last_link"]
