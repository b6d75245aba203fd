"""Every kind of event has somebody who hears of it, and words for it."""

import pytest

from core.vocabulary import MembershipRole
from escalation.running import EVENTS
from flows.acts import ACTS, SYSTEM_EVENTS
from flows.trials.acts import OTHER_EVENTS as OTHER_EVENTS_OF_ENTRIES
from flows.trials.acts import TRIAL_ACTS
from hotline.acts import ORDER_ACTS, OTHER_EVENTS
from notifications.rules import ENTRY_RULES, ORDER_RULES, RULES, RUNNING_RULES, Whom, interests_in
from notifications.wording import WORDS, title_of
from notifications.words_without_case import ENTRY_WORDS, ORDER_WORDS, RUNNING_WORDS

KINDS = {spec.event for spec in ACTS.values()} | set(SYSTEM_EVENTS)
ORDER_KINDS = {spec.event for spec in ORDER_ACTS.values()} | set(OTHER_EVENTS)


def test_every_kind_of_event_of_a_work_order_has_recipients_and_words() -> None:
    assert ORDER_KINDS - set(ORDER_RULES) == set()
    assert set(ORDER_RULES) == set(ORDER_WORDS)
    assert not set(ORDER_RULES) & set(RULES)
    assert interests_in("work_order.objected") == ORDER_RULES["work_order.objected"]


def test_every_kind_of_event_of_a_provisional_entry_has_recipients_and_words() -> None:
    kinds = {spec.event for spec in TRIAL_ACTS.values()} | set(OTHER_EVENTS_OF_ENTRIES)
    assert kinds == set(ENTRY_RULES) == set(ENTRY_WORDS)
    assert interests_in("trial.lapsed") == ENTRY_RULES["trial.lapsed"]


def test_every_kind_of_event_of_running_it_has_recipients_and_words() -> None:
    assert set(EVENTS) == set(RUNNING_RULES) == set(RUNNING_WORDS)
    assert interests_in("incident.retried") == ()
    assert all(interest.whom is Whom.ADMINISTRATORS for kind in EVENTS for interest in interests_in(kind))


def test_every_kind_of_event_has_recipients() -> None:
    assert KINDS - set(RULES) == set()


def test_every_kind_of_event_has_words() -> None:
    assert KINDS - set(WORDS) == set()
    assert set(RULES) == set(WORDS)


def test_nobody_hears_of_a_kind_that_is_not_known() -> None:
    assert interests_in("case.sang") == ()
    assert title_of("case.sang") == "case.sang"


@pytest.mark.parametrize("kind", ["agreement.drafted", "opinion.drafted", "letter.drafted"])
def test_what_waits_for_a_signature_reaches_the_head(kind: str) -> None:
    assert any(MembershipRole.HEAD in interest.roles and interest.urgent for interest in interests_in(kind))


def test_a_draft_opinion_is_not_shown_to_the_parties() -> None:
    assert Whom.PARTIES not in {interest.whom for interest in interests_in("opinion.drafted")}


@pytest.mark.parametrize("kind", ["deadline.warned", "deadline.reminded"])
def test_a_clock_speaks_to_those_who_are_waited_for(kind: str) -> None:
    assert Whom.WAITED_FOR in {interest.whom for interest in interests_in(kind) if interest.urgent}
