"""试行与复核: a provisional result holds until a day; it is reviewed before, or it lapses by itself."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.models import ChainKind, Event
from cases.errors import ProvisionalNeedsEnd, ProvisionalTooLong, TooFewParties
from cases.models import Case, Outcome, Trial
from core.errors import NotFound, NotPermitted, Stale
from core.vocabulary import CaseSource, DeadlineEffect, DeadlineState, MembershipRole, OutcomeScope, TrialState
from deadlines.models import Deadline
from flows.errors import RequestKeyReused
from flows.trials.acts import TRIAL_ACTS
from flows.trials.errors import DecidedAbove, EndsNoLater
from flows.trials.services import perform, to_review, trial_offers
from notifications.models import Notice
from notifications.services import fan_out
from registry.models import BoundaryEntry, EntryVersion
from registry.selectors import entry_on
from tests.factories import moment
from tests.health import living
from tests.packs import pack_with
from tests.referrals import put_before_the_leader
from tests.stage_set import Scene, as_moment, set_the_stage

HEAD, HANDLER = MembershipRole.HEAD, MembershipRole.HANDLER
END = date(2026, 6, 1)  # a Monday


def settle(scene: Scene, **result: Any) -> Trial:
    """Agreed among the departments, provisional until 1 June 2026; accepted for the record on Thursday 5 March."""
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    fields = {"scope": OutcomeScope.PROVISIONAL, "effective_to": END, **result}
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 15:00", **fields)
    for hour, department in enumerate(scene.district.departments, start=9):
        scene.do("sign_agreement", department, at=f"2026-03-04 {hour:02}:00")
    scene.do("accept_filing", scene.office, at="2026-03-05 10:00")
    close(scene)
    return Trial.objects.get()


def close(scene: Scene) -> None:
    proof = scene.put_into_file(scene.ecology, at="2026-03-06 09:00")
    scene.do("report_carrying_out", scene.ecology, at="2026-03-06 10:00", proof=proof)
    scene.do("strike_off", scene.office, at="2026-03-06 11:00")
    scene.do("archive_case", scene.office, at="2026-03-06 12:00")


def review(
    scene: Scene,
    act: str,
    *,
    at: str,
    by: Any = None,
    role: MembershipRole = HEAD,
    request_key: str = "",
    **fields: Any,
) -> Event:
    scene.live_until(at, only_if_alive=True)
    number = fields.pop("number", None) or BoundaryEntry.objects.earliest("pk").number
    filled = (
        {"reason": "运行平稳。"} if act != "take_up_anew" else {"title": "噪声监管分工争议", "summary": "试行期满。"}
    )
    event = perform(
        number=number, act=act, form=TRIAL_ACTS[act].input(**{**filled, **fields}),
        capacity=scene.capacity(by or scene.office, role), at=as_moment(at), request_key=request_key,
    )  # fmt: skip
    if scene.after:
        scene.after(as_moment(at))
    return event


def offered(scene: Scene) -> set[str]:
    waiting = Trial.objects.filter(state__in=[TrialState.RUNNING, TrialState.LAPSED]).first()
    held = [scene.capacity(scene.office, role) for role in (HANDLER, HEAD)]
    return {spec.name for spec, _capacity in trial_offers(waiting, held)}


def events() -> list[str]:
    return list(Event.objects.filter(chain_kind=ChainKind.REGISTRY).order_by("pk").values_list("kind", flat=True))


def told(kind: str) -> set[int]:
    fan_out(at=moment("2026-12-01 00:00"), limit=10_000)
    return set(Notice.objects.filter(kind=kind).values_list("person", flat=True))


def test_what_is_provisional_has_an_end(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    with pytest.raises(ProvisionalNeedsEnd):
        scene.do("draft_agreement", scene.ecology, at="2026-03-03 15:00", scope=OutcomeScope.PROVISIONAL)
    with pytest.raises(ProvisionalTooLong):
        scene.do(
            "draft_agreement", scene.ecology, at="2026-03-03 15:00", scope=OutcomeScope.PROVISIONAL,
            effective_to=date(2028, 3, 3),
        )  # fmt: skip
    scene.do(
        "draft_agreement", scene.ecology, at="2026-03-03 15:00", scope=OutcomeScope.PROVISIONAL,
        effective_to=date(2028, 3, 2),
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.update(effective_to=None)


def test_its_review_falls_due_by_the_term_of_the_procedure(scene: Scene) -> None:
    trial = settle(scene)
    assert (trial.state, trial.ends_on, trial.review_from) == (TrialState.RUNNING, END, moment("2026-05-15 09:00"))
    clock = Deadline.objects.get(subject_kind=ChainKind.REGISTRY, of=None)
    assert (clock.effect, clock.expires_at) == (DeadlineEffect.LAPSE, moment("2026-06-01 00:00"))
    for person in ((scene.office, HANDLER), (scene.office, HEAD), (scene.ecology, HANDLER), (scene.housing, HANDLER)):
        scene.capacity(*person)
    held = [scene.capacity(scene.office)]
    assert to_review(held, moment("2026-05-15 08:59")) == []
    scene.live_until("2026-05-15 09:00")
    assert events()[-1] == "trial.warned"
    assert to_review(held, moment("2026-05-15 09:00")) == [trial]
    assert to_review([scene.capacity(scene.ecology)], moment("2026-05-15 09:00")) == []
    lead_and_office = {scene.capacity(scene.office), scene.capacity(scene.office, HEAD), scene.capacity(scene.ecology)}
    assert told("trial.warned") == {capacity.person.pk for capacity in lead_and_office}


def test_unreviewed_it_lapses_by_itself_and_waits_for_its_review(scene: Scene) -> None:
    trial = settle(scene)
    scene.live_until("2026-05-31 23:59")
    assert entry_on(trial.entry, date(2026, 5, 31)) is not None
    scene.live_until("2026-06-01 00:00")
    trial.refresh_from_db()
    assert (trial.state, events()[-1]) == (TrialState.LAPSED, "trial.lapsed")
    assert entry_on(trial.entry, END) is None
    assert to_review([scene.capacity(scene.office)], moment("2026-06-01 00:00")) == [trial]
    reminder = Deadline.objects.get(subject_kind=ChainKind.REGISTRY, state=DeadlineState.RUNNING)
    assert reminder.effect == DeadlineEffect.REMIND
    scene.live_until("2026-06-30 00:00")
    assert events().count("trial.reminded") > 1


def test_confirmed_it_holds_without_a_gap_and_without_an_end(scene: Scene) -> None:
    trial = settle(scene)
    review(scene, "confirm_trial", at="2026-05-18 10:00")
    trial.refresh_from_db()
    assert (trial.state, trial.reason) == (TrialState.CONFIRMED, "运行平稳。")
    first, second = EntryVersion.objects.order_by("version")
    assert (first.valid.upper, second.valid.lower, second.valid.upper) == (END, END, None)
    names = [list(v.assignments.order_by("pk").values_list("organization", "role")) for v in (first, second)]
    assert names[0] == names[1]
    assert not Deadline.objects.filter(subject_kind=ChainKind.REGISTRY, state=DeadlineState.RUNNING).exists()
    scene.live_until("2026-06-02 00:00")
    assert events()[-1] == "trial.confirmed"


def test_after_it_lapsed_it_can_still_be_confirmed_from_that_day_on(scene: Scene) -> None:
    trial = settle(scene)
    review(scene, "confirm_trial", at="2026-06-10 10:00")
    assert entry_on(trial.entry, date(2026, 6, 9)) is None
    assert entry_on(trial.entry, date(2026, 6, 10)) is not None
    trial.refresh_from_db()
    assert trial.state == TrialState.CONFIRMED


def test_prolonged_it_is_reviewed_again(scene: Scene) -> None:
    settle(scene)
    with pytest.raises(EndsNoLater):
        review(scene, "prolong_trial", at="2026-05-18 10:00", ends_on=END)
    with pytest.raises(ProvisionalTooLong):
        review(scene, "prolong_trial", at="2026-05-18 10:00", ends_on=date(2028, 6, 1))
    review(scene, "prolong_trial", at="2026-05-18 10:00", ends_on=date(2026, 9, 1))
    before, after = Trial.objects.order_by("pk")
    assert (before.state, after.state, after.ends_on) == (TrialState.PROLONGED, TrialState.RUNNING, date(2026, 9, 1))
    scene.live_until("2026-06-01 00:00")
    assert entry_on(after.entry, END) == after.version
    scene.live_until("2026-09-01 00:00")
    after.refresh_from_db()
    assert after.state == TrialState.LAPSED
    review(scene, "prolong_trial", at="2026-09-02 10:00", ends_on=date(2026, 12, 1))
    assert entry_on(after.entry, date(2026, 9, 1)) is None
    assert entry_on(after.entry, date(2026, 9, 2)) is not None


def test_meant_to_lapse_it_ends_on_its_day_and_nobody_is_reminded(scene: Scene) -> None:
    trial = settle(scene)
    review(scene, "let_trial_lapse", at="2026-05-18 10:00", reason="情况已变化。")
    assert entry_on(trial.entry, date(2026, 5, 31)) is not None
    scene.live_until("2026-07-01 00:00")
    assert events()[-1] == "trial.left_to_lapse"
    assert to_review([scene.capacity(scene.office)], moment("2026-07-01 00:00")) == []
    assert offered(scene) == set()


def test_taken_up_anew_it_becomes_a_case_of_the_offices_own_accord(scene: Scene) -> None:
    trial = settle(scene)
    event = review(scene, "take_up_anew", at="2026-05-18 10:00", role=HANDLER, others=())
    case = Case.objects.get(number=event.data["case"])
    trial.refresh_from_db()
    assert (trial.state, trial.case, case.source) == (TrialState.TAKEN_UP_ANEW, case, CaseSource.EX_OFFICIO)
    named = {department.pk for department in scene.district.departments}
    assert set(case.parties.values_list("organization", flat=True)) == named
    scene.number = case.number
    scene.do("withdraw_case", scene.office, at="2026-05-18 11:00")


def test_where_the_entry_names_one_department_somebody_else_must_be_named(scene: Scene) -> None:
    settle(scene, assignments=[{"phase": "SUPERVISION", "organization": scene.ecology.code, "role": "LEAD"}])
    with pytest.raises(TooFewParties):
        review(scene, "take_up_anew", at="2026-05-18 10:00")
    assert Case.objects.count() == 1
    review(scene, "take_up_anew", at="2026-05-18 10:00", others=(scene.housing.code,))
    assert Case.objects.count() == 2


def test_a_later_result_on_the_same_matter_takes_its_place(scene: Scene) -> None:
    trial = settle(scene)
    scene.open_case(at="2026-04-01 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("draft_agreement", scene.ecology, at="2026-04-01 15:00")
    for hour, department in enumerate(scene.district.departments, start=9):
        scene.do("sign_agreement", department, at=f"2026-04-02 {hour:02}:00")
    scene.do("accept_filing", scene.office, at="2026-04-03 10:00")
    trial.refresh_from_db()
    assert trial.state == TrialState.SUPERSEDED
    assert events()[-1] == "trial.superseded"
    assert trial.entry.versions.count() == 2
    assert offered(scene) == set()


def test_filed_after_its_own_end_it_is_to_be_reviewed_at_once(scene: Scene) -> None:
    trial = settle(scene, effective_to=date(2026, 3, 4))
    assert trial.state == TrialState.LAPSED
    assert offered(scene) == set(TRIAL_ACTS)
    review(scene, "let_trial_lapse", at="2026-03-09 10:00")


def test_a_short_one_is_due_from_the_start(scene: Scene) -> None:
    trial = settle(scene, effective_to=date(2026, 3, 12))
    assert trial.review_from == trial.begun_at
    scene.live_until("2026-03-12 00:00")
    assert events()[-1] == "trial.lapsed"


def test_only_the_head_of_the_office_reviews(scene: Scene) -> None:
    settle(scene)
    with pytest.raises(NotPermitted):
        review(scene, "confirm_trial", at="2026-05-18 10:00", by=scene.ecology)
    with pytest.raises(NotPermitted):
        review(scene, "confirm_trial", at="2026-05-18 10:00", role=HANDLER)
    with pytest.raises(NotFound):
        review(scene, "confirm_trial", at="2026-05-18 10:00", number="XX-B-1")
    assert offered(scene) == set(TRIAL_ACTS)


def test_who_comes_second_is_told_so(scene: Scene) -> None:
    settle(scene)
    first = review(scene, "confirm_trial", at="2026-05-18 10:00", request_key="k1")
    with pytest.raises(Stale):
        review(scene, "let_trial_lapse", at="2026-05-18 10:01")
    assert review(scene, "confirm_trial", at="2026-05-18 10:02", request_key="k1") == first
    with pytest.raises(RequestKeyReused):
        review(scene, "let_trial_lapse", at="2026-05-18 10:03", request_key="k1")
    assert EntryVersion.objects.count() == 2


def test_other_places_review_earlier(db: None) -> None:
    text = pack_with("longquanyi", {"terms.provisional_review": '{ n = 30, unit = "day", roll = "none" }'})
    trial = settle(living(set_the_stage(text=text)))
    # thirty days before the last day, 31 May, is 1 May; 20 workdays lie between (May Day, 9 May a make-up workday)
    assert trial.review_from.astimezone(moment("2026-05-01 00:00").tzinfo).date() <= date(2026, 5, 6)


def test_what_was_decided_at_tier_4_is_confirmed_on_the_word_of_who_decided(scene: Scene) -> None:
    scene.open_case(at="2026-01-05 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)
    put_before_the_leader(scene, at="2026-04-20 09:00")
    scene.do(
        "enter_decision", scene.secretariat, at="2026-04-20 10:00", scope=OutcomeScope.PROVISIONAL,
        effective_to=date(2026, 9, 1),
    )  # fmt: skip
    scene.do("list_outcome", scene.office, at="2026-04-21 10:00")
    with pytest.raises(DecidedAbove):
        review(scene, "confirm_trial", at="2026-08-25 10:00")
    review(scene, "confirm_trial", at="2026-08-25 10:00", document_number="区府函〔2026〕30号")
    assert Trial.objects.get().document_number == "区府函〔2026〕30号"
