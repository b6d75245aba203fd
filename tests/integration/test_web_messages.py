"""The Chinese catalogue: in step with the sources, complete, with no English left on a page."""

import json
import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from operations.catalogue import Message, check, english_in, messages_of, update

FOLDER = settings.BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES"


def test_the_catalogue_is_in_step_and_complete():
    findings = check(settings.BASE_DIR, FOLDER)
    assert not findings, f"run manage.py messages --update and translate: {findings}"


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """A product of two files, one of each kind."""
    (tmp_path / "house" / "templates").mkdir(parents=True)
    (tmp_path / "house" / "words.py").write_text(
        "from django.utils.translation import gettext_noop as _, ngettext, pgettext\n"
        'A = _("A case of %(name)s")\n'
        'B = ngettext("%(n)s day", "%(n)s days", 2)\n'
        'C = pgettext("mark", "off")\n',
        encoding="utf-8",
    )
    (tmp_path / "house" / "templates" / "page.html").write_text(
        '<p title="it\'s">{% load i18n %}\n    {% translate "Go on" %}\n'
        "  {% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}</p>",
        encoding="utf-8",
    )
    return tmp_path


def test_messages_are_found_in_code_and_templates(product):
    found = messages_of(product)
    assert set(found) == {
        Message("A case of %(name)s"), Message("%(n)s day", "", "%(n)s days"), Message("off", "mark"),
        Message("Go on"), Message("%(n)s row", "", "%(n)s rows"),
    }  # fmt: skip
    assert found[Message("Go on")] == ["house/templates/page.html"]


def test_an_update_keeps_what_is_translated_and_drops_what_is_gone(product, tmp_path):
    folder = tmp_path / "locale"
    update(product, folder)
    catalogue = polib.pofile(str(folder / "django.po"))
    catalogue.find("Go on").msgstr = "继续"
    catalogue.save()
    (product / "house" / "words.py").write_text("")
    update(product, folder)
    kept = polib.pofile(str(folder / "django.po"))
    assert [(entry.msgid, entry.msgstr) for entry in kept if entry.msgstr] == [("Go on", "继续")]
    assert kept.find("off") is None
    assert polib.mofile(str(folder / "django.mo")).find("Go on").msgstr == "继续"


def test_what_is_not_in_step_is_named(product, tmp_path):
    folder = tmp_path / "locale"
    update(product, folder)
    catalogue = polib.pofile(str(folder / "django.po"))
    catalogue.find("Go on").msgstr = "请 press 此处"
    catalogue.find("A case of %(name)s").msgstr = "事项"
    catalogue.save()
    (product / "house" / "new.py").write_text('_ = str\nX = _("New words")\n')
    findings = check(product, folder)
    assert findings.missing == ["New words"]
    assert findings.english_left == ["Go on"]
    assert findings.placeholders == ["A case of %(name)s"]
    assert "%(n)s day" in findings.untranslated
    assert findings.compiled_is_stale


def test_names_codes_and_paths_are_no_english():
    assert not english_in("请运行“manage.py doctor”，见var/log/web.log，设置DINGFEN_DATA、tier2_enabled_for，导出CSV")
    assert english_in("请 press 此处") == ["press"]


def test_the_command_fails_where_something_is_missing(tmp_path, monkeypatch, capsys):
    shutil.copytree(FOLDER, tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES")
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "new.py").write_text('_ = str\nX = _("New words")\n')
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    with pytest.raises(CommandError):
        call_command("messages", "--check", "--json")
    assert json.loads(capsys.readouterr().out)["missing"] == ["New words"]
