"""Forms made from the inputs of acts: which boxes they have, what they give, and what they say when it is wrong."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.utils.translation import gettext

from core.errors import InvalidInput
from core.labels import label
from core.validation import REQUIRED
from core.vocabulary import BasisKind, DutyRole, OutcomeScope, Phase, Stance
from flows import inputs
from flows.acts import ACTS
from flows.inputs import ActInput
from web.forms.context import FormContext
from web.forms.from_input import ActForm

PARTIES = (("ECO", "生态环境局"), ("CITY", "城市管理局"), ("HOUSE", "住房建设局"))
CONTEXT = FormContext(
    zone=ZoneInfo("Asia/Shanghai"),
    parties=PARTIES,
    organizations=(*PARTIES, ("MARKET", "市场监管局")),
    jurisdictions=(("510112", "龙泉驿区"), ("371100", "日照市")),
    documents=(("7", "现场照片"),),
    search_words={"MARKET": "scjgj"},
)
SIGNED = {"signed_by": "王局长", "signed_on": "2026-11-20"}
OUTCOME = {
    "matter": "建筑工地夜间施工噪声", "assignments-SUPERVISION-ECO": "LEAD", "assignments-ENFORCEMENT-CITY": "LEAD",
    "assignments-SUPERVISION-HOUSE": "ASSISTING", "outcome_basis": "噪声污染防治法第八条", "scope": "STANDING",
    "effective_from": "2026-12-01",
}  # fmt: skip
ALL_INPUTS = sorted({spec.input for spec in ACTS.values()} | {inputs.OpenCase}, key=lambda model: model.__name__)


def post(**values: str | list[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def form(model: type[ActInput], **values: str | list[str]) -> ActForm:
    return ActForm(post(**values), model=model, context=CONTEXT)


@pytest.mark.parametrize("model", ALL_INPUTS, ids=lambda model: model.__name__)
def test_every_input_becomes_a_form_whose_boxes_are_labelled_and_drawn(model: type[ActInput]) -> None:
    made = ActForm(model=model, context=CONTEXT)
    asked = set(model.model_fields) - CONTEXT.left_out
    assert set(made.fields) == {*asked, "request_key", "stage"}
    assert all(made.fields[name].label for name in asked)
    assert str(made)


def test_a_position_is_given_as_the_act_wants_it() -> None:
    made = form(
        inputs.StatePosition,
        **SIGNED, **{"stances-SUPERVISION": "LEAD", "stances-ENFORCEMENT": "NOT_OURS", "stances-APPROVAL": ""},
        basis_kind="LAW", basis="  噪声法   第八条 ", text="",
    )  # fmt: skip
    assert made.is_valid(), made.errors
    given = made.act_input
    assert isinstance(given, inputs.StatePosition)
    assert [(one.phase, one.stance) for one in given.stances] == [
        (Phase.SUPERVISION, Stance.LEAD), (Phase.ENFORCEMENT, Stance.NOT_OURS),
    ]  # fmt: skip
    assert (given.basis_kind, given.basis, given.signed_on) == (BasisKind.LAW, "噪声法 第八条", date(2026, 11, 20))


def test_the_matrix_gives_one_role_per_cell_that_was_filled() -> None:
    made = form(inputs.DraftAgreement, **OUTCOME, text="一致意见")
    assert made.is_valid(), made.errors
    given = made.act_input
    assert isinstance(given, inputs.DraftAgreement)
    assert {(one.phase, one.organization, one.role) for one in given.assignments} == {
        (Phase.SUPERVISION, "ECO", DutyRole.LEAD),
        (Phase.ENFORCEMENT, "CITY", DutyRole.LEAD),
        (Phase.SUPERVISION, "HOUSE", DutyRole.ASSISTING),
    }
    assert (given.effective_to, given.scope) == (None, OutcomeScope.STANDING)


def test_the_parties_come_in_the_order_of_the_numbers_beside_them() -> None:
    made = form(
        inputs.OpenCase, jurisdiction="510112", title="住改商", summary="登记与执法", source="DEPARTMENT",
        parties=["ECO", "CITY", "MARKET"], **{"parties-order-ECO": "3", "parties-order-CITY": "1"},
    )  # fmt: skip
    assert made.is_valid(), made.errors
    given = made.act_input
    assert isinstance(given, inputs.OpenCase)
    assert given.parties == ("CITY", "ECO", "MARKET")
    assert given.work_secret is False


def test_a_moment_is_meant_in_the_zone_of_the_jurisdiction() -> None:
    made = form(inputs.ConveneMeeting, title="专题会", starts_at="2026-11-26T09:30", place="三楼", chair="")
    assert made.is_valid(), made.errors
    assert isinstance(made.act_input, inputs.ConveneMeeting)
    assert made.act_input.starts_at == datetime(2026, 11, 26, 1, 30, tzinfo=UTC)


def test_attendance_is_a_row_per_party_and_an_open_row_is_named() -> None:
    rows = {f"attendances-{code}-attended": "true" for code, _name in PARTIES[:2]}
    rows |= {f"attendances-{code}-representative": "李科长" for code, _name in PARTIES[:2]}
    made = form(inputs.HoldMeeting, held_at="2026-11-26T09:30", **rows)
    assert not made.is_valid()
    assert len(made.errors["attendances"]) == 1
    assert all(
        words in made.errors["attendances"][0] for words in ("住房建设局", gettext("Attended"), gettext(REQUIRED))
    )


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"signed_on": ""}, "signed_on", REQUIRED),
        ({"signed_by": "   "}, "signed_by", REQUIRED),
        ({"signed_by": "长" * 61}, "signed_by", "60"),
        ({"signed_on": "明天"}, "signed_on", "明天"),
        ({"signed_on": "2026-02-30"}, "signed_on", "2026-02-30"),
        ({"basis_kind": "HEARSAY"}, "basis_kind", "HEARSAY"),
        ({"basis_kind": ""}, "basis_kind", REQUIRED),
        ({"stances-SUPERVISION": ""}, "stances", REQUIRED),
        ({"stances-SUPERVISION": "MAYBE"}, "stances", "MAYBE"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_field_and_names_value_or_rule(
    values: dict[str, str], field: str, words: str
) -> None:
    good = {**SIGNED, "stances-SUPERVISION": "LEAD", "basis_kind": "LAW", "basis": "第八条", "text": ""}
    made = form(inputs.StatePosition, **{**good, **values})
    assert not made.is_valid()
    assert made.act_input is None
    assert list(made.errors) == [field]
    assert gettext(words) in made.errors[field][0]


@pytest.mark.parametrize(("typed", "words"), [("abc", "abc"), ("0", "1"), ("61", "60"), ("", REQUIRED), ("1.5", "1.5")])
def test_a_number_out_of_bounds_names_the_bound(typed: str, words: str) -> None:
    made = form(inputs.ExtendDeadline, workdays=typed, reason="复杂")
    assert not made.is_valid()
    assert gettext(words) in made.errors["workdays"][0]


def test_too_few_parties_are_counted() -> None:
    made = form(inputs.OpenCase, jurisdiction="510112", title="题", summary="由", source="DEPARTMENT", parties=["ECO"])
    assert not made.is_valid()
    assert "2" in made.errors["parties"][0]
    assert "1" in made.errors["parties"][0]


def test_words_are_english_for_who_reads_english(english: None) -> None:
    made = form(
        inputs.StatePosition,
        signed_by="长" * 61,
        **{"stances-SUPERVISION": "LEAD"},
        basis_kind="LAW",
        basis="8",
        signed_on="2026-11-20",
    )
    assert not made.is_valid()
    assert made.errors["signed_by"] == ["At most 60 characters; you wrote 61. Please shorten it."]


def test_a_rule_of_the_procedure_is_shown_beside_its_field_or_above_all() -> None:
    made = form(inputs.WithdrawCase, reason="协商一致")
    assert made.is_valid()
    made.take(InvalidInput(field="reason", label="理由", reason="太短"))
    made.take(InvalidInput(field="nowhere", label="全部", reason="不行"))
    assert "太短" in made.errors["reason"][0]
    assert "不行" in made.non_field_errors()[0]


def test_the_search_shortens_the_list_and_keeps_what_was_ticked() -> None:
    made = form(inputs.AddParty, organization="ECO", reason="", **{"organization-find": "SCJ", "find": "organization"})
    assert made.seeks()
    page = str(made["organization"])
    assert "市场监管局" in page
    assert "城市管理局" not in page
    assert 'value="ECO" checked' in page


def test_each_new_form_has_a_key_of_its_own_and_rests_on_its_stage() -> None:
    first, second = (ActForm(model=inputs.WithdrawCase, context=CONTEXT, stage_id=9) for _ in range(2))
    assert first["request_key"].value() != second["request_key"].value()
    assert first["stage"].value() == 9


def test_what_was_typed_can_be_given_back_in_words() -> None:
    made = form(inputs.DraftAgreement, **OUTCOME, text="一致意见")
    words = dict(made.typed_lines())
    assert "一致意见" in words.values()
    assert any("生态环境局" in said for said in words.values())


def test_what_was_typed_is_given_back_without_codes() -> None:
    made = form(inputs.StatePosition, **SIGNED, **{"stances-SUPERVISION": "LEAD"}, basis_kind="MANDATE", basis="第四条")
    words = [said for _title, said in made.typed_lines()]
    assert f"{label(Phase.SUPERVISION)}{gettext(', ')}{label(Stance.LEAD)}" in words
    assert label(BasisKind.MANDATE) in words
