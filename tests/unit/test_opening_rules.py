"""提起规则: who convenes, who handles the matter meanwhile."""

import pytest

from cases.opening.rules import answers, convener_of, interim_handler_of, matter_of
from core.vocabulary import ConvenerGround, ConvenerRule, InterimMode

A, B, C = "生态环境局", "综合行政执法局", "住建局"
PARTIES = (A, B, C)
BY_OBJECTION, BY_PROPOSAL = ConvenerRule.FIRST_OBJECTOR, ConvenerRule.FIRST_PROPOSER


@pytest.mark.parametrize(
    ("named", "leads", "rule", "objector", "proposer", "convener", "ground"),
    [
        (C, {B}, BY_OBJECTION, A, "", C, ConvenerGround.NAMED),
        ("", {B}, BY_OBJECTION, C, "", B, ConvenerGround.LEAD),
        ("", {C, B}, BY_OBJECTION, "", "", B, ConvenerGround.LEAD),
        ("", {"不在案的部门"}, BY_OBJECTION, C, "", C, ConvenerGround.FIRST_OBJECTOR),
        ("", set(), BY_OBJECTION, C, B, C, ConvenerGround.FIRST_OBJECTOR),
        ("", set(), BY_PROPOSAL, C, B, B, ConvenerGround.FIRST_PROPOSER),
        ("", set(), BY_PROPOSAL, C, "热线", A, ConvenerGround.FIRST_LISTED),
        ("", set(), BY_OBJECTION, "", B, A, ConvenerGround.FIRST_LISTED),
    ],
)
def test_who_convenes(named, leads, rule, objector, proposer, convener, ground):
    found = convener_of(PARTIES, named=named, leads=leads, rule=rule, first_objector=objector, first_proposer=proposer)
    assert found == (convener, ground)


@pytest.mark.parametrize(
    ("mode", "leads", "receiver", "handler"),
    [
        (InterimMode.DESIGNATED, {B}, C, ""),
        (InterimMode.NONE, {B}, C, None),
        (InterimMode.FIRST_RECEIVER, {B}, C, C),
        (InterimMode.FIRST_RECEIVER, {B}, "热线", A),
        (InterimMode.ORIGINAL, {C, B}, A, B),
        (InterimMode.ORIGINAL, set(), C, A),
    ],
)
def test_who_handles_the_matter_meanwhile(mode, leads, receiver, handler):
    assert interim_handler_of(PARTIES, mode=mode, leads=leads, first_receiver=receiver) == handler


@pytest.mark.parametrize(("matched", "asked", "enough"), [(0, 0, False), (4, 12, True), (3, 12, False), (2, 2, True)])
def test_when_an_entry_is_about_the_matter(matched, asked, enough):
    assert answers(matched=matched, asked=asked) is enough


@pytest.mark.parametrize(
    ("title", "matter"),
    [
        ("住改商监管职责争议", "住改商"),
        ("建筑工地夜间施工噪声监管职责争议", "建筑工地夜间施工噪声"),
        ("流动早餐车由谁管", "流动早餐车 管"),
        ("职责争议", "职责争议"),
    ],
)
def test_what_a_dispute_is_about(title, matter):
    assert matter_of(title) == matter
