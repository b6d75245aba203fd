"""My work, cases, notices: whose move, until when, what then; the same number of queries for few and for many."""

import csv
import io
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case
from core import clock
from core.vocabulary import CaseSource, MembershipRole, Tier
from notifications.models import Notice
from notifications.services import fan_out
from tests.crowd import multiply
from tests.factories import make_capacity, make_district, moment
from tests.stage_set import Scene, set_the_stage
from web.case_lists import CaseFilter, case_page
from web.visitors import Visitor
from web.work_lists import PAGE, work_to_do

pytestmark = pytest.mark.django_db

AT = "2026-11-16 10:00"
MOST_QUERIES = 20


@pytest.fixture
def scene() -> Scene:
    """A case opened on Monday 16 November: positions are awaited until Monday 23rd, 24:00."""
    scene = set_the_stage()
    scene.open_case(at=AT)
    return scene


def visitor_for(scene: Scene, organization) -> Visitor:
    capacity = scene.capacity(organization)
    return Visitor(person=capacity.person, capacities=(capacity,))


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    assert not [query for query in captured if "COUNT(" in query["sql"] and "notice" not in query["sql"]]
    return len(captured)


def test_a_row_says_what_until_when_and_what_then(scene, client):
    client.force_login(scene.capacity(scene.housing).person)
    page = client.get("/work/").content.decode()
    assert "提交部门意见" in page
    assert scene.number in page
    assert "2026年11月23日(周一)24时前" in page
    assert "到期转上一级" in page


@pytest.mark.parametrize(
    ("at", "word", "left"),
    [
        ("2026-11-17 09:00", "按期", "剩余4个工作日"),
        ("2026-11-19 09:00", "将到期", "剩余2个工作日"),
        ("2026-11-23 23:59", "将到期", "今日到期"),
        ("2026-11-24 00:00", "已到期", "期限已到"),
    ],
)
def test_the_light_follows_the_clock(scene, at, word, left):
    row = work_to_do(visitor_for(scene, scene.housing), moment(at)).rows[0]
    assert (row.clock.light.word, row.clock.left) == (word, left)


def test_what_is_due_first_stands_first(scene):
    later, sooner = scene.number, scene.open_case(at="2026-11-12 10:00").number
    rows = work_to_do(visitor_for(scene, scene.housing), clock.now()).rows
    assert [row.case.number for row in rows] == [sooner, sooner, later, later]
    assert [row.title for row in rows] == ["提交部门意见", "签收"] * 2


def test_others_work_is_not_mine(scene, client):
    client.force_login(make_capacity(make_district().departments[0]).person)
    page = client.get("/work/").content.decode()
    assert scene.number not in page
    assert "没有待您办理的工作" in page


def test_done_work_is_kept_with_who_did_it(scene, client):
    scene.do("acknowledge", scene.housing, at="2026-11-17 09:00")
    scene.do("state_position", scene.housing, at="2026-11-17 10:00", role=MembershipRole.HEAD)
    client.force_login(scene.capacity(scene.housing, MembershipRole.HEAD).person)
    assert scene.number in client.get("/work/?box=done").content.decode()
    assert scene.number not in client.get("/work/").content.decode()
    client.force_login(scene.capacity(scene.housing, MembershipRole.LIAISON).person)
    assert scene.number not in client.get("/work/?box=done").content.decode()


def test_pages_follow_each_other_without_gap_or_repetition(scene):
    multiply(scene, 2 * PAGE + 3)
    visitor, at, after, seen = visitor_for(scene, scene.housing), clock.now(), "", []
    for _page in count():
        page = work_to_do(visitor, at, after=after)
        seen += [(row.title, row.case.number) for row in page.rows]
        after = page.next_after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 2 * (2 * PAGE + 4)


def test_a_mangled_place_is_refused_in_words(scene, client):
    client.force_login(scene.capacity(scene.housing).person)
    answer = client.get("/work/?after=nonsense")
    assert answer.status_code == 400
    assert "nonsense" in answer.content.decode()


LISTS = (
    "/work/",
    "/work/?box=done",
    "/cases/",
    "/cases/?sort=due",
    "/cases/?overdue=1&mine=1",
    "/cases/?q=噪声",
    "/inbox/",
)


def test_the_number_of_queries_is_the_same_for_20_and_500(scene, client):
    for organization in (scene.housing, scene.ecology):
        scene.do("state_position", organization, at="2026-11-17 10:00")
    client.force_login(scene.capacity(scene.management).person)
    multiply(scene, 20)
    fan_out(at=clock.now(), limit=100)
    few = {address: queries_of(client, address) for address in LISTS}
    multiply(scene, 480)
    many = {address: queries_of(client, address) for address in LISTS}
    assert many == few
    assert max(many.values()) <= MOST_QUERIES


def test_filters_stand_in_the_address(scene, client):
    client.force_login(scene.capacity(scene.dispatch).person)
    other = scene.open_case(at="2026-11-17 10:00", title="冷冻肉品运输监管")
    page = client.get("/cases/?q=冷冻").content.decode()
    assert other.number in page
    assert "建筑工地" not in page
    assert 'value="冷冻"' in page
    assert other.number in client.get(f"/cases/?q={other.number[:-1].lower()}").content.decode()
    assert "没有符合条件的事项" in client.get("/cases/?q=没有这样的字").content.decode()
    assert "没有符合条件的事项" in client.get("/cases/?tier=REFERRAL").content.decode()
    assert other.number in client.get("/cases/?tier=NOT_A_TIER&state=OPEN").content.decode()


def test_percent_and_underline_are_no_wildcards(scene, client):
    client.force_login(scene.capacity(scene.dispatch).person)
    assert scene.number not in client.get("/cases/?q=%25").content.decode().split("<main")[1].split('id="results"')[1]


def test_what_ran_out_and_waits_is_found(scene):
    visitor = visitor_for(scene, scene.dispatch)
    found = CaseFilter(overdue=True)
    before, after = moment("2026-11-23 23:59"), moment("2026-11-24 00:00")
    assert not case_page(visitor, found, before).rows
    assert [row.case.number for row in case_page(visitor, found, after).rows] == [scene.number]


def test_at_tier_4_the_clock_reminds_and_the_light_stays_red(scene):
    scene.live_until("2027-02-28 10:00")
    visitor = visitor_for(scene, scene.dispatch)
    [row] = case_page(visitor, CaseFilter(overdue=True, sort="due"), moment("2027-02-28 10:00")).rows
    assert row.case.tier == Tier.REFERRAL
    assert row.clock.light.word == "已到期"
    assert row.clock.then == "发出提醒，并起算下一次提醒"
    assert row.movers == [str(scene.secretariat)]


def test_mine_leaves_out_what_i_only_may_see(scene, client):
    client.force_login(scene.capacity(scene.office).person)
    scene.open_case(at="2026-11-17 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT, title="只看不办")
    assert "只看不办" in client.get("/cases/").content.decode()
    assert "只看不办" not in client.get("/cases/?mine=1").content.decode()


def test_the_export_holds_what_is_shown_and_no_formula(scene, client):
    client.force_login(scene.capacity(scene.dispatch).person)
    Case.objects.filter(number=scene.number).update(title="=HYPERLINK(1)")
    answer = client.get("/cases.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(text))
    assert heading[0] == "编号"
    assert [(row[0], row[1]) for row in rows] == [(scene.number, "'=HYPERLINK(1)")]
    assert "attachment" in answer["Content-Disposition"]


def test_htmx_gets_the_rows_alone(scene, client):
    client.force_login(scene.capacity(scene.dispatch).person)
    part = client.get("/cases/", headers={"HX-Request": "true", "HX-Target": "results"}).content.decode()
    assert scene.number in part
    assert "<html" not in part


def test_notices_are_read_by_who_owns_them(scene, client):
    fan_out(at=clock.now(), limit=100)
    mine, others = scene.capacity(scene.housing).person, scene.capacity(scene.ecology).person
    scene.do("state_position", scene.management, at="2026-11-17 10:00")
    fan_out(at=clock.now(), limit=100)
    client.force_login(mine)
    unread = Notice.objects.filter(person=mine, read_at=None)
    assert unread.count() >= 1
    assert f'<span class="count" aria-live="polite">{unread.count()}' in client.get("/work/").content.decode()
    theirs = Notice.objects.filter(person=others, read_at=None)
    kept = theirs.count()
    named = [notice.pk for notice in [*unread, *theirs]]
    answer = client.post(reverse("read_notices"), {"notice": named, "next": "/inbox/"}, follow=True)
    assert "标为已阅" in answer.content.decode()
    assert not unread.all().exists()
    assert theirs.all().count() == kept
    assert "此处没有通知" in client.get("/work/?box=unread").content.decode()


def test_english_too(scene, client, english):
    client.force_login(scene.capacity(scene.housing).person)
    page = client.get("/work/").content.decode()
    assert "State a position" in page
    assert "before 24:00 on Mon 23 Nov 2026" in page
    assert "The case moves one tier up" in page
