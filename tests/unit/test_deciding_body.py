"""由谁审定: who decides at tier 4, on what paper, about one matter, and how long after the application."""

from datetime import date

import pytest

from cases.errors import PaperFromTheFuture
from cases.referral.errors import (
    AnotherBodyNeedsReason,
    BodyMayNotDecide,
    FromBeforeItCame,
    InstructionIncomplete,
    LeadTimeNotKept,
    SentToAnotherBody,
    SheetMissing,
    TwoMatters,
    UrgencyNeedsReason,
    WrongForm,
)
from cases.referral.rules import (
    FORMS,
    Fork,
    check_between,
    check_body,
    check_form,
    check_instruction,
    check_notice,
    check_one_matter,
    check_return,
    chosen,
    fork,
    lines_of,
    matters_in,
)
from core.vocabulary import DecidingBody, DecisionForm, OrganizationKind, RoutingGround, TermUnit

LEADER, COMMISSION, GOVERNMENT, COMMITTEE = DecidingBody
DEPARTMENT = OrganizationKind.DEPARTMENT
ALL = frozenset(DecidingBody)


@pytest.mark.parametrize(
    ("kinds", "statute", "allowed", "body", "ground"),
    [
        ([DEPARTMENT], False, ALL, GOVERNMENT, RoutingGround.DEFAULT),
        ([DEPARTMENT, OrganizationKind.SUBDISTRICT, OrganizationKind.VERTICAL_ORGAN, OrganizationKind.INSTITUTION],
         False, ALL, GOVERNMENT, RoutingGround.DEFAULT),
        ([DEPARTMENT, OrganizationKind.PARTY_ORGAN], False, ALL, COMMITTEE, RoutingGround.PARTY_SIDE),
        ([DEPARTMENT, OrganizationKind.DISCIPLINE], False, ALL, COMMITTEE, RoutingGround.PARTY_SIDE),
        ([OrganizationKind.CONGRESS_OR_CONSULTATIVE], False, ALL, COMMITTEE, RoutingGround.PARTY_SIDE),
        # whoever the government does not bind comes before what a statute leaves to the government
        ([OrganizationKind.PARTY_ORGAN], True, ALL, COMMITTEE, RoutingGround.PARTY_SIDE),
        ([OrganizationKind.PARTY_ORGAN], False, {COMMISSION, GOVERNMENT}, COMMISSION, RoutingGround.PARTY_SIDE),
        ([OrganizationKind.PARTY_ORGAN], False, {GOVERNMENT}, GOVERNMENT, RoutingGround.DEFAULT),
        ([DEPARTMENT], True, ALL, GOVERNMENT, RoutingGround.STATUTE),
        ([DEPARTMENT], True, {LEADER, GOVERNMENT}, GOVERNMENT, RoutingGround.STATUTE),
    ],
)  # fmt: skip
def test_the_rule_names_the_body(
    kinds: list[OrganizationKind], statute: bool, allowed: set[DecidingBody], body: DecidingBody, ground: RoutingGround
) -> None:
    assert fork(kinds, left_to_government=statute, default=GOVERNMENT, allowed=allowed) == Fork(
        body=body, ground=ground
    )


@pytest.mark.parametrize("default", [LEADER, COMMISSION, GOVERNMENT, COMMITTEE])
def test_otherwise_the_procedures_default_decides(default: DecidingBody) -> None:
    found = fork([DEPARTMENT], left_to_government=False, default=default, allowed={default})
    assert found == Fork(body=default, ground=RoutingGround.DEFAULT)


def test_a_statute_is_above_the_procedures_default() -> None:
    found = fork([DEPARTMENT], left_to_government=True, default=LEADER, allowed=ALL)
    assert found.body is GOVERNMENT


BY_RULE = Fork(body=GOVERNMENT, ground=RoutingGround.DEFAULT)


@pytest.mark.parametrize("body", [None, GOVERNMENT])
def test_the_body_of_the_rule_needs_no_reason(body: DecidingBody | None) -> None:
    assert chosen(body, by_rule=BY_RULE, allowed=ALL, reason="") is BY_RULE


def test_another_body_needs_a_reason_and_the_procedures_leave() -> None:
    found = chosen(LEADER, by_rule=BY_RULE, allowed=ALL, reason="事项单一")
    assert found == Fork(body=LEADER, ground=RoutingGround.OVERRIDDEN)
    with pytest.raises(AnotherBodyNeedsReason):
        chosen(LEADER, by_rule=BY_RULE, allowed=ALL, reason="")
    with pytest.raises(BodyMayNotDecide):
        chosen(COMMITTEE, by_rule=BY_RULE, allowed={GOVERNMENT, LEADER}, reason="事项重大")


def test_one_body_decides() -> None:
    check_body(GOVERNMENT, routed=GOVERNMENT)
    with pytest.raises(SentToAnotherBody):
        check_body(COMMITTEE, routed=GOVERNMENT)


@pytest.mark.parametrize("body", list(DecidingBody))
def test_each_body_decides_on_its_own_paper(body: DecidingBody) -> None:
    for form in DecisionForm:
        if form in FORMS[body]:
            check_form(form, body)
        else:
            with pytest.raises(WrongForm):
                check_form(form, body)
    assert (DecisionForm.MINUTES in FORMS[body]) is (body is not LEADER)


def test_a_leader_sends_back_at_any_time_and_a_meeting_by_its_paper() -> None:
    check_return(DecisionForm.INSTRUCTION, None, number="", has_sheet=False)
    check_return(DecisionForm.INSTRUCTION, GOVERNMENT, number="", has_sheet=False)
    check_return(DecisionForm.MINUTES, GOVERNMENT, number="纪要3号", has_sheet=True)
    with pytest.raises(WrongForm):
        check_return(DecisionForm.MINUTES, None, number="纪要3号", has_sheet=True)
    with pytest.raises(WrongForm):
        check_return(DecisionForm.MINUTES, LEADER, number="纪要3号", has_sheet=True)
    for number, has_sheet, field in (("", True, "document_number"), ("纪要3号", False, "sheet")):
        with pytest.raises(SheetMissing) as refused:
            check_return(DecisionForm.MINUTES, GOVERNMENT, number=number, has_sheet=has_sheet)
        assert refused.value.field == field


def test_an_instruction_is_whole_or_not_there() -> None:
    check_instruction("", "", None)
    check_instruction("区长", "请提交常务会议。", date(2026, 5, 6))
    for leader, text, on, field in (
        ("区长", "", None, "instruction"), ("", "请研究。", date(2026, 5, 6), "leader"),
        ("区长", "请研究。", None, "instructed_on"),
    ):  # fmt: skip
        with pytest.raises(InstructionIncomplete) as refused:
            check_instruction(leader, text, on)
        assert refused.value.field == field


def test_the_meeting_lies_behind_the_lead_time() -> None:
    earliest = date(2026, 5, 20)
    check_notice(earliest, earliest, n=10, unit=TermUnit.WORKDAY, urgent=False, reason="")
    with pytest.raises(LeadTimeNotKept) as refused:
        check_notice(date(2026, 5, 19), earliest, n=10, unit=TermUnit.WORKDAY, urgent=False, reason="")
    assert refused.value.params["earliest"] == earliest
    with pytest.raises(UrgencyNeedsReason):
        check_notice(earliest, earliest, n=7, unit=TermUnit.WORKDAY, urgent=True, reason="")


def test_nothing_happens_before_it_came_or_after_today() -> None:
    came, today = date(2026, 5, 6), date(2026, 5, 8)
    for day in (came, today):
        check_between(day, came, today, field="decided_on")
    with pytest.raises(FromBeforeItCame):
        check_between(date(2026, 5, 5), came, today, field="decided_on")
    with pytest.raises(PaperFromTheFuture):
        check_between(date(2026, 5, 9), came, today, field="decided_on")


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        ("建筑施工噪声监管", ["建筑施工噪声监管"]),
        ("关于建筑施工噪声监管（含夜间施工）职责的请示。", ["关于建筑施工噪声监管（含夜间施工）职责的请示"]),
        ("依据《噪声法》第77条明确监管部门", ["依据《噪声法》第77条明确监管部门"]),
        ("2026年第3次申报的事项", ["2026年第3次申报的事项"]),
        ("施工噪声监管；夜间施工许可", ["施工噪声监管", "夜间施工许可"]),
        ("施工噪声监管\n夜间施工许可\n", ["施工噪声监管", "夜间施工许可"]),
        ("一、施工噪声监管 二、夜间施工许可", ["施工噪声监管", "夜间施工许可"]),
        ("1.施工噪声监管 2.夜间施工许可", ["施工噪声监管", "夜间施工许可"]),
        ("（一）施工噪声监管。（二）夜间施工许可。", ["施工噪声监管。", "夜间施工许可。"]),
    ],
)  # fmt: skip
def test_matters_are_told_apart(text: str, matters: list[str]) -> None:
    assert [one.rstrip("。") for one in matters_in(text)] == [one.rstrip("。") for one in matters]
    if len(matters) > 1:
        with pytest.raises(TwoMatters):
            check_one_matter(text)
    else:
        check_one_matter(text)


def test_a_list_of_people_is_one_a_line() -> None:
    assert lines_of(" 生态环境局 副局长\n\n住房城乡建设局 局长 \n") == ["生态环境局 副局长", "住房城乡建设局 局长"]
