"""Phone and identity numbers do not enter with a work order's text."""

import time

import pytest

from hotline.masking import masked


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("请回电13812345678。", "请回电138****5678。"),
        ("微信wx13812345678", "微信wx138****5678"),
        ("138 1234 5678或138-1234-5678", "138****5678或138****5678"),
        ("+86 13812345678", "+86 138****5678"),
        ("电话:１３８１２３４５６７８", "电话:138****5678"),
        ("家里028-84851234", "家里028-*******"),
        ("办公室02884851234转8001", "办公室028-*******转8001"),
        ("身份证51011219900307123X,请查", "身份证510112************,请查"),
        ("身份证510112199003071234", "身份证510112************"),
        ("两个13812345678、13987654321", "两个138****5678、139****4321"),
    ],
)
def test_numbers_of_people_are_masked(text, result):
    assert masked(text) == result


@pytest.mark.parametrize(
    "text",
    [
        "工单20260928123456789012",
        "2026-09-28 09:30",
        "文号〔2026〕12号",
        "金额12345678元",
        "门牌1301号",
        "１２栋３单元",
        "拨打12345",
    ],
)
def test_other_numbers_stay(text):
    assert masked(text).translate(str.maketrans("0123456789", "０１２３４５６７８９")) == text.translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    )


def test_masking_twice_changes_nothing_more():
    once = masked("13812345678 028-84851234 51011219900307123X")
    assert masked(once) == once


@pytest.mark.parametrize("hostile", ["1" * 200_000, "13 " * 60_000, "0 -" * 60_000, "138-1234-567" * 15_000])
def test_hostile_text_takes_no_longer_than_its_length_deserves(hostile):
    begin = time.perf_counter()
    masked(hostile)
    assert time.perf_counter() - begin < 2
