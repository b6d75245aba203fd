"""Each invariant, broken behind the program's back: the statements, and what doctor must say of them."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.doctored_plays import (
    archived,
    asked,
    cosigned,
    decided,
    determined,
    drafted,
    fallen,
    opened,
    returned,
    sent_for_signature,
    settled,
    urged,
)
from tests.stage_set import Scene

# what waits to be told points to its event
OPEN_TABLES = ["DELETE FROM notifications_untold", "ALTER TABLE audit_event DISABLE TRIGGER USER"]
GUARDED_AGAIN = ["ALTER TABLE audit_event ENABLE TRIGGER USER"]


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
    "a term to sign outlives its paper": Breakage(
        number=2, code="term_to_sign_without_paper", play=sent_for_signature,
        sql=["UPDATE cases_paper SET state = 'VOID', ended_at = prepared_at"],
    ),
    "a paper waits and no term runs": Breakage(
        number=2, code="paper_without_term_to_sign", play=sent_for_signature,
        sql=["UPDATE deadlines_deadline SET state = 'CANCELLED', ended_at = started_at WHERE step = 'sign_off'"],
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
    "the application may change who was at a meeting": Breakage(
        number=8, code="application_can_rewrite",
        sql=["GRANT UPDATE ON meetings_presence TO dingfen_tests_application"],
    ),
    "the guard of who was at a meeting is switched off": Breakage(
        number=8, code="guard_is_missing", sql=["ALTER TABLE meetings_presence DISABLE TRIGGER USER"],
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
