"""What a procedure pack must look like, and what its author is told when it does not."""

import json
import re
from datetime import date

import pytest
from django.utils import translation

from core.vocabulary import (
    BasisKind,
    CaseSource,
    Conductor,
    EscalationMode,
    LadderRung,
    PaperKind,
    RollRule,
    SilenceEffect,
    Step,
    TermUnit,
    Tier,
)
from procedures.errors import REASONS, PackInvalid, TermMissing
from procedures.files import shipped_pack, text_of
from procedures.pack import Pack
from procedures.schema import from_json, load, sha256, to_json

GOOD = text_of(shipped_pack("longquanyi"))
SAMPLE = 'basis = "sample"\nreason = "r"'


def with_section(key: str, lines: str | None, text: str = GOOD) -> str:
    """The pack with one section's lines replaced, or left out (None), or added."""
    found = re.search(rf"^\[{re.escape(key)}\]\n(?:[^\[\n].*\n)*", text, flags=re.MULTILINE)
    section = "" if lines is None else f"[{key}]\n{lines}\n"
    if found is None:
        return f"{text}\n{section}"
    return text[: found.start()] + section + text[found.end() :]


def with_value(key: str, value: str, text: str = GOOD) -> str:
    return with_section(key, f"value = {value}\n{SAMPLE}", text)


def with_head(key: str, line: str) -> str:
    assert re.search(rf"^{key} = ", GOOD, flags=re.MULTILINE)
    return re.sub(rf"^{key} = .*$", line, GOOD, count=1, flags=re.MULTILINE)


def refused(text: str) -> list[tuple[str, str]]:
    with pytest.raises(PackInvalid) as refusal:
        load(text, file="bad.toml")
    for problem in refusal.value.problems:
        assert problem.text().startswith("bad.toml: "), problem
    return [(problem.key, problem.reason) for problem in refusal.value.problems]


HEADS = [
    ("schema", "schema = 2", "schema", "unknown_schema"),
    ("schema", "schema = true", "schema", "unknown_schema"),
    ("schema", "", "schema", "missing_key"),
    ("code", 'code = "Long Quan"', "code", "not_a_code"),
    ("code", "", "code", "missing_key"),
    ("name_zh", 'name_zh = " "', "name_zh", "empty_text"),
    ("name_en", "name_en = 7", "name_en", "empty_text"),
    ("version", "version = 0", "version", "not_a_number"),
    ("version", "version = true", "version", "not_a_number"),
    ("version", "version = 1.5", "version", "not_a_number"),
    ("effective_from", 'effective_from = "2026-02-30"', "effective_from", "not_a_date"),
    ("effective_from", "effective_from = 2026-01-01T08:00:00", "effective_from", "not_a_date"),
    ("effective_from", "effective_from = 2026", "effective_from", "not_a_date"),
    ("version", "version = 2\nregion = 'x'", "region", "unknown_key"),
]


@pytest.mark.parametrize(("key", "line", "named", "reason"), HEADS)
def test_what_names_the_pack_is_checked(key: str, line: str, named: str, reason: str) -> None:
    assert refused(with_head(key, line)) == [(named, reason)]


SOURCES = [
    ("value = 1", "max_supplements", "neither_citation_nor_basis"),
    ('value = 1\ncitation = "R21"\nbasis = "sample"\nreason = "r"', "max_supplements", "both_citation_and_basis"),
    ('value = 1\nbasis = "guess"\nreason = "r"', "max_supplements.basis", "unknown_basis"),
    ('value = 1\nbasis = "sample"', "max_supplements", "sample_without_reason"),
    ('value = 1\nbasis = "sample"\nreason = "  "', "max_supplements.reason", "empty_text"),
    ('value = 1\ncitation = ""', "max_supplements.citation", "empty_text"),
    ("value = 1\ncitation = 21", "max_supplements.citation", "empty_text"),
    ('value = 1\ncitation = "R21"\nreason = "r"', "max_supplements.reason", "reason_without_sample"),
    ('value = 1\ncitation = "R21"\nnote = "n"', "max_supplements.note", "unknown_key"),
    ('citation = "R21"', "max_supplements", "not_cited"),
]


@pytest.mark.parametrize(("lines", "key", "reason"), SOURCES)
def test_every_value_has_exactly_one_source(lines: str, key: str, reason: str) -> None:
    assert refused(with_section("max_supplements", lines)) == [(key, reason)]


def test_a_bare_value_is_told_how_to_name_its_source() -> None:
    bare = with_section("max_supplements", None).replace("schema = 1\n", "schema = 1\nmax_supplements = 3\n")
    assert refused(bare) == [("max_supplements", "not_cited")]


VALUES = [
    # a value of the wrong kind
    ("max_supplements", '"three"', "max_supplements", "not_a_number"),
    ("max_supplements", "-1", "max_supplements", "not_a_number"),
    ("max_supplements", "true", "max_supplements", "not_a_number"),
    ("max_supplements", "21", "max_supplements", "number_too_large"),
    ("tier3_can_decide_without_consent", '"yes"', "tier3_can_decide_without_consent", "not_yes_no"),
    ("tier3_can_decide_without_consent", "1", "tier3_can_decide_without_consent", "not_yes_no"),
    ("forum_routing.OTHER", '""', "forum_routing.OTHER", "empty_text"),
    ("sign_off.REFERRAL", "4", "sign_off.REFERRAL", "number_too_large"),
    ("sign_off.REFERRAL", "0", "sign_off.REFERRAL", "not_a_number"),
    ("who_may_apply", '"ANY_PARTY"', "who_may_apply", "not_a_list"),
    ("who_may_apply", "[]", "who_may_apply", "empty_list"),
    ("who_may_apply", '["ANY_PARTY", "ANY_PARTY"]', "who_may_apply", "named_twice"),
    # a word outside its vocabulary
    ("who_may_apply", '["CITIZEN"]', "who_may_apply", "unknown_value"),
    ("tiers.OFFICE_COORDINATION.conductor", '"MAYOR"', "tiers.OFFICE_COORDINATION.conductor", "unknown_value"),
    ("tiers.NEGOTIATION.escalation_mode", '"AUTO"', "tiers.NEGOTIATION.escalation_mode", "unknown_value"),
    ("interim_mode", '["none"]', "interim_mode", "unknown_value"),
    ("decided_by", '["MAYOR"]', "decided_by", "unknown_value"),
    ("admissible_basis_kinds", '["RUMOUR"]', "admissible_basis_kinds", "unknown_value"),
    # terms
    ("terms.tier3", '{ n = 0, unit = "workday" }', "terms.tier3.n", "not_a_number"),
    ("terms.tier3", '{ n = 2.5, unit = "workday" }', "terms.tier3.n", "not_a_number"),
    ("terms.tier3", '{ n = 4000, unit = "workday" }', "terms.tier3.n", "number_too_large"),
    ("terms.tier3", '{ n = 5, unit = "week" }', "terms.tier3.unit", "unknown_value"),
    ("terms.tier3", "{ n = 5 }", "terms.tier3.unit", "missing_key"),
    ("terms.tier3", '{ unit = "workday" }', "terms.tier3.n", "missing_key"),
    ("terms.tier3", '{ n = 5, unit = "workday", start = "now" }', "terms.tier3.start", "unknown_key"),
    ("terms.tier3", "5", "terms.tier3", "not_a_table"),
    ("terms.tier3", '{ n = 20, unit = "day" }', "terms.tier3.roll", "day_term_without_roll"),
    ("terms.tier3", '{ n = 20, unit = "day", roll = "monday" }', "terms.tier3.roll", "unknown_value"),
    ("terms.tier3", '{ n = 20, unit = "workday", roll = "next_workday" }', "terms.tier3.roll", "roll_without_days"),
    ("tier4_reminder", '{ n = 0, unit = "workday" }', "tier4_reminder.n", "not_a_number"),
    # warnings lie inside the tiers' terms
    ("warning_marks", "[0, 1, 2]", "warning_marks", "marks_not_falling"),
    ("warning_marks", "[2, 2]", "warning_marks", "marks_not_falling"),
    ("warning_marks", "[2, -1]", "warning_marks", "not_a_number"),
    ("warning_marks", "2", "warning_marks", "not_a_list"),
    ("terms.tier1", '{ n = 2, unit = "workday" }', "warning_marks", "mark_before_term"),
    ("terms.tier1", '{ n = 48, unit = "hour" }', "warning_marks", "mark_before_term"),
    # nothing above tier 4
    ("tiers.REFERRAL.escalation_mode", '"auto"', "tiers.REFERRAL.escalation_mode", "nothing_above_tier_4"),
    (
        "tiers.REFERRAL.escalation_mode",
        '"draft_for_sign_off"',
        "tiers.REFERRAL.escalation_mode",
        "nothing_above_tier_4",
    ),
    # silence
    ("silence_effect.reply", '"no_objection"', "silence_effect.reply", "silence_as_consent"),
    ("silence_effect.reply", '"confirmed"', "silence_effect.reply", "silence_as_consent"),
    ("silence_effect.tier3", '"no_objection"', "silence_effect.tier3", "silence_as_consent"),
    ("silence_effect.tier4", '"confirmed"', "silence_effect.tier4", "silence_as_consent"),
    ("silence_effect.tier1", '"no_objection"', "silence_effect.tier1", "silence_not_here"),
    ("silence_effect.reply", '"abandoned"', "silence_effect.reply", "silence_not_here"),
    ("silence_effect.supplement", '"confirmed"', "silence_effect.supplement", "silence_not_here"),
    ("silence_effect.minutes_confirmation", '"yes"', "silence_effect.minutes_confirmation", "unknown_value"),
    ("silence_effect.minutes", '"confirmed"', "silence_effect.minutes", "silence_not_here"),
    ("silence_effect.work_order", '"first_handler"', "silence_effect.work_order", "silence_not_here"),
    ("silence_effect.dispatch_objection", '"confirmed"', "silence_effect.dispatch_objection", "silence_not_here"),
    # values that contradict one another
    ("min_written_rounds", "3", "max_written_rounds", "rounds_contradict"),
    ("max_extensions", "0", "max_extension_days", "extension_contradicts"),
    ("max_extension_days", "0", "max_extension_days", "extension_contradicts"),
    ("meeting_required", '["NEGOTIATION"]', "meeting_required", "meeting_not_here"),
    ("meeting_required", '["REFERRAL"]', "meeting_required", "meeting_not_here"),
    ("minutes_confirmation_required", '["NEGOTIATION"]', "minutes_confirmation_required", "meeting_not_here"),
    ("minutes_confirmation_required", '["REFERRAL"]', "minutes_confirmation_required", "meeting_not_here"),
    # the fast lane and urgent papers are not slower
    ("terms.lead_time_urgent", '{ n = 11, unit = "workday" }', "terms.lead_time_urgent", "longer_than_normal"),
    ("terms.lead_time", '{ n = 6, unit = "workday" }', "terms.lead_time_urgent", "longer_than_normal"),
    ("fast_terms.tier1", '{ n = 6, unit = "workday" }', "fast_terms.tier1", "longer_than_normal"),
    ("fast_terms.sign_off", '{ n = 3, unit = "workday" }', "fast_terms.sign_off", "longer_than_normal"),
    ("fast_terms.tier1", '{ n = 0, unit = "hour" }', "fast_terms.tier1.n", "not_a_number"),
    ("fast_terms.tier1", '{ n = 2, unit = "day" }', "fast_terms.tier1.roll", "day_term_without_roll"),
    # who reviews, gives leave, designates and decides
    ("intake_review", '["HOTLINE", "ASSIGNED"]', "intake_review", "never_reviewed"),
    ("intake_review", '["EX_OFFICIO"]', "intake_review", "never_reviewed"),
    ("withdrawal_needs_leave", '["NEGOTIATION"]', "withdrawal_needs_leave", "nobody_gives_leave"),
    ("emergency_designators", '["SECRETARIAT", "CONVENING_DEPARTMENT"]', "emergency_designators", "party_designates"),
    ("decided_by", '["PARTY_STANDING_COMMITTEE"]', "default_deciding_body", "may_not_decide"),
    # lists in which the order counts
    ("carrying_out_ladder", '["criticism", "criticism"]', "carrying_out_ladder", "named_twice"),
    ("carrying_out_ladder", "[]", "carrying_out_ladder", "empty_list"),
    ("default_owner_rules", '["loudest"]', "default_owner_rules", "unknown_value"),
    ("default_owner_rules", '"licensor"', "default_owner_rules", "not_a_list"),
    ("signing_order", '"by_rank"', "signing_order", "unknown_value"),
    ("heads_must_meet", '"always"', "heads_must_meet", "not_yes_no"),
    # keys nobody knows
    ("speed_limit", "3", "speed_limit", "unknown_key"),
    ("terms.tier5", '{ n = 5, unit = "workday" }', "terms.tier5", "unknown_key"),
    ("tiers.COURT.conductor", '"SECRETARIAT"', "tiers.COURT", "unknown_key"),
]


@pytest.mark.parametrize(("key", "value", "named", "reason"), VALUES)
def test_a_value_that_breaks_a_rule_is_named(key: str, value: str, named: str, reason: str) -> None:
    assert refused(with_value(key, value)) == [(named, reason)]


def test_an_unknown_word_is_answered_with_the_known_ones() -> None:
    with pytest.raises(PackInvalid) as refusal, translation.override("en"):
        load(with_value("terms.tier1", '{ n = 5, unit = "week" }'), file="bad.toml")
    (problem,) = refusal.value.problems
    with translation.override("en"):
        assert problem.text() == 'bad.toml: terms.tier1.unit: "week" is not known; allowed: workday, day, hour'


@pytest.mark.parametrize("key", ["terms.acceptance", "interim_mode", "silence_effect.reply", "sign_off.REFERRAL"])
def test_a_missing_key_is_named(key: str) -> None:
    assert refused(with_section(key, None)) == [(key, "missing_key")]


def test_a_group_must_be_a_table() -> None:
    text = re.sub(r"^\[sign_off\..*\n(?:[^\[\n].*\n)*", "", GOOD, flags=re.MULTILINE)
    found = refused(text.replace("schema = 1\n", "schema = 1\nsign_off = 3\n"))
    assert found[0] == ("sign_off", "not_a_table")
    assert {reason for _, reason in found[1:]} == {"missing_key"}


def test_tier_2_is_stated_where_a_source_comes_to_it() -> None:
    assert refused(with_section("terms.tier2", None)) == [("terms.tier2", "missing_key")]
    assert refused(with_section("tiers.DISPATCH_COORDINATION.conductor", None)) == [
        ("tiers.DISPATCH_COORDINATION.conductor", "missing_key")
    ]


def test_tier_2_is_not_stated_where_no_source_comes_to_it() -> None:
    text = with_value("withdrawal_needs_leave", '["DISPATCH_COORDINATION"]')
    assert refused(with_value("tier2_enabled_for", "[]", text)) == [
        ("tiers.DISPATCH_COORDINATION.conductor", "tier_2_not_enabled"),
        ("tiers.DISPATCH_COORDINATION.escalation_mode", "tier_2_not_enabled"),
        ("terms.tier2", "tier_2_not_enabled"),
        ("fast_terms.tier2", "tier_2_not_enabled"),
        ("meeting_required", "meeting_not_here"),
        ("minutes_confirmation_required", "meeting_not_here"),
        ("withdrawal_needs_leave", "nobody_gives_leave"),
    ]


FINE = [
    ("terms.lead_time_urgent", '{ n = 10, unit = "workday" }'),
    ("fast_terms.tier1", '{ n = 5, unit = "workday" }'),
    ("fast_terms.tier1", '{ n = 48, unit = "hour" }'),  # another unit cannot be compared
    ("fast_terms.tier4", '{ n = 1, unit = "workday" }'),
    ("minutes_confirmation_required", '["DISPATCH_COORDINATION", "OFFICE_COORDINATION"]'),
    ("minutes_confirmation_required", "[]"),
    ("intake_review", "[]"),
    ("intake_review", '["HOTLINE", "PETITION", "DEPARTMENT", "SUGGESTION", "SUBDISTRICT"]'),
    ("withdrawal_needs_leave", '["DISPATCH_COORDINATION", "OFFICE_COORDINATION", "REFERRAL"]'),
    ("emergency_designators", '["JOINT_CONFERENCE"]'),
    ("default_deciding_body", '"PARTY_STANDING_COMMITTEE"'),
    ("heads_must_meet", "false"),
]


@pytest.mark.parametrize(("key", "value"), FINE)
def test_what_only_looks_odd_is_let_through(key: str, value: str) -> None:
    assert load(with_value(key, value), file="x.toml").value(key).reason == "r"


def test_leave_is_needed_at_tier_1_only_where_an_office_conducts_it() -> None:
    text = with_value("withdrawal_needs_leave", '["NEGOTIATION"]')
    conducted = with_value("tiers.NEGOTIATION.conductor", '"DISPATCH_OFFICE"', text)
    assert load(conducted, file="x.toml").withdrawal_needs_leave == {Tier.NEGOTIATION}


@pytest.mark.parametrize("tier", [Tier.NEGOTIATION, Tier.DISPATCH_COORDINATION, Tier.OFFICE_COORDINATION])
@pytest.mark.parametrize("mode", list(EscalationMode))
def test_below_tier_4_the_clock_may_do_anything_and_has_the_terms_for_it(tier: Tier, mode: EscalationMode) -> None:
    pack = load(with_value(f"tiers.{tier}.escalation_mode", f'"{mode}"'), file="x.toml")
    assert pack.tiers[tier].escalation_mode is mode
    assert pack.term(Step.GRACE).n > 0
    assert pack.term(Step.SIGN_OFF).n > 0


@pytest.mark.parametrize("mode", sorted(set(EscalationMode) - {EscalationMode.NOTIFY_ONLY}))
def test_at_tier_4_the_clock_only_reminds(mode: EscalationMode) -> None:
    key = f"tiers.{Tier.REFERRAL}.escalation_mode"
    assert refused(with_value(key, f'"{mode}"')) == [(key, "nothing_above_tier_4")]


@pytest.mark.parametrize("step", [Step.GRACE, Step.SIGN_OFF, Step.LEAD_TIME, Step.LEAD_TIME_URGENT])
def test_the_terms_behind_a_mode_cannot_be_left_out(step: Step) -> None:
    assert refused(with_section(f"terms.{step}", None)) == [(f"terms.{step}", "missing_key")]


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_paper_passes_one_to_three_people(kind: PaperKind) -> None:
    key = f"sign_off.{kind}"
    assert [load(with_value(key, str(n)), file="x.toml").sign_off[kind] for n in (1, 2, 3)] == [1, 2, 3]
    assert refused(with_value(key, "0")) == [(key, "not_a_number")]
    assert refused(with_value(key, "4")) == [(key, "number_too_large")]
    assert refused(with_section(key, None)) == [(key, "missing_key")]


def test_a_list_keeps_its_order_where_the_order_counts() -> None:
    pack = load(with_value("carrying_out_ladder", '["criticism", "reminder_letter"]'), file="x.toml")
    assert pack.carrying_out_ladder == (LadderRung.CRITICISM, LadderRung.REMINDER_LETTER)
    assert from_json(json.loads(json.dumps(to_json(pack)))) == pack


def test_the_fast_lane_has_its_own_terms_where_the_pack_gives_them(pack: Pack) -> None:
    assert (pack.term(Step.TIER_NEGOTIATION).n, pack.term(Step.TIER_NEGOTIATION, urgent=True).n) == (5, 2)
    assert pack.term(Step.DISPATCH_OBJECTION, urgent=True).unit is TermUnit.HOUR
    assert pack.term(Step.LISTING, urgent=True) == pack.term(Step.LISTING)


def test_all_problems_are_told_at_once() -> None:
    text = with_value("terms.tier1", '{ n = 0, unit = "week" }')
    text = with_section("interim_mode", None, text)
    text = with_value("tiers.REFERRAL.escalation_mode", '"auto"', text)
    text = with_value("speed", "9", text)
    assert sorted(refused(text)) == [
        ("interim_mode", "missing_key"),
        ("speed", "unknown_key"),
        ("terms.tier1.n", "not_a_number"),
        ("tiers.REFERRAL.escalation_mode", "nothing_above_tier_4"),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("schema = 1\ncode = \n", "line 2"),
        ('schema = 1\n[terms.tier1]\nvalue = { n = 5, unit = "workday"\n', "line 3"),
        ("schema = 1\nschema = 1\n", "line 2"),
        ('schema = 1\nname = "open', "line 2"),
    ],
)
def test_broken_toml_is_told_with_its_line(text: str, place: str) -> None:
    assert refused(text) == [(place, "broken_toml")]


def test_an_empty_file_lacks_everything() -> None:
    found = refused("")
    assert found[0] == ("schema", "missing_key")
    assert ("terms.tier4", "missing_key") in found
    assert ("terms.tier2", "missing_key") not in found


def test_a_byte_order_mark_does_no_harm() -> None:
    assert load("\ufeff" + GOOD, file="x.toml").code == "longquanyi"


def test_every_reason_can_be_put_into_words() -> None:
    tabled = {reason for *_, reason in [*HEADS, *SOURCES, *VALUES]}
    tested_above = {"broken_toml", "tier_2_not_enabled"}
    tested_with_files = {"not_utf8", "no_such_file"}
    assert set(REASONS) == tabled | tested_above | tested_with_files


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(GOOD, file="longquanyi.toml")


def test_the_demo_pack_says_what_the_story_needs(pack: Pack) -> None:
    workdays = {
        Step.TIER_NEGOTIATION: 5, Step.TIER_DISPATCH: 5, Step.TIER_OFFICE: 20, Step.TIER_REFERRAL: 5,
        Step.ACCEPTANCE: 3, Step.SUPPLEMENT: 3, Step.REPLY: 5, Step.MINUTES: 3, Step.FILING_REVIEW: 3, Step.LISTING: 3,
        Step.POSITION: 5, Step.WORK_ORDER: 5,
    }  # fmt: skip
    assert {step: pack.term(step).n for step in workdays} == workdays
    assert {pack.term(step).unit for step in workdays} == {TermUnit.WORKDAY}
    carrying_out = pack.term(Step.CARRYING_OUT)
    assert (carrying_out.n, carrying_out.unit, carrying_out.roll) == (20, TermUnit.DAY, RollRule.NEXT_WORKDAY)
    assert pack.tier4_reminder.n == 5
    assert [pack.tiers[tier].escalation_mode for tier in Tier] == [EscalationMode.AUTO] * 3 + [
        EscalationMode.NOTIFY_ONLY
    ]
    by_tier = [Conductor.CONVENING_DEPARTMENT, Conductor.DISPATCH_OFFICE, Conductor.ESTABLISHMENT_OFFICE]
    assert [pack.tiers[tier].conductor for tier in Tier] == [*by_tier, Conductor.SECRETARIAT]
    assert pack.warning_marks == (2, 1, 0)
    assert pack.min_written_rounds == 1
    assert pack.tier3_can_decide_without_consent is True
    assert pack.effective_from == date(2025, 1, 1)


def test_no_term_of_a_shipped_value_is_passed_off_as_a_rule(pack: Pack) -> None:
    term = pack.term(Step.ACCEPTANCE)
    assert (term.is_sample, term.citation) == (True, "")
    assert "R14" in term.reason


def test_a_value_is_found_by_its_key_with_its_source(pack: Pack) -> None:
    cited = pack.value("tier2_enabled_for")
    assert cited.value == {CaseSource.HOTLINE, CaseSource.PETITION}
    assert cited.citation.startswith("S1 ")
    assert (cited.is_sample, cited.reason) == (False, "")
    assert cited in pack.cited()
    with pytest.raises(KeyError):
        pack.value("terms.tier5")


def test_a_missing_term_is_an_error_with_words() -> None:
    no_tier_2 = load(text_of(shipped_pack("shandong")), file="shandong.toml")
    with pytest.raises(TermMissing):
        no_tier_2.term(Step.TIER_DISPATCH)


@pytest.mark.parametrize(
    ("code", "tier", "source", "above"),
    [
        ("longquanyi", Tier.NEGOTIATION, CaseSource.HOTLINE, Tier.DISPATCH_COORDINATION),
        ("longquanyi", Tier.NEGOTIATION, CaseSource.DEPARTMENT, Tier.OFFICE_COORDINATION),
        ("longquanyi", Tier.DISPATCH_COORDINATION, CaseSource.HOTLINE, Tier.OFFICE_COORDINATION),
        ("shandong", Tier.NEGOTIATION, CaseSource.HOTLINE, Tier.OFFICE_COORDINATION),
        ("longquanyi", Tier.OFFICE_COORDINATION, CaseSource.HOTLINE, Tier.REFERRAL),
        ("longquanyi", Tier.REFERRAL, CaseSource.HOTLINE, None),
    ],
)
def test_the_next_tier_depends_on_the_pack_and_the_source(
    code: str, tier: Tier, source: CaseSource, above: Tier | None
) -> None:
    assert load(text_of(shipped_pack(code)), file=code).tier_after(tier, source) == above


def test_silence_about_minutes_confirms_at_tier_2_and_never_at_tier_3() -> None:
    pack = load(with_value("silence_effect.minutes_confirmation", '"confirmed"'), file="x.toml")
    assert pack.silence(Step.MINUTES_CONFIRMATION, Tier.DISPATCH_COORDINATION) is SilenceEffect.CONFIRMED
    assert pack.silence(Step.MINUTES_CONFIRMATION, Tier.OFFICE_COORDINATION) is SilenceEffect.NONE
    assert pack.silence(Step.MINUTES_CONFIRMATION, Tier.REFERRAL) is SilenceEffect.NONE
    assert pack.silence(Step.SUPPLEMENT, Tier.OFFICE_COORDINATION) is SilenceEffect.ABANDONED
    assert pack.silence(Step.LISTING, Tier.NEGOTIATION) is SilenceEffect.NONE


def test_a_short_step_has_only_the_marks_inside_it() -> None:
    pack = load(with_value("terms.acceptance", '{ n = 2, unit = "workday" }'), file="x.toml")
    assert pack.marks_within(pack.term(Step.ACCEPTANCE)) == (1, 0)
    assert pack.marks_within(pack.term(Step.TIER_OFFICE)) == (2, 1, 0)


def test_a_term_in_hours_warns_as_often_as_there_are_marks() -> None:
    pack = load(with_value("terms.work_order", '{ n = 24, unit = "hour" }'), file="x.toml")
    assert pack.marks_within(pack.term(Step.WORK_ORDER)) == (2, 1, 0)


def test_the_digest_hears_words_and_not_spacing(pack: Pack) -> None:
    assert sha256(load(f"# a note\n\n{GOOD}", file="other.toml")) == sha256(pack)
    assert sha256(load(with_value("max_supplements", "2"), file="x.toml")) != sha256(pack)


def test_a_pack_may_not_be_changed_once_it_is_read(pack: Pack) -> None:
    with pytest.raises(TypeError):
        pack.terms[Step.REPLY] = pack.tier4_reminder


def test_json_is_checked_like_a_file(pack: Pack) -> None:
    document = json.loads(json.dumps(to_json(pack)))
    document["terms"]["tier1"]["value"]["n"] = -3
    with pytest.raises(PackInvalid):
        from_json(document)


def test_a_basis_is_admitted_or_not() -> None:
    strict = load(text_of(shipped_pack("ningbo")), file="ningbo.toml").admissible_basis_kinds
    assert BasisKind.MANDATE in strict
    assert not strict & {BasisKind.DEPARTMENT_RULE, BasisKind.NORMATIVE_DOCUMENT}
