"""Signing in, out, the language, and the pages that say no."""

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from core import clock
from tests.factories import PASSWORD, make_capacity, make_district, make_person

pytestmark = pytest.mark.django_db


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str):
    return client.post(reverse("sign_in"), {"username": username, "password": password, **more})


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(client):
    make_person(username="wang")
    asked = client.get("/cases/?tier=REFERRAL")
    assert asked.status_code == 302
    assert asked["Location"] == "/sign-in/?next=/cases/%3Ftier%3DREFERRAL"
    assert sign_in(client, "wang", next="/cases/?tier=REFERRAL")["Location"] == "/cases/?tier=REFERRAL"


def test_the_first_page_is_my_work(client):
    client.force_login(make_person())
    assert client.get("/")["Location"] == "/work/"


def test_a_wrong_password_is_explained_beside_the_field_and_on_top(client):
    make_person(username="wang")
    page = sign_in(client, "wang", "not this").content.decode()
    assert "用户名与密码不符" in page
    assert 'role="alert"' in page
    assert 'href="#id_username"' in page


def test_an_empty_form_names_its_fields(client):
    page = client.post(reverse("sign_in"), {}).content.decode()
    assert 'href="#id_username"' in page
    assert 'href="#id_password"' in page


def test_a_foreign_address_is_never_followed(client):
    make_person(username="wang")
    assert sign_in(client, "wang", next="https://elsewhere.example/")["Location"] == "/work/"
    answer = client.post(reverse("choose_language"), {"language": "en", "next": "//elsewhere.example/"})
    assert answer["Location"] == "/"


def test_signing_out_needs_a_post(client):
    client.force_login(make_person())
    assert client.get(reverse("sign_out")).status_code == 405
    assert client.post(reverse("sign_out"))["Location"] == reverse("sign_in")
    assert client.get("/work/").status_code == 302


def test_chinese_whatever_the_browser_prefers(client):
    page = client.get(reverse("sign_in"), headers={"Accept-Language": "en"})
    assert page["Content-Language"] == "zh-hans"
    assert '<html lang="zh-Hans">' in page.content.decode()
    assert "登录" in page.content.decode()


def test_the_language_chosen_is_kept_with_the_person(client):
    person = make_person(username="wang")
    client.force_login(person)
    client.post(reverse("choose_language"), {"language": "en", "next": "/help/"})
    assert '<html lang="en">' in client.get("/work/").content.decode()
    other_machine = Client()
    sign_in(other_machine, "wang")
    assert "My work" in other_machine.get("/work/").content.decode()


def test_an_unknown_language_changes_nothing(client):
    client.post(reverse("choose_language"), {"language": "tlh"})
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies


def test_what_is_not_there_is_said_in_words(client):
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert "此处没有内容" in answer.content.decode()


def test_a_strangers_case_is_not_there(client):
    client.force_login(make_capacity(make_district().departments[0]).person)
    answer = client.get("/cases/LQY-2026-000001/")
    assert answer.status_code == 404
    assert "没有该条目，或您无权查看" in answer.content.decode()


def test_a_form_without_its_token_is_refused_in_words():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("choose_language"), {"language": "en"}).status_code == 403


def test_the_frame_says_which_world_this_is(client):
    client.force_login(make_person())
    plain = client.get("/work/").content.decode()
    assert "演示环境" not in plain
    assert "时钟可以拨动" not in plain
    with override_settings(DEMO=True, REHEARSAL=True, SOURCE_URL="https://example.org/source"):
        page = client.get("/work/").content.decode()
    assert "演示环境" in page
    assert "时钟可以拨动" in page
    assert 'href="https://example.org/source"' in page


def test_no_page_carries_inline_script_or_style(client):
    district = make_district()
    client.force_login(make_capacity(district.departments[0]).person)
    for name in ("my_work", "cases", "inbox", "registry", "procedures", "calendar", "organizations", "help", "licence"):
        answer = client.get(reverse(name))
        page = answer.content.decode()
        assert answer.status_code == 200, name
        assert " style=" not in page, name
        assert "<style" not in page, name
        assert "<script>" not in page, name
        assert " onclick=" not in page, name
        assert "https://" not in page.replace("https://fsf.org", "").replace("https://www.gnu.org", ""), name
        assert "'self'" in answer["Content-Security-Policy"]


def test_the_rehearsal_clock_does_not_exist_elsewhere(client):
    client.force_login(make_person())
    assert client.post(reverse("rehearsal_clock"), {"n": 1, "unit": "day"}).status_code == 404


def test_the_rehearsal_clock_moves(client, settings, tmp_path):
    settings.REHEARSAL, settings.DINGFEN_DATA = True, tmp_path
    client.force_login(make_person())
    before = clock.offset()
    client.post(reverse("rehearsal_clock"), {"n": 3, "unit": "day", "next": "/work/"})
    assert (clock.offset() - before).days == 3
    refused = client.post(reverse("rehearsal_clock"), {"n": 0, "unit": "day"}, follow=True)
    assert "1至400之间的整数" in refused.content.decode()
    assert (clock.offset() - before).days == 3


def test_help_lists_people_in_a_demonstration_only(client):
    person = make_capacity(make_district().departments[0]).person
    assert person.username not in client.get("/help/").content.decode()
    with override_settings(DEMO=True):
        assert person.username in client.get("/help/").content.decode()
