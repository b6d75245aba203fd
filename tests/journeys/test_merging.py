"""并案与关联: a duplicate goes up in another case and ends; cases that only belong together stay what they are."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.errors import HasParent, LinkedAlready, LinkGoesRound
from cases.models import Case, CaseLink, CaseMerge, Party
from core import clock
from core.errors import NotPermitted, Stale
from core.vocabulary import (
    CaseRelation,
    CaseSource,
    CaseState,
    ClosingReason,
    MembershipRole,
    StageResult,
    Step,
    SuspensionGround,
    Tier,
    WorkOrderState,
)
from flows.errors import NotNow
from flows.link_errors import (
    CitizensMatterFirst,
    FurtherThanTheOther,
    NoSuchLink,
    NotInYourHands,
    OfElsewhere,
    OtherSuspended,
    UnknownCase,
    WithItself,
)
from flows.selectors import offers, situation
from notifications.models import Notice
from notifications.services import fan_out
from tests.factories import make_organization, moment
from tests.health import assert_healthy, living
from tests.order_scene import Orders
from tests.stage_set import Scene, set_the_stage

MONDAY, LATER = "2026-03-02 10:00", "2026-03-02 14:00"
GROUND = SuspensionGround.OTHER_CASE


def two(scene: Scene, **second: Any) -> tuple[str, str]:
    """Two cases about the same matter: the one that stays, and the one that came in twice; the latter in hand."""
    first = scene.open_case(at=MONDAY, parties=[scene.ecology, scene.management]).number
    return first, scene.open_case(at="2026-03-02 11:00", **second).number


def merge(scene: Scene, number: str, into: str, *, at: str = LATER, by: Any = None) -> Any:
    return scene.do("merge_case", by or scene.dispatch, at=at, number=number, into=into, reason="同一工地同一事项")


def case(number: str) -> Case:
    return Case.objects.get(number=number)


def events(scene: Scene, number: str) -> list[str]:
    scene.number = number
    return scene.events()


def test_the_duplicate_ends_and_its_departments_go_along(scene: Scene) -> None:
    first, second = two(scene)
    event = merge(scene, second, first)
    assert event.data["into_number"] == first
    duplicate, kept = case(second), case(first)
    assert (duplicate.state, duplicate.closing_reason) == (CaseState.CLOSED, ClosingReason.MERGED)
    assert duplicate.closing_remark == "同一工地同一事项"
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.MERGED)]
    assert scene.running() == []
    assert scene.waiting() == {("archiving", scene.office)}
    assert not duplicate.interim_handlings.filter(ends_at=None).exists()
    assert kept.state == CaseState.OPEN
    joined = Party.objects.get(case=kept, organization=scene.housing)
    assert joined.reason == "同一工地同一事项"
    scene.number = first
    assert ("position", scene.housing) in scene.waiting()
    assert events(scene, second).count("case.merged") == 1
    assert events(scene, first).count("case.absorbed") == 1
    row = CaseMerge.objects.get()
    assert (row.merged, row.into, row.organization) == (duplicate, kept, scene.dispatch)
    scene.do("archive_case", scene.office, at="2026-03-02 15:00", number=second)


def test_its_work_orders_stand_behind_the_other_case(scene: Scene) -> None:
    orders = Orders(scene=scene)
    orders.take_in(at="2026-03-02 09:00", number="A1")
    first = orders.open_case(at=MONDAY).number
    orders.take_in(at="2026-03-02 11:00", number="A2")
    second = orders.open_case(at="2026-03-02 11:30").number
    merge(scene, second, first)
    assert (orders.order.case, orders.order.state) == (case(first), WorkOrderState.IN_CASE)
    assert orders.events()[-1] == "work_order.moved_with_case"
    assert orders.running() == [Step.WORK_ORDER]
    assert set(case(first).work_orders.values_list("number", flat=True)) == {"A1", "A2"}
    assert not case(second).work_orders.exists()


def test_everybody_is_told_the_readers_too(scene: Scene) -> None:
    reader = make_organization(jurisdiction=scene.district.jurisdiction)
    people = {one: scene.capacity(one).person for one in (reader, scene.housing, scene.ecology)}
    first, second = two(scene)
    scene.do("copy_to", scene.dispatch, at="2026-03-02 12:00", organization=reader.code)
    merge(scene, second, first)
    fan_out(at=moment(LATER), limit=1000)
    told = set(Notice.objects.filter(event__kind="case.merged").values_list("person", flat=True))
    assert {people[reader].pk, people[scene.housing].pk} <= told
    assert Notice.objects.filter(event__kind="case.absorbed", person=people[scene.ecology]).exists()


def test_at_tier_4_nobody_joins_any_more_and_reads_along_instead(scene: Scene) -> None:
    parties = [scene.ecology, scene.management]
    first = scene.open_case(
        at=MONDAY, by=scene.office, source=CaseSource.ASSIGNED, enter_at=Tier.REFERRAL, parties=parties
    ).number  # fmt: skip
    second = scene.open_case(at="2026-03-02 11:00", by=scene.office, source=CaseSource.EX_OFFICIO).number
    merge(scene, second, first, by=scene.office)
    assert case(first).parties.count() == 2
    assert case(first).readers.get().organization == scene.housing


def test_what_waits_to_be_taken_in_is_merged_too(db: None) -> None:
    scene = living(set_the_stage(pack="ningbo"))
    by: dict[str, Any] = {"by": scene.ecology, "source": CaseSource.DEPARTMENT}
    first = scene.open_case(at=MONDAY, parties=[scene.ecology, scene.management], **by).number
    second = scene.open_case(at="2026-03-02 11:00", **by).number
    with pytest.raises(NotPermitted):
        merge(scene, second, first, by=scene.ecology)
    merge(scene, second, first, by=scene.office)
    assert case(second).closing_reason == ClosingReason.MERGED
    assert case(first).parties.count() == 3
    scene.number = first
    scene.do("accept_case", scene.office, at="2026-03-02 15:00")
    assert ("position", scene.housing) in scene.waiting()


def test_who_has_only_one_of_them_in_hand_merges_nothing(scene: Scene) -> None:
    """The first is convened by ecology, the second by housing: neither does it alone, the dispatch office may."""
    first = scene.open_case(at=MONDAY).number
    parties = [scene.housing, scene.management]
    second = scene.open_case(at="2026-03-02 11:00", parties=parties).number
    with pytest.raises(NotInYourHands) as refusal:
        merge(scene, second, first, by=scene.housing)
    assert refusal.value.field == "into"
    assert "merge_case" not in scene.offered(scene.housing)
    assert "merge_case" in scene.offered(scene.dispatch)
    with pytest.raises(NotPermitted):
        merge(scene, second, first, by=scene.management)
    merge(scene, second, first)


def test_only_into_a_case_that_is_as_far(scene: Scene) -> None:
    first, second = two(scene)
    scene.do("refer_case", scene.ecology, number=second, at="2026-03-02 12:00")
    with pytest.raises(FurtherThanTheOther) as refusal:
        merge(scene, second, first)
    assert first in refusal.value.text()
    merge(scene, first, second)
    assert case(first).closing_reason == ClosingReason.MERGED


def test_a_citizens_matter_goes_up_in_a_citizens_matter_only(scene: Scene) -> None:
    first = scene.open_case(at=MONDAY, by=scene.dispatch, source=CaseSource.ASSIGNED).number
    second = scene.open_case(at="2026-03-02 11:00").number
    with pytest.raises(CitizensMatterFirst):
        merge(scene, second, first)
    merge(scene, first, second)


def test_what_cannot_be_merged(scene: Scene) -> None:
    first, second = two(scene)
    with pytest.raises(WithItself):
        merge(scene, second, second)
    with pytest.raises(UnknownCase):
        merge(scene, second, "XX-2026-000001")
    scene.do("suspend_case", scene.ecology, number=first, at="2026-03-02 12:00", ground=GROUND)
    with pytest.raises(OtherSuspended):
        merge(scene, second, first)
    scene.do("resume_case", scene.ecology, number=first, at="2026-03-02 12:30")
    elsewhere = living(set_the_stage())
    other = elsewhere.open_case(at=MONDAY).number
    with pytest.raises(UnknownCase):
        merge(scene, second, other)
    with pytest.raises(OfElsewhere):
        scene.do("link_case", scene.dispatch, number=second, at=LATER, other=_party_of_elsewhere(scene, elsewhere))
    merge(scene, second, first)
    with pytest.raises(Stale):
        merge(scene, second, first, at="2026-03-02 14:01")
    third = scene.open_case(at="2026-03-02 16:00").number
    with pytest.raises(Stale) as refusal:
        merge(scene, third, second, at="2026-03-02 16:30")
    assert "14:00" in refusal.value.text()


def _party_of_elsewhere(scene: Scene, elsewhere: Scene) -> str:
    """A case of another district in which the dispatch office takes part, and so may read."""
    parties = [elsewhere.ecology, scene.dispatch]
    return elsewhere.open_case(at=MONDAY, parties=parties, source=CaseSource.ASSIGNED).number


def test_nothing_is_merged_into_what_has_a_result_and_nothing_of_that_is(scene: Scene) -> None:
    first, second = two(scene)
    scene.do("draft_agreement", scene.ecology, number=first, at="2026-03-02 12:00")
    for department in (scene.ecology, scene.management):
        scene.do("sign_agreement", department, number=first, at="2026-03-02 13:00")
    with pytest.raises(Stale) as refusal:
        merge(scene, second, first)
    assert "13:00" in refusal.value.text()
    with pytest.raises(Stale):
        merge(scene, first, second)


def test_a_draft_agreement_falls_with_the_merged_case(scene: Scene) -> None:
    first, second = two(scene)
    scene.do("draft_agreement", scene.ecology, number=second, at="2026-03-02 12:00")
    scene.do("sign_agreement", scene.ecology, number=second, at="2026-03-02 13:00")
    merge(scene, second, first)
    assert case(second).agreements.filter(void_at=None).count() == 0
    with pytest.raises(Stale):
        scene.do("sign_agreement", scene.management, number=second, at="2026-03-02 15:00")


def test_a_suspended_case_can_go_up_in_another(scene: Scene) -> None:
    first, second = two(scene)
    scene.do("suspend_case", scene.ecology, number=second, at="2026-03-02 12:00", ground=GROUND)
    merge(scene, second, first)
    assert case(second).suspended_at is None


def test_alone_there_is_nothing_to_merge_or_link(scene: Scene) -> None:
    scene.open_case(at=MONDAY)
    assert not {"merge_case", "link_case", "unlink_case"} & scene.offered(scene.dispatch)
    with pytest.raises(NotNow):
        merge(scene, scene.number, scene.number)


def linked(scene: Scene, number: str, other: str, relation: CaseRelation, *, by: Any = None) -> CaseLink:
    scene.do("link_case", by or scene.office, number=number, at=LATER, other=other, relation=relation)
    return CaseLink.objects.latest("pk")


def test_a_case_stands_above_another_and_both_show_it(scene: Scene) -> None:
    first, second = two(scene)
    link = linked(scene, second, first, CaseRelation.PARENT)
    assert (link.first, link.second, link.kind) == (case(first), case(second), CaseRelation.PARENT)
    assert events(scene, first)[-1] == events(scene, second)[-1] == "case.linked"
    for number in (first, second):
        assert case(number).state == CaseState.OPEN
    scene.do("unlink_case", scene.office, number=first, at="2026-03-02 15:00", link=link.pk)
    assert events(scene, second)[-1] == "case.unlinked"
    with pytest.raises(NotNow):
        scene.do("unlink_case", scene.office, number=first, at="2026-03-02 15:01", link=link.pk)
    linked(scene, first, second, CaseRelation.PARENT)
    with pytest.raises(NoSuchLink):
        scene.do("unlink_case", scene.office, number=first, at="2026-03-02 15:02", link=link.pk)


def test_links_never_go_round(scene: Scene) -> None:
    first, second = two(scene)
    third = scene.open_case(at="2026-03-02 12:00").number
    linked(scene, first, second, CaseRelation.CHILD)
    linked(scene, third, second, CaseRelation.PARENT)
    with pytest.raises(LinkGoesRound):
        linked(scene, first, third, CaseRelation.PARENT)
    with pytest.raises(LinkedAlready):
        linked(scene, first, second, CaseRelation.RELATED)
    with pytest.raises(WithItself):
        linked(scene, first, first, CaseRelation.RELATED)
    fourth = scene.open_case(at="2026-03-02 16:00").number
    with pytest.raises(HasParent):
        scene.do("link_case", scene.office, number=third, at="2026-03-02 16:30", other=fourth,
                 relation=CaseRelation.PARENT)  # fmt: skip
    scene.do("link_case", scene.office, number=third, at="2026-03-02 16:30", other=first)


def test_a_party_that_convenes_nothing_links_nothing(scene: Scene) -> None:
    first, second = two(scene)
    with pytest.raises(NotPermitted):
        linked(scene, second, first, CaseRelation.RELATED, by=scene.management)
    linked(scene, second, first, CaseRelation.RELATED, by=scene.ecology)


def test_pages_and_interface_point_there_and_back(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment("2026-03-02 17:00"))
    first, second = two(scene)
    third = scene.open_case(at="2026-03-02 12:00", parties=[scene.ecology, scene.housing]).number
    client = Client()
    client.force_login(scene.capacity(scene.dispatch, MembershipRole.HANDLER).person)
    form = client.get(reverse("case_act", args=[second, "merge_case"])).content.decode()
    assert f'value="{first}"' in form
    typed = {"into": first, "reason": "同一事项", "request_key": "k1"}
    merged = client.post(reverse("case_act", args=[second, "merge_case"]), typed, follow=True).content.decode()
    assert reverse("case", args=[first]) in merged
    typed = {"other": third, "relation": "RELATED", "reason": "同一工地", "request_key": "k2"}
    client.post(reverse("case_act", args=[first, "link_case"]), typed)
    page = client.get(reverse("case", args=[first])).content.decode()
    assert reverse("case", args=[second]) in page
    assert reverse("case", args=[third]) in page
    file = client.get(f"/api/v1/cases/{first}").json()["belonging"]
    assert [one["case"]["number"] for one in file["absorbed"]] == [second]
    assert [(one["case"]["number"], one["relation"]) for one in file["links"]] == [(third, "RELATED")]
    assert client.get(f"/api/v1/cases/{second}").json()["belonging"]["merged_into"]["case"]["number"] == first
    stranger = Client()
    stranger.force_login(scene.capacity(scene.management).person)
    assert stranger.get(f"/api/v1/cases/{first}").json()["belonging"]["links"] == []
    assert third not in stranger.get(reverse("case", args=[first])).content.decode()


def test_offers_cost_no_more_with_many_cases(scene: Scene, django_assert_max_num_queries: Any) -> None:
    for minute in range(6):
        scene.open_case(at=f"2026-03-02 10:0{minute}")
    held = [scene.capacity(scene.dispatch, role) for role in (MembershipRole.HANDLER, MembershipRole.HEAD)]
    now = situation(scene.case, at=moment("2026-03-02 10:06"))
    with django_assert_max_num_queries(30):
        assert {"merge_case", "link_case"} <= {offer.spec.name for offer in offers(now, held)}
    assert_healthy(moment("2026-03-02 10:06"))
