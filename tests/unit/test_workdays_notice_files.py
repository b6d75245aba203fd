"""Notices: the shipped ones, one of an operator, and everything that can be wrong with a file."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from workdays.checks import check_notices
from workdays.days import DayKind
from workdays.errors import NoticeInvalid
from workdays.notice_files import SHIPPED, loaded_notices, operator_folder, read_notice
from workdays.standing_law import statutory_holidays

NEXT_YEAR = """
schema = 1
year = 2027
title = "示例通知"
source = "https://example.invalid/notice"

[[festival]]
name = "元旦"
off = [2026-12-31, 2027-01-01]
makeup = [2027-01-09]
"""


@pytest.fixture(autouse=True)
def _data(settings: object, tmp_path: Path) -> None:
    settings.DINGFEN_DATA = tmp_path  # type: ignore[attr-defined]


def install(text: str | bytes, name: str = "2027.toml") -> Path:
    path = operator_folder() / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("year", "number", "published", "off", "makeup"),
    [
        (2024, "国办发明电〔2023〕7号", date(2023, 10, 25), 28, 8),
        (2025, "国办发明电〔2024〕12号", date(2024, 11, 12), 28, 5),
        (2026, "国办发明电〔2025〕7号", date(2025, 11, 4), 33, 6),
    ],
)
def test_the_shipped_notices(year: int, number: str, published: date, off: int, makeup: int) -> None:
    notice = read_notice(SHIPPED / f"{year}.toml")
    kinds = [fact.kind for fact in notice.days.values()]
    assert (notice.reference, notice.published) == (number, published)
    assert kinds.count(DayKind.HOLIDAY) == off
    assert kinds.count(DayKind.MAKEUP) == makeup
    assert set(statutory_holidays(year)) <= {day for day, fact in notice.days.items() if fact.kind is DayKind.HOLIDAY}


def test_without_an_operators_folder_the_shipped_notices_are_loaded() -> None:
    assert [notice.year for notice in loaded_notices()] == [2024, 2025, 2026]


def test_an_operators_notice_is_found_changed_and_removed_without_a_restart() -> None:
    path = install(NEXT_YEAR)
    notice = loaded_notices()[-1]
    assert (notice.year, notice.reference) == (2027, "https://example.invalid/notice")
    assert notice.days[date(2026, 12, 31)].kind is DayKind.HOLIDAY
    install(NEXT_YEAR.replace("2027-01-09", "2027-01-10"))
    os.utime(path, ns=(1, 1))
    assert date(2027, 1, 10) in loaded_notices()[-1].days
    path.unlink()
    assert [notice.year for notice in loaded_notices()] == [2024, 2025, 2026]


def test_an_operators_notice_takes_the_place_of_the_shipped_one() -> None:
    install(NEXT_YEAR.replace("year = 2027", "year = 2026"), "changed.toml")
    assert [(notice.year, notice.file) for notice in loaded_notices()][-1] == (2026, "changed.toml")


def test_two_files_about_one_year_are_refused() -> None:
    install(NEXT_YEAR, "a.toml")
    install(NEXT_YEAR, "b.toml")
    with pytest.raises(NoticeInvalid) as refused:
        loaded_notices()
    assert refused.value.params["file"] == "b.toml"
    assert "a.toml" in refused.value.params["reason"]


@pytest.mark.parametrize(
    ("old", "new", "key", "word"),
    [
        ("schema = 1", "schema = 2", "schema", "1"),
        ("schema = 1\n", "", "schema", "missing"),
        ("year = 2027", 'year = "2027"', "year", "type"),
        ("year = 2027", "year = true", "year", "type"),
        ("year = 2027", "year = 27", "year", "27"),
        ("year = 2027", "year = 2029", "festival[1].off", "2026-12-31"),
        ('source = "https://example.invalid/notice"', 'source = ""', "source", "missing"),
        ("title =", "titel =", "titel", "known"),
        ("off = [", "of = [", "festival[1].of", "known"),
        ("off = [2026-12-31, 2027-01-01]", "off = []", "festival[1].off", "missing"),
        ("2027-01-01]", "2026-12-31]", "festival[1].off", "twice"),
        ("makeup = [2027-01-09]", "makeup = [2027-01-01]", "festival[1].makeup", "twice"),
        ("makeup = [2027-01-09]", "makeup = [2027-01-08]", "festival[1].makeup", "Saturday"),
        ("makeup = [2027-01-09]", "makeup = 2027-01-09", "festival[1].makeup", "type"),
        ("2027-01-01]", '"2027-01-01"]', "festival[1].off", "date"),
        ("2027-01-01]", "2027-01-01T00:00:00]", "festival[1].off", "date"),
        ("2027-01-01]", "2027-02-30]", "TOML", "date"),
        ("[[festival]]", "[festival]", "festival", "type"),
        ("[[festival]]\n", "festival = [1]\n[x]\n", "x", "known"),
    ],
)
def test_a_wrong_file_is_refused_with_file_key_and_reason(old: str, new: str, key: str, word: str) -> None:
    assert old in NEXT_YEAR
    with translation.override("en"):
        with pytest.raises(NoticeInvalid) as refused:
            read_notice(install(NEXT_YEAR.replace(old, new)))
        assert (refused.value.params["file"], refused.value.params["key"]) == ("2027.toml", key)
        assert word in refused.value.params["reason"]
        assert refused.value.text().startswith("Holiday notice 2027.toml")


def test_a_file_in_another_encoding_is_refused() -> None:
    with translation.override("en"), pytest.raises(NoticeInvalid, match="not UTF-8"):
        read_notice(install(NEXT_YEAR.encode("gbk")))


def test_the_system_check_finds_a_broken_notice() -> None:
    assert check_notices() == []
    install("schema = 1")
    assert [error.id for error in check_notices()] == ["workdays.E001"]
