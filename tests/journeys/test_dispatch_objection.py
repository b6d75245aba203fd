"""派单异议: a citizen's work order bounces before any case exists, and runs on its own time beside the case."""

import pytest

from audit.models import ChainKind, Event
from cases.errors import PaperFromTheFuture
from cases.models import Party
from core.errors import NotFound, NotPermitted, Stale
from core.vocabulary import (
    CaseSource,
    DeadlineEffect,
    DeadlineState,
    DispatchEnd,
    DispatchTaking,
    MembershipRole,
    ObjectionAim,
    ObjectionVerdict,
    OrganizationFunction,
    OrganizationKind,
    PartyRole,
    Step,
    WorkOrderState,
)
from deadlines.models import Deadline
from flows.errors import NotNow, RequestKeyReused, ReviewerMissing, ScanMissing, UnknownAct
from hotline.bounced import bounced, first_objector
from hotline.errors import (
    DispatchToItself,
    NotAPaperOfTheOrder,
    OnlyItsOffice,
    OwnDutyListNeeded,
    ReturnedBefore,
    WorkOrderAnswered,
)
from hotline.owners import advice_for
from hotline.services import perform
from hotline.suggestions import suggest_case
from notifications.models import Notice
from notifications.services import fan_out, mark_read
from organizations.errors import UnknownOrganization
from organizations.models import Organization
from procedures.files import shipped_pack, text_of
from tests.factories import make_organization, moment
from tests.health import hearing, living
from tests.order_scene import Orders
from tests.stage_set import Scene, set_the_stage

RECEIVED = "2026-03-02 09:00"  # a Monday
DISPATCHED = "2026-03-02 09:30"


@pytest.fixture
def orders(scene: Scene) -> Orders:
    orders = Orders(scene=scene)
    orders.take_in(at=RECEIVED)
    return orders


def with_rules(**values: str) -> Orders:
    """The Longquanyi pack with other values, in a living world."""
    text = text_of(shipped_pack("longquanyi"))
    for key, value in values.items():
        head = f"[{key.replace('__', '.')}]\nvalue = "
        before = text[text.index(head) :].split("\n")[1]
        text = text.replace(f"{head[: head.index(chr(10)) + 1]}{before}", f"{head}{value}")
    orders = Orders(scene=living(set_the_stage(text=text)))
    orders.take_in(at=RECEIVED)
    return orders


def returned_once(orders: Orders) -> None:
    """Ecology returned the order; it is at city management now."""
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    orders.do("object_to_dispatch", scene.ecology, at="2026-03-03 10:00", proposed=scene.management.code)
    orders.do("uphold_dispatch_objection", scene.dispatch, at="2026-03-03 15:00")
    orders.dispatch_to(scene.management, at="2026-03-03 15:10", reason="生态环境局提出异议，经核实属实。")


# The acceptance script, steps 1 to 4


def test_an_order_bounces_and_becomes_a_case_while_its_own_clock_runs_on(orders: Orders) -> None:
    scene = orders.scene
    # 1. looked up: no entry; dispatched to ecology
    assert advice_for(orders.order, at=moment(RECEIVED)).entries == []
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    assert orders.running() == [Step.DISPATCH_OBJECTION, Step.WORK_ORDER]
    # one workday to object, counted from Tuesday: before 24:00 on the 3rd; five for the citizen
    assert orders.clock(Step.DISPATCH_OBJECTION).expires_at == moment("2026-03-04 00:00")
    assert orders.clock(Step.WORK_ORDER).expires_at == moment("2026-03-10 00:00")
    # 2. ecology objects within the day, naming the clause, with the signed sheet
    scan = orders.add_scan(scene.ecology, at="2026-03-03 09:50")
    orders.do(
        "object_to_dispatch", scene.ecology, at="2026-03-03 10:00", basis_kind="LAW",
        basis="《噪声污染防治法》第七十七条", proposed=scene.management.code, signed_by="石局长", scan=scan.pk,
    )  # fmt: skip
    objection = orders.dispatch.objection
    assert (objection.aim, objection.basis) == (ObjectionAim.RETURN, "《噪声污染防治法》第七十七条")
    assert (objection.signed_by, objection.scan, objection.proposed) == ("石局长", scan, scene.management)
    assert orders.running() == [Step.DISPATCH_VERIFICATION, Step.WORK_ORDER]
    assert orders.clock(Step.DISPATCH_VERIFICATION).expires_at == moment("2026-03-05 00:00")
    # 3. the hotline verifies within the day and redispatches to city management, which objects too
    orders.do("uphold_dispatch_objection", scene.dispatch, at="2026-03-04 09:00")
    assert (orders.order.state, orders.order.returns) == (WorkOrderState.RETURNED, 1)
    assert orders.running() == [Step.WORK_ORDER]
    orders.dispatch_to(scene.management, at="2026-03-04 09:10", reason="生态环境局提出异议，经核实属实。")
    with pytest.raises(NotNow) as caught:
        orders.do("object_to_dispatch", scene.management, at="2026-03-05 10:00")
    assert "不得再退" in caught.value.text()
    orders.do(
        "ask_for_coordination", scene.management, at="2026-03-05 10:10", basis="“三定”规定第五条"
    )  # fmt: skip
    assert "uphold_dispatch_objection" not in orders.offered(scene.dispatch)
    with pytest.raises(NotNow):
        orders.do("uphold_dispatch_objection", scene.dispatch, at="2026-03-05 10:20")
    # 4. the hotline opens the case; ecology handles it meanwhile; the order's own clock runs on
    suggestion = suggest_case([orders.order], bounced([orders.order]))
    assert suggestion.recipients == (scene.ecology.code, scene.management.code)
    assert first_objector([orders.order]) == scene.ecology
    before = orders.clock(Step.WORK_ORDER)
    case = orders.open_case(at="2026-03-05 11:00", interim_handler=scene.ecology.code)
    assert (orders.order.state, orders.order.case) == (WorkOrderState.IN_CASE, case)
    assert orders.running() == [Step.WORK_ORDER]
    assert orders.clock(Step.WORK_ORDER) == before
    assert case.interim_handlings.get(ends_at=None).organization == scene.ecology
    assert Party.objects.get(case=case, role=PartyRole.CONVENING).organization == scene.ecology
    assert scene.running() == [Step.TIER_NEGOTIATION]
    assert orders.events() == [
        "work_order.received", "work_order.dispatched", "work_order.paper_added", "work_order.objected",
        "work_order.returned", "work_order.dispatched", "work_order.coordination_asked", "work_order.put_behind_case",
    ]  # fmt: skip


def test_the_order_reminds_beside_the_case_and_moves_nothing(orders: Orders) -> None:
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    orders.open_case(at="2026-03-03 11:00")
    scene.live_until("2026-03-10 00:00")
    assert orders.events()[-1] == "work_order.reminded"
    assert orders.order.state == WorkOrderState.IN_CASE
    # the next reminder five workdays on; the day of the effect is not counted
    assert orders.clock(Step.WORK_ORDER).expires_at == moment("2026-03-18 00:00")
    orders.do("answer_order", scene.dispatch, at="2026-03-12 09:00", answer="已责令停工，请回电13812345678")
    assert orders.running() == []
    assert orders.order.answer == "已责令停工，请回电138****5678"
    ended = Deadline.objects.filter(subject_kind=ChainKind.HOTLINE, step=Step.WORK_ORDER, of=None).latest("pk")
    assert ended.state == DeadlineState.MET
    assert scene.case.state == "OPEN"


def test_on_the_outcome_the_order_is_handed_to_the_lead(orders: Orders) -> None:
    scene = orders.scene
    orders.dispatch_to(scene.management, at=DISPATCHED)
    orders.open_case(at="2026-03-02 11:00")
    with pytest.raises(NotNow):
        orders.do("hand_over_order", scene.dispatch, at="2026-03-02 11:10")
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 11:00")
    for department in scene.district.departments:
        scene.do("sign_agreement", department, at="2026-03-03 12:00")
    scene.do("accept_filing", scene.office, at="2026-03-04 13:00")
    assert orders.offered(scene.dispatch) == {"hand_over_order", "answer_order"}
    orders.do("hand_over_order", scene.dispatch, at="2026-03-04 14:00")
    assert (orders.order.state, orders.dispatch.organization) == (WorkOrderState.DESIGNATED, scene.ecology)
    assert orders.order.case == scene.case
    assert orders.running() == [Step.WORK_ORDER]
    assert orders.offered(scene.ecology) == set()
    assert "指定" in orders.why_not("object_to_dispatch", scene.ecology)


def test_a_case_closed_without_outcome_leaves_the_order_to_be_designated(orders: Orders) -> None:
    scene = orders.scene
    orders.open_case(at="2026-03-02 11:00")
    assert "designate_receiver" not in orders.offered(scene.dispatch)
    scene.do("withdraw_case", scene.dispatch, at="2026-03-03 09:00")
    assert "designate_receiver" in orders.offered(scene.dispatch)
    orders.do("designate_receiver", scene.dispatch, at="2026-03-03 09:30", organization=scene.housing.code)
    assert orders.dispatch.taken == DispatchTaking.DESIGNATED


# Accepting, and silence


def test_the_receiver_accepts_and_nothing_can_be_returned_any_more(orders: Orders) -> None:
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    assert orders.offered(scene.ecology) == {"accept_order", "object_to_dispatch"}
    orders.do("accept_order", scene.ecology, at="2026-03-02 14:00")
    assert (orders.order.state, orders.dispatch.taken) == (WorkOrderState.ACCEPTED, DispatchTaking.ACCEPTED)
    assert orders.running() == [Step.WORK_ORDER]
    with pytest.raises(NotNow):
        orders.do("object_to_dispatch", scene.ecology, at="2026-03-02 15:00")
    with pytest.raises(Stale):
        orders.do("accept_order", scene.ecology, at="2026-03-02 15:00")


def test_silence_after_delivery_makes_the_receiver_the_first_handler(orders: Orders) -> None:
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    assert orders.clock(Step.DISPATCH_OBJECTION).effect == DeadlineEffect.FIRST_HANDLER
    orders.open_by(scene.ecology, at="2026-03-03 16:00")
    scene.live_until("2026-03-04 00:00")
    assert (orders.order.state, orders.dispatch.taken) == (WorkOrderState.ACCEPTED, DispatchTaking.FIRST_HANDLER)
    event = Event.objects.get(kind="work_order.first_handler")
    assert (event.actor_id, event.data["proof"]["by"]) == (None, "opened")
    with pytest.raises(NotNow) as caught:
        orders.do("object_to_dispatch", scene.ecology, at="2026-03-04 09:00")
    assert "期限" in caught.value.text()


def test_without_proof_of_delivery_the_clock_reminds_and_the_whole_term_begins_anew(orders: Orders) -> None:
    scene = orders.scene
    scene.capacity(scene.ecology)
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    scene.live_until("2026-03-04 00:00")
    assert (orders.order.state, orders.dispatch.taken) == (WorkOrderState.DISPATCHED, "")
    assert Event.objects.get(kind="work_order.reminded").data["proof"] is None
    # Wednesday the 4th is the day of the effect and not counted
    assert orders.clock(Step.DISPATCH_OBJECTION).expires_at == moment("2026-03-06 00:00")
    orders.do("object_to_dispatch", scene.ecology, at="2026-03-05 09:00")
    assert orders.order.state == WorkOrderState.OBJECTED


def test_a_notice_that_was_read_is_proof_and_one_that_only_lies_there_is_none(orders: Orders) -> None:
    scene = hearing(orders.scene)
    reader = scene.capacity(scene.ecology).person
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    scene.live_until("2026-03-04 00:00")
    assert orders.order.state == WorkOrderState.DISPATCHED
    ids = list(Notice.objects.filter(person=reader).values_list("pk", flat=True))
    assert mark_read(person=reader, ids=ids, at=moment("2026-03-04 09:00"))
    scene.live_until("2026-03-06 00:00")
    assert orders.dispatch.taken == DispatchTaking.FIRST_HANDLER
    assert Event.objects.get(kind="work_order.first_handler").data["proof"]["by"] == "notice"


def test_only_somebody_of_the_receiver_proves_delivery(orders: Orders) -> None:
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    orders.open_by(scene.dispatch, at="2026-03-02 10:00")
    orders.open_by(scene.ecology, at="2026-03-02 10:00", role=MembershipRole.SYSTEM_ADMINISTRATOR)
    assert orders.dispatch.opened_at is None
    orders.open_by(scene.ecology, at="2026-03-02 11:00")
    orders.open_by(scene.ecology, at="2026-03-02 12:00", role=MembershipRole.HEAD)
    assert orders.dispatch.opened_at == moment("2026-03-02 11:00")
    assert orders.events().count("work_order.opened") == 1


def test_where_silence_has_no_effect_the_term_ends_the_right_to_object_and_reminds(db: None) -> None:
    orders = with_rules(silence_effect__dispatch_objection='"none"')
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    orders.open_by(scene.ecology, at="2026-03-02 10:00")
    assert orders.clock(Step.DISPATCH_OBJECTION).effect == DeadlineEffect.REMIND
    scene.live_until("2026-03-04 00:00")
    assert orders.order.state == WorkOrderState.DISPATCHED
    assert orders.offered(scene.ecology) == {"accept_order"}
    orders.do("accept_order", scene.ecology, at="2026-03-04 09:00")
    assert orders.running() == [Step.WORK_ORDER]


def test_an_urgent_order_runs_under_the_short_terms(orders: Orders) -> None:
    orders.dispatch_to(orders.scene.ecology, at=DISPATCHED, urgent=True)
    assert orders.order.urgent
    assert orders.clock(Step.DISPATCH_OBJECTION).expires_at == moment("2026-03-02 13:30")


# Objecting and verifying


def test_an_objection_that_is_not_upheld_leaves_the_order_where_it_is(orders: Orders) -> None:
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    orders.do("object_to_dispatch", scene.ecology, at="2026-03-02 14:00", reason="请致电13812345678核实。")
    assert orders.dispatch.objection.reason == "请致电138****5678核实。"
    orders.do("reject_dispatch_objection", scene.dispatch, at="2026-03-03 09:00", reason="三定规定列有此项。")
    assert (orders.order.state, orders.order.returns) == (WorkOrderState.ACCEPTED, 0)
    assert orders.dispatch.taken == DispatchTaking.OBJECTION_REJECTED
    assert orders.dispatch.objection.verdict == ObjectionVerdict.REJECTED
    with pytest.raises(NotNow):
        orders.do("object_to_dispatch", scene.ecology, at="2026-03-03 10:00")


def test_a_verification_that_is_late_is_reminded_and_stays_possible(orders: Orders) -> None:
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    orders.do("object_to_dispatch", scene.ecology, at="2026-03-02 14:00")
    scene.live_until("2026-03-04 00:00")
    assert orders.events()[-1] == "work_order.reminded"
    assert orders.running() == [Step.DISPATCH_VERIFICATION, Step.WORK_ORDER]
    orders.do("uphold_dispatch_objection", scene.dispatch, at="2026-03-04 09:00")
    assert orders.dispatch.ended == DispatchEnd.RETURNED


def test_where_no_verification_is_wanted_the_order_comes_back_at_once(db: None) -> None:
    orders = with_rules(return_requires_approval="false")
    orders.dispatch_to(orders.scene.ecology, at=DISPATCHED)
    orders.do("object_to_dispatch", orders.scene.ecology, at="2026-03-02 14:00")
    assert (orders.order.state, orders.order.returns) == (WorkOrderState.RETURNED, 1)
    assert orders.running() == [Step.WORK_ORDER]


def test_where_nothing_may_be_returned_a_receiver_asks_for_coordination(db: None) -> None:
    orders = with_rules(max_returns="0")
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    assert orders.offered(scene.ecology) == {"accept_order", "ask_for_coordination"}
    orders.do("ask_for_coordination", scene.ecology, at="2026-03-02 14:00")
    orders.do("reject_dispatch_objection", scene.dispatch, at="2026-03-02 15:00")
    assert orders.order.state == WorkOrderState.ACCEPTED


def test_where_the_scan_is_required_an_objection_without_it_is_refused(db: None) -> None:
    orders = with_rules(scan_required="true")
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    with pytest.raises(ScanMissing):
        orders.do("object_to_dispatch", scene.ecology, at="2026-03-02 14:00")
    with pytest.raises(NotAPaperOfTheOrder):
        orders.do("object_to_dispatch", scene.ecology, at="2026-03-02 14:00", scan=99)
    scan = orders.add_scan(scene.ecology, at="2026-03-02 14:10")
    orders.do("object_to_dispatch", scene.ecology, at="2026-03-02 14:20", scan=scan.pk)
    assert orders.dispatch.objection.scan == scan


def test_the_heads_own_act_needs_no_scan(db: None) -> None:
    orders = with_rules(scan_required="true")
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    head = scene.capacity(scene.ecology, MembershipRole.HEAD)
    orders.do(
        "object_to_dispatch", scene.ecology, at="2026-03-02 14:00", role=MembershipRole.HEAD,
        signed_by=head.person.name,
    )  # fmt: skip
    assert orders.order.state == WorkOrderState.OBJECTED


def test_where_three_levels_sign_the_reviewer_is_named(db: None) -> None:
    orders = with_rules(sign_off__DISPATCH_OBJECTION="3")
    orders.dispatch_to(orders.scene.ecology, at=DISPATCHED)
    with pytest.raises(ReviewerMissing):
        orders.do("object_to_dispatch", orders.scene.ecology, at="2026-03-02 14:00")
    orders.do("object_to_dispatch", orders.scene.ecology, at="2026-03-02 14:00", reviewed_by="分管领导")
    assert orders.dispatch.objection.reviewed_by == "分管领导"


def test_an_order_does_not_go_back_to_who_returned_it_but_may_be_designated_to_it(orders: Orders) -> None:
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    orders.do("object_to_dispatch", scene.ecology, at="2026-03-02 14:00")
    orders.do("uphold_dispatch_objection", scene.dispatch, at="2026-03-02 15:00")
    with pytest.raises(ReturnedBefore):
        orders.dispatch_to(scene.ecology, at="2026-03-02 15:10")
    orders.do("designate_receiver", scene.dispatch, at="2026-03-02 15:20", organization=scene.ecology.code)
    assert (orders.order.state, orders.dispatch.number) == (WorkOrderState.DESIGNATED, 2)


# Designation


@pytest.mark.parametrize("before", ["dispatched", "objected", "returned", "received"])
def test_a_designation_ends_every_objection(orders: Orders, before: str) -> None:
    scene = orders.scene
    if before != "received":
        orders.dispatch_to(scene.ecology, at=DISPATCHED)
    if before in ("objected", "returned"):
        orders.do("object_to_dispatch", scene.ecology, at="2026-03-02 14:00")
    if before == "returned":
        orders.do("uphold_dispatch_objection", scene.dispatch, at="2026-03-02 15:00")
    orders.do("designate_receiver", scene.dispatch, at="2026-03-02 16:00", organization=scene.management.code)
    assert orders.running() == [Step.WORK_ORDER]
    for act in ("object_to_dispatch", "ask_for_coordination"):
        with pytest.raises(NotNow) as caught:
            orders.do(act, scene.management, at="2026-03-02 17:00")
        assert "指定" in caught.value.text()
    with pytest.raises(OnlyItsOffice):
        orders.open_case(at="2026-03-02 17:00", by=scene.management)


# Who may what


def test_a_receiver_passes_nothing_on_by_itself(orders: Orders) -> None:
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    for act in ("dispatch_order", "designate_receiver", "answer_order"):
        assert act not in orders.offered(scene.ecology)
    with pytest.raises(Stale):
        orders.do("dispatch_order", scene.ecology, at="2026-03-02 10:00", organization=scene.management.code)


def test_a_stranger_learns_nothing(orders: Orders) -> None:
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    with pytest.raises(NotFound):
        orders.do("accept_order", scene.housing, at="2026-03-02 10:00")
    with pytest.raises(NotFound):
        orders.do("accept_order", scene.ecology, at="2026-03-02 10:00", reference="12345:NONE")


def test_an_office_that_only_reads_is_told_whose_act_it_is(orders: Orders) -> None:
    orders.dispatch_to(orders.scene.ecology, at=DISPATCHED)
    with pytest.raises(NotPermitted):
        orders.do("accept_order", orders.scene.office, at="2026-03-02 10:00")


def test_only_the_office_that_dispatched_verifies(orders: Orders) -> None:
    scene = orders.scene
    other = make_organization(
        jurisdiction=scene.district.jurisdiction, functions=[OrganizationFunction.DISPATCH_OFFICE]
    )
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    orders.do("object_to_dispatch", scene.ecology, at="2026-03-02 14:00")
    with pytest.raises(NotPermitted):
        orders.do("uphold_dispatch_objection", other, at="2026-03-02 15:00")


def test_nothing_is_pushed_down_without_the_towns_own_duty_list(orders: Orders) -> None:
    town = make_organization(jurisdiction=orders.scene.district.jurisdiction, kind=OrganizationKind.SUBDISTRICT)
    with pytest.raises(OwnDutyListNeeded):
        orders.dispatch_to(town, at=DISPATCHED)
    orders.dispatch_to(town, at=DISPATCHED, reason="街道履职清单第12项。")
    assert orders.dispatch.organization == town


def test_the_office_does_not_dispatch_to_itself(orders: Orders) -> None:
    with pytest.raises(DispatchToItself):
        orders.dispatch_to(orders.scene.dispatch, at=DISPATCHED)
    with pytest.raises(UnknownOrganization):
        orders.do("dispatch_order", orders.scene.dispatch, at=DISPATCHED, organization="NOBODY")
    assert orders.order.state == WorkOrderState.RECEIVED


# Bad input


def test_acts_out_of_order_and_stale_ones_are_refused_with_who_and_when(orders: Orders) -> None:
    scene = orders.scene
    seen = orders.order.revision
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    with pytest.raises(Stale) as caught:
        orders.do("designate_receiver", scene.dispatch, at="2026-03-02 10:00", revision=seen)
    assert caught.value.params["when"] == DISPATCHED
    for act in ("uphold_dispatch_objection", "reject_dispatch_objection", "hand_over_order"):
        with pytest.raises(Stale):
            orders.do(act, scene.dispatch, at="2026-03-02 10:00")
    with pytest.raises(UnknownAct):
        perform(
            reference=orders.reference, act="sing", form=orders.form("accept_order", at=DISPATCHED),
            capacity=scene.capacity(scene.dispatch), at=moment("2026-03-02 10:00"),
        )  # fmt: skip


def test_a_paper_from_the_future_is_refused_and_nothing_is_saved(orders: Orders) -> None:
    orders.dispatch_to(orders.scene.ecology, at=DISPATCHED)
    with pytest.raises(PaperFromTheFuture):
        orders.do("object_to_dispatch", orders.scene.ecology, at="2026-03-02 14:00", signed_on="2026-03-03")
    assert orders.order.state == WorkOrderState.DISPATCHED
    assert orders.running() == [Step.DISPATCH_OBJECTION, Step.WORK_ORDER]


def test_one_request_key_does_one_thing(orders: Orders) -> None:
    scene = orders.scene
    first = orders.do("dispatch_order", scene.dispatch, at=DISPATCHED, organization=scene.ecology.code, request_key="k")
    again = orders.do("dispatch_order", scene.dispatch, at=DISPATCHED, organization=scene.ecology.code, request_key="k")
    assert again == first
    with pytest.raises(RequestKeyReused):
        orders.do("answer_order", scene.dispatch, at=DISPATCHED, request_key="k")


def test_what_is_answered_rests(orders: Orders) -> None:
    scene = orders.scene
    orders.do("answer_order", scene.dispatch, at=DISPATCHED)
    assert orders.running() == []
    assert orders.offered(scene.dispatch) == set()
    with pytest.raises(WorkOrderAnswered):
        orders.open_case(at="2026-03-02 11:00")
    with pytest.raises(Stale):
        orders.do("answer_order", scene.dispatch, at="2026-03-02 12:00")


# What is suggested


def test_whoever_kept_the_last_order_of_the_category_is_suggested_and_who_returned_it_is_not(orders: Orders) -> None:
    scene = orders.scene
    orders.dispatch_to(scene.ecology, at=DISPATCHED)
    orders.do("accept_order", scene.ecology, at="2026-03-02 10:00")
    kept = orders.order
    orders.take_in(at="2026-03-02 11:00", number="A2", first_recipient=scene.housing)
    advice = advice_for(orders.order, at=moment("2026-03-02 11:00"))
    assert (advice.organization, advice.code, advice.last) == (scene.ecology, "nearest_business", kept)
    orders.dispatch_to(scene.ecology, at="2026-03-02 11:10")
    assert (orders.dispatch.advised, orders.dispatch.advice) == (scene.ecology, "nearest_business")
    orders.do("object_to_dispatch", scene.ecology, at="2026-03-02 12:00")
    orders.do("uphold_dispatch_objection", scene.dispatch, at="2026-03-02 13:00")
    assert advice_for(orders.order, at=moment("2026-03-02 13:00")).code == "first_receiver"


def test_a_bounced_order_suggests_its_receivers_the_first_to_object_first(orders: Orders) -> None:
    scene = orders.scene
    returned_once(orders)
    suggestion = suggest_case([orders.order], bounced([orders.order]))
    assert suggestion.recipients == (scene.ecology.code, scene.management.code)
    assert suggestion.source is CaseSource.HOTLINE
    assert "“三定”规定第四条第三项" in suggestion.summary


def test_everybody_concerned_hears_of_it(orders: Orders) -> None:
    scene = orders.scene
    for organization in (scene.ecology, scene.management, scene.dispatch):
        scene.capacity(organization, MembershipRole.LIAISON)
        scene.capacity(organization)
    returned_once(orders)
    fan_out(at=moment("2026-03-03 15:10"), limit=100)

    def heard(organization: Organization, role: MembershipRole = MembershipRole.HANDLER) -> list[str]:
        person = scene.capacity(organization, role).person
        notices = Notice.objects.filter(person=person).exclude(kind="work_order.warned")
        return list(notices.order_by("pk").values_list("kind", flat=True))

    assert heard(scene.ecology, MembershipRole.LIAISON) == [
        "work_order.dispatched", "work_order.objected", "work_order.returned",
    ]  # fmt: skip
    assert heard(scene.dispatch) == ["work_order.objected"]
    assert heard(scene.dispatch, MembershipRole.LIAISON) == [
        "work_order.dispatched", "work_order.objected", "work_order.returned", "work_order.dispatched",
    ]  # fmt: skip
    assert heard(scene.management) == ["work_order.dispatched"]
