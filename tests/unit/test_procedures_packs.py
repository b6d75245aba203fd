"""The five packs that come with the product: they load, differ as they should, and pass no sample off as a rule."""

import json
import re

import pytest

from core.vocabulary import Conductor, ConvenerRule, FilingMode, InterimMode, Tier
from procedures.files import SHIPPED, shipped, shipped_pack, text_of
from procedures.pack import Pack, TermLength
from procedures.schema import from_json, load, to_json

CODES = ["longquanyi", "national_minimum", "ningbo", "shandong", "weihai"]


def read(code: str) -> Pack:
    return load(text_of(shipped_pack(code)), file=f"{code}.toml")


def test_five_packs_are_shipped_and_named_by_their_code() -> None:
    assert [path.stem for path in shipped()] == CODES
    assert [read(code).code for code in CODES] == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_pack_comes_back_from_json_unchanged(code: str) -> None:
    pack = read(code)
    assert from_json(json.loads(json.dumps(to_json(pack), sort_keys=True))) == pack


@pytest.mark.parametrize("code", CODES)
def test_no_number_of_days_is_passed_off_as_a_rule_of_the_establishment_offices(code: str) -> None:
    """None of the rules R1 to R7, and none of the practices read, states a number of days."""
    terms = [entry for entry in read(code).cited() if isinstance(entry.value, TermLength)]
    assert len(terms) >= 36
    for entry in terms:
        silent = re.match(r"R[1-7]\b|S\d", entry.citation)
        assert entry.reason if entry.is_sample else entry.citation and not silent, entry


def test_only_the_hotline_s_own_term_in_shandong_is_cited() -> None:
    cited = [entry for code in CODES for entry in read(code).cited() if isinstance(entry.value, TermLength)]
    assert [(entry.key, entry.citation[:3]) for entry in cited if not entry.is_sample] == [
        ("terms.dispatch_objection", "R38")
    ]


@pytest.mark.parametrize("code", CODES)
def test_every_source_is_in_the_list_of_sources(code: str) -> None:
    known = set(re.findall(r"^\| ([RS]\d+) \|", (SHIPPED / "SOURCES.md").read_text(encoding="utf-8"), re.MULTILINE))
    for entry in read(code).cited():
        numbers = set(re.findall(r"[RS]\d+", entry.citation + entry.reason))
        assert numbers <= known, entry
        assert entry.is_sample or re.match(r"[RS]\d+ ", entry.citation), entry


@pytest.mark.parametrize("code", CODES)
def test_a_sample_pack_calls_itself_one(code: str) -> None:
    pack = read(code)
    assert "示范" in pack.name_zh
    assert "sample" in pack.name_en


def test_longquanyi_has_the_four_mechanisms() -> None:
    assert set(read("longquanyi").tiers) == set(Tier)


@pytest.mark.parametrize("code", ["national_minimum", "ningbo", "shandong", "weihai"])
def test_the_others_go_from_negotiation_to_the_office(code: str) -> None:
    assert set(read(code).tiers) == set(Tier) - {Tier.DISPATCH_COORDINATION}


def test_in_weihai_the_secretaries_general_convene_and_refer() -> None:
    pack = read("weihai")
    assert pack.tiers[Tier.NEGOTIATION].conductor is Conductor.CONVENING_DEPARTMENT
    assert pack.tiers[Tier.OFFICE_COORDINATION].conductor is Conductor.SECRETARIAT
    assert pack.value(f"tiers.{Tier.OFFICE_COORDINATION}.conductor").citation.startswith("S2 ")
    assert pack.meeting_required == {Tier.OFFICE_COORDINATION}
    assert pack.minutes_confirmation_required == {Tier.OFFICE_COORDINATION}
    assert Conductor.SECRETARIAT in pack.who_may_refer


def test_in_shandong_everybody_keeps_the_old_division_meanwhile() -> None:
    pack = read("shandong")
    assert pack.interim_mode is InterimMode.ORIGINAL
    assert pack.default_convener_rule is ConvenerRule.FIRST_PROPOSER
    assert not pack.value("interim_mode").is_sample


def test_in_ningbo_two_written_rounds_come_first() -> None:
    pack = read("ningbo")
    assert (pack.min_written_rounds, pack.max_written_rounds) == (2, 2)
    assert pack.filing_mode is FilingMode.REVIEW


def test_the_national_minimum_leaves_the_decision_to_the_government() -> None:
    pack = read("national_minimum")
    assert pack.tier3_can_decide_without_consent is False
    assert pack.filing_mode is FilingMode.RECORD
