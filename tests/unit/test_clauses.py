"""条款: paragraphs counted from one, and what changed between two versions."""

from cases.clauses import Change, changes_between, clauses_of


def told(before: str, after: str) -> list[tuple[str, int | None, int | None]]:
    return [(one.change.value, one.before, one.after) for one in changes_between(before, after)]


def test_every_paragraph_with_words_is_a_clause() -> None:
    assert clauses_of("  一、甲\n\n二、乙  \n   \n三、丙") == ["一、甲", "二、乙", "三、丙"]
    assert clauses_of("\n \n") == []


def test_a_clause_that_is_changed_is_gone_and_new() -> None:
    assert told("甲\n乙\n丙", "甲\n乙改\n丙") == [("kept", 1, 1), ("gone", 2, None), ("new", None, 2), ("kept", 3, 3)]


def test_a_clause_that_is_put_in_moves_the_numbers_after_it() -> None:
    assert told("甲\n乙", "甲\n新\n乙") == [("kept", 1, 1), ("new", None, 2), ("kept", 2, 3)]
    assert told("甲\n乙", "乙") == [("gone", 1, None), ("kept", 2, 1)]


def test_nothing_changed() -> None:
    assert {one.change for one in changes_between("甲\n乙", "甲\n\n乙")} == {Change.KEPT}
