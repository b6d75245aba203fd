"""How texts are cut into words for looking up, and what a query asks for."""

import pytest

from registry.words import LONGEST_WORD, words_asked, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("路灯", {"路", "灯", "路灯"}),
        ("夜间施工", {"夜", "间", "施", "工", "夜间", "间施", "施工"}),
        ("噪声（扰民）", {"噪", "声", "噪声", "扰", "民", "扰民"}),
        ("ＰＭ10超标", {"pm10", "超", "标", "超标"}),
        ("Parking lot", {"parking", "lot"}),
        ("第37条", {"第", "37", "条"}),
        ("𠮷野", {"𠮷", "野", "𠮷野"}),
        ("——，。_", set()),
        ("", set()),
    ],
)
def test_words_of_a_text(text: str, words: set[str]) -> None:
    assert set(words_of(text)) == words


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("灯", ["灯"]),
        ("路灯", ["路灯"]),
        ("路灯不亮", ["路灯", "灯不", "不亮"]),
        ("路灯 坏", ["路灯", "坏"]),
        ("路灯路灯", ["路灯", "灯路"]),
        ("KTV噪声", ["ktv", "噪声"]),
        ("  ？ ", []),
    ],
)
def test_words_asked_by_a_query(query: str, asked: list[str]) -> None:
    assert words_asked(query) == asked


def test_what_a_text_is_asked_for_by_itself_it_has() -> None:
    text = "餐饮油烟：出店、占道经营的餐饮排放油烟 2014 GB18483"
    assert set(words_asked(text)) <= set(words_of(text))


def test_a_long_latin_word_is_cut_alike_on_both_sides() -> None:
    word = "x" * (LONGEST_WORD + 10)
    assert words_asked(word) == words_of(word) == ["x" * LONGEST_WORD]
