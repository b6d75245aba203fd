"""Whether the histories see anything: faults are put into the product on purpose, and each must be found."""

import os
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from audit.acting import Act
from core.vocabulary import StageResult
from flows import services
from flows.acts import ActSpec
from flows.engine import withdraw
from flows.situation import Situation
from organizations.selectors import Capacity
from tests.properties.test_histories import play, worlds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.property]

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
HISTORIES = 200
SEED = 1
Seeding = Callable[[pytest.MonkeyPatch], None]


def nothing(*_args: Any, **_kwargs: Any) -> None:
    """What should happen does not."""


def _unnoted(what: str) -> Seeding:
    """Something changes, and the event does not say so."""
    note = Act.changed

    def forget(act: Act, changed: str, **values: Any) -> None:
        if changed != what:
            note(act, changed, **values)

    return lambda patch: patch.setattr(Act, "changed", forget)


def _lost(*names: str) -> Seeding:
    """What these do is not done."""

    def lose(patch: pytest.MonkeyPatch) -> None:
        for name in names:
            patch.setattr(name, nothing)

    return lose


def _always(name: str, value: Any) -> Seeding:
    """A question has the same answer whatever is asked."""
    return lambda patch: patch.setattr(name, lambda *_args, **_kwargs: value)


def _suspension_is_overlooked(patch: pytest.MonkeyPatch) -> None:
    check = services.check_allowed

    def overlook(spec: ActSpec, now: Situation, capacity: Capacity) -> None:
        suspended, now.case.suspended_at = now.case.suspended_at, None
        try:
            check(spec, now, capacity)
        finally:
            now.case.suspended_at = suspended

    patch.setattr(services, "check_allowed", overlook)


def _withdrawn_is_terminated(patch: pytest.MonkeyPatch) -> None:
    for door in ("flows.engine.withdraw", "flows.doing.course.withdraw"):
        patch.setattr(door, lambda acting, _result: withdraw(acting, StageResult.TERMINATED))


EARLY: Mapping[str, Seeding] = {
    "an act looks neither at who acts nor at the step": _lost("flows.services.check_allowed"),
    "what is sent twice is done twice": _lost("flows.services._already"),
    "a new visit is not noted in the event": _unnoted("stage.opened"),
    "a stage that has ended is acted upon": _lost("flows.services._check_stage"),
}
"""Faults that the first histories show."""

LATER: Mapping[str, Seeding] = {
    "clocks run on when their stage has ended": _lost("deadlines.services.end"),
    "the interim handler goes on after the end": _lost(
        "cases.services.end_interim_handling", "cases.outcomes.end_interim_handling"
    ),
    "a term is extended as often as one likes": _lost("deadlines.services.Extension.objects.create"),
    "a clock fires without being claimed": _always("flows.clock.claim", True),
    "clocks run on while the case is suspended": _lost("flows.doing.course.pause"),
    "what is suspended is worked upon": _suspension_is_overlooked,
    "a late party is not noted in the event": _unnoted("party.joined"),
    "what is withdrawn counts as terminated": _withdrawn_is_terminated,
    "a party that has not signed is not waited for": _always("flows.choices.outstanding_signers", []),
    "a result that is returned stands": _lost("cases.outcomes.void"),
}
"""Faults that need a longer run."""

_WAY: Mapping[str, frozenset[str]] = {
    "a term is extended as often as one likes": frozenset({"extend_deadline"}),
    "what is withdrawn counts as terminated": frozenset({"withdraw_case", "request_withdrawal", "grant_withdrawal"}),
    "a party that has not signed is not waited for": frozenset({"draft_agreement", "sign_agreement"}),
    "a result that is returned stands": frozenset({"draft_agreement", "sign_agreement", "return_filing"}),
}
"""Where few histories come by, these are drawn to the acts that lead there."""


def found(
    seeding: Seeding, *, histories: int = HISTORIES, drawn_to: frozenset[str] = frozenset()
) -> bool:  # fmt: skip
    """Whether one of the histories fails on a product with this fault; it is the last that is played."""
    with pytest.MonkeyPatch.context() as patch:
        seeding(patch)
        try:
            play(histories, number=SEED, drawn_to=drawn_to)
        except Exception:  # noqa: BLE001  (a product with a fault in it fails in whatever way)
            return True
    return False


@pytest.mark.parametrize("fault", [*EARLY, *(LATER if LONG else {})])
def test_a_fault_put_in_on_purpose_is_found(fault: str) -> None:
    with worlds():
        assert found({**EARLY, **LATER}[fault], drawn_to=_WAY.get(fault, frozenset()))


def test_without_a_fault_put_in_nothing_is_found() -> None:
    with worlds():
        assert not found(nothing, histories=3)
