"""What a work order says becomes the beginning of a case: a short title, its text, its source, who got it first."""

import pytest

from core.vocabulary import CaseSource
from hotline.models import WorkOrder
from hotline.suggestions import LONGEST_SUMMARY, LONGEST_TITLE, source_of, suggest_case, title_from
from organizations.models import Organization


def order(number: str, text: str, *, source: str = "12345", recipient: str = "") -> WorkOrder:
    body = Organization(code=recipient) if recipient else None
    return WorkOrder(source=source, number=number, text=text, first_recipient=body)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("路灯不亮。已有三天。", "路灯不亮"),
        ("路灯不亮\n已有三天", "路灯不亮"),
        ("路灯不亮", "路灯不亮"),
        ("。路灯", ""),
        ("长" * LONGEST_TITLE, "长" * LONGEST_TITLE),
        ("长" * (LONGEST_TITLE + 1), "长" * (LONGEST_TITLE - 1) + "…"),
        ("工地夜间施工,扰民" + "长" * LONGEST_TITLE, "工地夜间施工"),
        ("甲，乙，" + "长" * LONGEST_TITLE, "甲，乙"),
    ],
)
def test_the_title_is_the_first_sentence_or_what_of_it_has_room(text, title):
    assert title_from(text) == title
    assert len(title_from(text)) <= LONGEST_TITLE


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("12345", CaseSource.HOTLINE),
        ("PETITION", CaseSource.PETITION),
        ("petition", CaseSource.PETITION),
        ("SZCG", CaseSource.HOTLINE),
    ],
)
def test_petitions_are_petitions_and_everything_else_is_the_hotlines(source, expected):
    assert source_of(source) is expected


def test_one_order_speaks_for_itself():
    suggestion = suggest_case([order("A1", "路灯不亮。请修。", source="PETITION", recipient="R1")])
    assert (suggestion.title, suggestion.summary) == ("路灯不亮", "路灯不亮。请修。")
    assert (suggestion.source, suggestion.recipients) == (CaseSource.PETITION, ("R1",))


def test_several_are_told_apart_and_their_recipients_named_once():
    orders = [order("A1", "甲", recipient="R2"), order("A2", "乙"), order("A3", "丙", recipient="R1")]
    suggestion = suggest_case([*orders, order("A4", "丁", recipient="R2")])
    assert suggestion.title == "甲"
    assert suggestion.summary.splitlines() == ["12345:A1 甲", "12345:A2 乙", "12345:A3 丙", "12345:A4 丁"]
    assert suggestion.recipients == ("R2", "R1")


def test_a_summary_has_room_in_its_field():
    suggestion = suggest_case([order("A1", "长" * 4000), order("A2", "长" * 4000)])
    assert len(suggestion.summary) == LONGEST_SUMMARY
    assert suggestion.summary.endswith("…")
