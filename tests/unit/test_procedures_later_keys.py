"""后增事项: what a version stored before a key existed says today: all that it said, and of the rest the old rule."""

import hashlib
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.vocabulary import CaseSource, DecidingBody, PaperKind, RollRule, SilenceEffect, Step, TermUnit, Tier
from procedures.errors import PackInvalid
from procedures.files import shipped_pack, text_of
from procedures.keys import RULES
from procedures.later_keys import REASON, with_later_keys
from procedures.pack import Pack
from procedures.schema import from_json, load, to_json

STORED = json.loads(
    (Path(__file__).parents[1] / "data" / "procedures" / "longquanyi_version_1.json").read_text(encoding="utf-8")
)
FIRST: dict[str, Any] = STORED["content"]
# The steps and bodies that the first versions knew.
OLD_TERMS = sorted(FIRST["terms"])
MOVED = {
    "silence_effect.minutes": "silence_effect.minutes_confirmation",
    "silence_effect.work_order": "silence_effect.dispatch_objection",
}


def digest(document: dict[str, Any]) -> str:
    """The digest as it is stored beside a version."""
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def said(document: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Every value with its source, by dotted key."""
    found: dict[str, Any] = {}
    for name, raw in document.items():
        if isinstance(raw, dict) and "value" not in raw:
            found |= said(raw, f"{prefix}{name}.")
        else:
            found[prefix + name] = raw
    return found


def sample(value: Any) -> dict[str, Any]:
    return {"value": value, "basis": "sample", "reason": "r"}


def first(**changes: Any) -> dict[str, Any]:
    """The first version with some of its keys saying something else; two underscores stand for the dot."""
    document = deepcopy(FIRST)
    for key, value in changes.items():
        *groups, name = key.split("__")
        table = document
        for group in groups:
            table = table[group]
        table[name] = sample(value)
    return document


def check_says_what_it_said(document: dict[str, Any], pack: Pack) -> None:
    """All of the stored version is there; what is there besides is a sample with the reason that says so."""
    old, now = said(document), said(to_json(pack))
    assert {key: now[MOVED.get(key, key)] for key in old} == old
    added = set(now) - {MOVED.get(key, key) for key in old}
    assert added
    for key in added:
        assert now[key] == {"value": now[key]["value"], "basis": "sample", "reason": REASON}, key


def test_the_first_version_says_what_it_said() -> None:
    pack = from_json(FIRST)
    check_says_what_it_said(FIRST, pack)
    assert (pack.version, pack.effective_from.isoformat()) == (1, "2024-01-01")


def test_reading_changes_neither_the_stored_version_nor_its_digest() -> None:
    before = deepcopy(FIRST)
    assert digest(FIRST) == STORED["sha256"]
    from_json(FIRST)
    with_later_keys(FIRST)
    assert before == FIRST
    assert digest(FIRST) == STORED["sha256"]


def test_of_a_later_key_it_says_what_was_the_rule_then() -> None:
    pack = from_json(FIRST)
    assert {pack.sign_off[kind] for kind in PaperKind} == {1}
    demanded = (
        pack.scan_required, pack.negotiation_letter_required, pack.heads_must_meet, pack.legality_opinion_required,
        pack.major_complex_forces_tier4, pack.cosignature_required, pack.reneging_moves_up,
    )  # fmt: skip
    assert not any(demanded)
    assert not pack.intake_review | pack.minutes_confirmation_required | pack.withdrawal_needs_leave
    assert not pack.fast_terms
    assert pack.term(Step.POSITION, urgent=True) == pack.term(Step.POSITION)
    assert {pack.silence(step, Tier.NEGOTIATION) for step in (Step.DISPATCH_OBJECTION, Step.NEGOTIATION_REPLY)} == {
        SilenceEffect.NONE
    }


def test_every_step_has_its_term() -> None:
    """Only the whole coordination may be without: which steps had a term then is not changed by a later wish."""
    pack = from_json(FIRST)
    timed = set(Step) - {Step.WHOLE_CASE}
    assert {step for step in timed if pack.term(step).n} == timed
    assert Step.WHOLE_CASE not in pack.terms


@pytest.mark.parametrize(
    ("before", "value", "now"),
    [
        ("minutes", "confirmed", Step.MINUTES_CONFIRMATION),
        ("minutes", "none", Step.MINUTES_CONFIRMATION),
        ("work_order", "first_handler", Step.DISPATCH_OBJECTION),
    ],
)
def test_a_meaning_of_silence_under_its_old_name_is_kept(before: str, value: str, now: Step) -> None:
    document = first(**{f"silence_effect__{before}": value})
    pack = from_json(document)
    assert pack.silence_effect[now] == value
    assert pack.value(f"silence_effect.{now}").reason == "r"
    assert pack.silence(now, Tier.OFFICE_COORDINATION) is not SilenceEffect.CONFIRMED
    check_says_what_it_said(document, pack)


@pytest.mark.parametrize(
    ("bodies", "usual"),
    [
        (["PARTY_STANDING_COMMITTEE", "GOVERNMENT_MEETING"], DecidingBody.GOVERNMENT_MEETING),
        (["ESTABLISHMENT_COMMISSION"], DecidingBody.ESTABLISHMENT_COMMISSION),
        (["LEADER_IN_CHARGE", "PARTY_STANDING_COMMITTEE"], DecidingBody.LEADER_IN_CHARGE),
    ],
)
def test_the_usual_body_is_one_that_could_decide_then(bodies: list[str], usual: DecidingBody) -> None:
    assert from_json(first(decided_by=bodies)).default_deciding_body is usual


@pytest.mark.parametrize("broken", [{"decided_by": "LEADER"}, {"terms": 5}, {"silence_effect": []}, {"sign_off": None}])
def test_what_is_broken_is_named_and_not_mended(broken: dict[str, Any]) -> None:
    with pytest.raises(PackInvalid) as refusal:
        from_json({**FIRST, **broken})
    assert next(iter(broken)) in {problem.key for problem in refusal.value.problems}


@pytest.mark.parametrize("code", ["longquanyi", "national_minimum", "ningbo", "shandong", "weihai"])
def test_a_version_of_today_is_read_as_it_stands(code: str) -> None:
    document = json.loads(json.dumps(to_json(load(text_of(shipped_pack(code)), file=code))))
    assert with_later_keys(document) == document


def test_both_meanings_of_silence_can_stand_side_by_side_today() -> None:
    document = to_json(load(text_of(shipped_pack("longquanyi")), file="longquanyi"))
    document["silence_effect"]["minutes"] = sample("none")
    assert with_later_keys(document) == document
    assert "silence_effect.minutes" in from_json(document).entries


def test_every_later_key_is_one_of_the_schema() -> None:
    added = set(said(with_later_keys(FIRST))) - set(said(FIRST))
    assert added <= set(RULES)


terms = st.one_of(
    st.fixed_dictionaries({"n": st.integers(1, 3650), "unit": st.sampled_from(["workday", "hour"])}),
    st.fixed_dictionaries({
        "n": st.integers(1, 3650), "unit": st.just(TermUnit.DAY.value), "roll": st.sampled_from([*map(str, RollRule)]),
    }),
)  # fmt: skip
changes: dict[str, st.SearchStrategy[Any]] = {
    **{f"terms__{step}": terms for step in OLD_TERMS},
    "silence_effect__position": st.sampled_from(["none", "close_round", "no_objection"]),
    "silence_effect__supplement": st.sampled_from(["none", "abandoned"]),
    "silence_effect__reply": st.sampled_from(["none", "close_round"]),
    "silence_effect__minutes": st.sampled_from(["none", "confirmed"]),
    "silence_effect__work_order": st.sampled_from(["none", "first_handler"]),
    "tiers__NEGOTIATION__escalation_mode": st.sampled_from(["auto", "notify_only"]),
    "tier2_enabled_for": st.lists(st.sampled_from([*map(str, CaseSource)][:5]), min_size=1, unique=True).map(sorted),
    "decided_by": st.lists(st.sampled_from([*map(str, DecidingBody)]), min_size=1, unique=True),
    "who_may_refer": st.just(["ESTABLISHMENT_OFFICE", "SECRETARIAT"]),
    "meeting_required": st.sampled_from([[], ["OFFICE_COORDINATION"]]),
    "max_supplements": st.integers(0, 20),
    "sign_off__REFERRAL": st.integers(1, 3),
}


@pytest.mark.property
@given(st.fixed_dictionaries({"warning_marks": st.just([])}, optional=changes))
def test_whatever_a_first_version_said_it_can_be_read_and_says_it_still(changed: dict[str, Any]) -> None:
    document = first(**changed)
    before = digest(document)
    pack = from_json(document)
    completed = to_json(pack)
    assert digest(document) == before
    check_says_what_it_said(canonical(document), pack)
    assert to_json(from_json(completed)) == completed


def canonical(document: dict[str, Any]) -> dict[str, Any]:
    """The document as ``to_json`` writes it: every term with its roll, sets in the order of their vocabulary."""
    ordered = deepcopy(document)
    for step, raw in ordered["terms"].items():
        ordered["terms"][step] = {**raw, "value": {"roll": "none", **raw["value"]}}
    ordered["tier2_enabled_for"]["value"].sort(key=[*map(str, CaseSource)].index)
    ordered["decided_by"]["value"].sort(key=[*map(str, DecidingBody)].index)
    ordered["who_may_refer"]["value"].sort()
    return ordered
