"""处理结果的类型、公开与移交: an outcome may be more than an owner; nothing is published unchecked."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from cases.errors import ConfidentialityNotChecked, MeasuresMissing, PlatformNeedsMembers, WorkSecretNotPublished
from cases.models import Filing, InterimHandling, Outcome
from core.vocabulary import CaseState, OutcomeKind, OutcomeScope, OutcomeState
from notifications.models import Notice
from notifications.services import fan_out
from registry.models import BoundaryEntry, EntryVersion
from tests.factories import moment
from tests.stage_set import Scene

CHECKED = {"publish": True, "confidentiality_checked": True}


def settle(scene: Scene, **result: Any) -> None:
    """Opened on Monday 2 March 2026 with ecology as interim handler; all have signed on Wednesday."""
    opening = {name: result.pop(name) for name in ("work_secret", "interim_handler") if name in result}
    scene.open_case(at="2026-03-02 10:00", **opening)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 15:00", **result)
    for hour, department in enumerate(scene.district.departments, start=9):
        scene.do("sign_agreement", department, at=f"2026-03-04 {hour:02}:00")
    assert scene.case.state == CaseState.SETTLED


def accept(scene: Scene, **fields: Any) -> Event:
    return scene.do("accept_filing", scene.office, at="2026-03-05 10:00", **fields)


def told(event: Event) -> set[int]:
    fan_out(at=event.at, limit=1000)
    notices = Notice.objects.filter(event=event)
    return set(notices.values_list("person", flat=True))


def test_a_platform_has_a_host_and_members(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00")
    alone = [{"phase": "SUPERVISION", "organization": scene.ecology.code, "role": "LEAD"}]
    with pytest.raises(PlatformNeedsMembers):
        scene.do(
            "draft_agreement", scene.ecology, at="2026-03-03 15:00", kind=OutcomeKind.JOINT_PLATFORM, assignments=alone
        )
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 16:00", kind=OutcomeKind.JOINT_PLATFORM)
    assert Outcome.objects.get().kind == OutcomeKind.JOINT_PLATFORM


@pytest.mark.parametrize("kind", [OutcomeKind.MEASURES, OutcomeKind.WORKING_RULE])
def test_measures_and_working_rules_say_what_they_are(scene: Scene, kind: OutcomeKind) -> None:
    scene.open_case(at="2026-03-02 10:00")
    with pytest.raises(MeasuresMissing):
        scene.do("draft_agreement", scene.ecology, at="2026-03-03 15:00", kind=kind)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 16:00", kind=kind, measures="每季度联合检查一次。")
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.update(measures="")


def test_the_kind_goes_into_the_duty_list(scene: Scene) -> None:
    settle(scene, kind=OutcomeKind.WORKING_RULE, measures="接诉后一个工作日内会商。")
    accept(scene)
    assert EntryVersion.objects.get().kind == OutcomeKind.WORKING_RULE
    assert EntryVersion.objects.get().published_on is None


def test_what_is_published_was_checked_for_secrets(scene: Scene) -> None:
    settle(scene)
    with pytest.raises(ConfidentialityNotChecked):
        accept(scene, publish=True)
    assert scene.case.state == CaseState.SETTLED
    accept(scene, **CHECKED)
    assert Filing.objects.get().published_on == EntryVersion.objects.get().published_on == date(2026, 3, 5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.update(confidentiality_checked=False)


def test_a_work_secret_is_not_published(scene: Scene) -> None:
    settle(scene, work_secret=True)
    with pytest.raises(WorkSecretNotPublished):
        accept(scene, **CHECKED)
    accept(scene, confidentiality_checked=True)
    assert (Filing.objects.get().published_on, Filing.objects.get().confidentiality_checked) == (None, True)


def test_what_settles_this_case_only_enters_no_list(scene: Scene) -> None:
    settle(scene, scope=OutcomeScope.THIS_CASE)
    accept(scene)
    assert scene.case.state == CaseState.CARRYING_OUT
    assert Outcome.objects.get().state == OutcomeState.IN_FORCE
    assert not BoundaryEntry.objects.exists()


def test_the_interim_handler_hands_over_to_the_lead_and_both_are_told(scene: Scene) -> None:
    both = {scene.capacity(one).person.pk for one in (scene.housing, scene.ecology)}
    settle(scene, interim_handler=scene.housing.code)
    event = accept(scene)
    handling = InterimHandling.objects.get()
    assert (handling.organization, handling.handed_to) == (scene.housing, scene.ecology)
    assert handling.ends_at == moment("2026-03-05 10:00")
    assert event.data["handed_over"] == [scene.housing.pk, scene.ecology.pk]
    assert both <= told(event)


def test_a_lead_that_handled_it_already_takes_nothing_over(scene: Scene) -> None:
    settle(scene)
    event = accept(scene)
    assert InterimHandling.objects.get().handed_to is None
    assert "handed_over" not in event.data
