"""What a row of a roster means, and messages that name row, column, value and rule."""

from datetime import date

import pytest

from core.errors import InvalidRows
from core.tables import TableRow
from core.vocabulary import OrganizationFunction, OrganizationKind
from organizations.roster import read_jurisdictions, read_roster
from organizations.sorting import initials, sort_key

GOOD = {
    "code": "XH-Z13",
    "name": "徐汇区生态环境局",
    "short_name": "区生态环境局",
    "kind": "政府部门",
    "region": "上海市徐汇区",
}


def rows(*changes):
    return [TableRow(number=number, cells={**GOOD, **change}) for number, change in enumerate(changes, start=2)]


def problems(*changes):
    with pytest.raises(InvalidRows) as caught:
        read_roster(rows(*changes))
    return caught.value.rows


def test_a_row_becomes_an_organization():
    (line,) = read_roster(
        rows({"functions": "派件；司法", "valid_from": "2019-01-31", "valid_to": "", "short_name": ""})
    )
    assert line.kind is OrganizationKind.DEPARTMENT
    assert line.functions == (OrganizationFunction.DISPATCH_OFFICE, OrganizationFunction.JUSTICE)
    assert (line.valid_from, line.valid_to) == (date(2019, 1, 31), None)
    assert line.short_name == "徐汇区生态环境局"
    assert line.given == {"functions", "valid_from", "valid_to"}


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"kind": "企业"}, "kind", ["企业", "党委机构"]),
        ({"code": ""}, "code", []),
        ({"code": "徐汇 1"}, "code", ["徐汇 1"]),
        ({"name": ""}, "name", []),
        ({"region": ""}, "region", []),
        ({"short_name": "局" * 61}, "short_name", ["60", "61"]),
        ({"functions": "编办;总机"}, "functions", ["总机"]),
        ({"valid_from": "2019年1月"}, "valid_from", ["2019年1月"]),
        ({"valid_from": "2019-01-31", "valid_to": "2019-01-31"}, "valid_to", ["2019-01-31"]),
        ({"successor": "XH-Z14"}, "successor", ["XH-Z14"]),
        ({"valid_to": "2019-01-31", "successor": "XH-Z13"}, "successor", ["XH-Z13"]),
    ],
)
def test_a_bad_cell_is_named_with_row_column_value(change, column, words):
    assert [(row, where) for row, where, _message in problems({"code": "OTHER"}, change)] == [(3, column)]
    message = problems({"code": "OTHER"}, change)[0][2]
    assert all(word in message for word in words)


def test_a_code_stands_once():
    ((row, column, message),) = problems({}, {"code": "X"}, {})
    assert (row, column) == (4, "code")
    assert "XH-Z13" in message
    assert "2" in message


def test_all_problems_come_at_once():
    assert [row for row, _column, _message in problems({"kind": "甲"}, {"code": "X", "kind": "乙"})] == [2, 3]


@pytest.mark.parametrize("prefix", ["x", "XHXHXHX", "徐汇", "X1"])
def test_a_number_prefix_is_ascii_capitals(prefix):
    cells = {"code": "310104", "name": "上海市徐汇区", "number_prefix": prefix}
    with pytest.raises(InvalidRows) as caught:
        read_jurisdictions([TableRow(number=2, cells=cells)])
    assert [row[:2] for row in caught.value.rows] == [(2, "number_prefix")]


def test_names_are_found_by_their_pinyin():
    assert sort_key("区生态环境局") == "qu sheng tai huan jing ju"
    assert initials("徐汇区行政审批局", "长桥街道") == "xhqxzspj cqjd"
