"""界面语言: a Chinese page shows no English interface, an English page no Chinese one; names and data stay."""

import json
import re
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db.models import CharField, TextField
from playwright.sync_api import Page, expect

from tests.browser.people import Town, stances
from tests.browser.stories import opened_by_dispatch
from workdays.notice_files import loaded_notices

pytestmark = pytest.mark.browser

PAGES = [
    "/work/", "/work/?box=done", "/work/?box=unread", "/cases/", "/cases/open/", "/inbox/", "/registry/",
    "/procedures/", "/calendar/", "/organizations/", "/help/", "/licence/",
]  # fmt: skip
OF_A_CASE = ["", "timeline/", "flow/", "why-not/", "documents/", "acts/state_position/", "acts/draft_agreement/"]
_NAMES = [
    "English",
    "Dingfen",
    "longquanyi.toml",
    "manage.py procedure import FILE",
    "Powered by bpmn.io",  # the viewer's licence wants its mark
]
_ENGLISH = re.compile(r"[A-Za-z]{4,}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@pytest.fixture
def number(town: Town) -> str:
    """A case with a position on record, so that there is something to read."""
    number = opened_by_dispatch(town)
    town.person("ecology").act(number, "state_position", **stances(SUPERVISION="PART", ENFORCEMENT="NOT_OURS"))
    return number


def test_chinese_pages_show_no_english_interface(town: Town, number: str) -> None:
    page = town.person("ecology").page
    found: dict[str, list[str]] = {}
    for path in addresses(number):
        page.goto(f"{town.base}{path}")
        left = without(shown(page), [*data(), *_NAMES])
        if words := [word for word in _ENGLISH.findall(left) if not is_code(word)]:
            found[path] = words
    assert not found, json.dumps(found, ensure_ascii=False)


def test_english_pages_show_no_chinese_interface(town: Town, number: str) -> None:
    ecology = town.person("ecology")
    page = ecology.page
    ecology.go("/work/")
    page.locator(".person-details > summary").click()
    ecology.send(page.locator("button[name=language][value=en]"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    found: dict[str, list[str]] = {}
    for path in addresses(number):
        page.goto(f"{town.base}{path}")
        left = without(shown(page), [*data(), "简体中文"])
        if words := _CHINESE.findall(left):
            found[path] = words
    assert not found, json.dumps(found, ensure_ascii=False)
    page.locator(".person-details > summary").click()
    ecology.send(page.locator("button[name=language][value=zh-hans]"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def addresses(number: str) -> list[str]:
    return PAGES + [f"/cases/{number}/{path}" for path in OF_A_CASE]


def shown(page: Page) -> str:
    """The words one sees or hears: text, tooltips, labels; hashes, work orders' numbers and demo accounts left out."""
    words: list[str] = page.evaluate(
        """() => {
          const out = [document.title], root = document.body.cloneNode(true);
          root.querySelectorAll('script, .hash, .code, .number, [lang]').forEach((e) => e.remove());
          const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) out.push(walk.currentNode.nodeValue);
          root.querySelectorAll('*').forEach((e) => ['title', 'aria-label', 'placeholder', 'alt', 'data-label']
            .forEach((name) => e.hasAttribute(name) && out.push(e.getAttribute(name))));
          return out;
        }"""
    )
    return "\n".join(words)


def without(text: str, names: Iterable[str]) -> str:
    """The text without what is data, the longest first."""
    for name in sorted(set(names), key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def data() -> set[str]:
    """Everything that people or files put into the database, and each line of it."""
    found: set[str] = set()
    for model in apps.get_models():
        fields = [
            one.attname
            for one in model._meta.concrete_fields
            if type(one) in (CharField, TextField) and not one.choices
        ]
        for row in model._default_manager.values_list(*fields) if fields else ():
            for value in row:
                found |= {value, *value.splitlines()} if isinstance(value, str) else set()
    for notice in loaded_notices():
        found |= {notice.title, notice.number}
    return {one.strip() for one in found if len(one.strip()) > 1}


def is_code(word: str) -> bool:
    """Not a word of a language: GB codes, hexadecimal digits."""
    return word.isupper() or re.fullmatch(r"[a-f]+", word) is not None
