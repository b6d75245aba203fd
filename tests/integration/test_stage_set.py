"""The scaffolding of stories stands: a case opens, somebody acts, the clock has its turn."""

from datetime import datetime

import pytest

from core.vocabulary import Step, Tier
from flows.acts import ACTS
from tests.factories import moment
from tests.stage_set import set_the_stage

pytestmark = pytest.mark.django_db


def test_a_scene_plays_by_people_and_by_the_clock() -> None:
    seen: list[datetime] = []
    scene = set_the_stage()
    scene.after = seen.append
    scene.open_case(at="2026-03-02 10:00")
    assert ("position", scene.housing) in scene.waiting()
    scene.do("state_position", scene.housing, at="2026-03-03 10:00")
    assert ("position", scene.housing) not in scene.waiting()
    assert scene.clock(Step.TIER_NEGOTIATION).expires_at == moment("2026-03-10 00:00")
    scene.sweep(at="2026-03-10 00:00")
    assert scene.stages() == [(Tier.NEGOTIATION, "TIMED_OUT"), (Tier.DISPATCH_COORDINATION, "")]
    assert seen == [moment("2026-03-02 10:00"), moment("2026-03-03 10:00"), moment("2026-03-10 00:00")]
    assert scene.offered(scene.dispatch) >= {"convene_meeting"}


# a place on the agenda, an objection that waits, a checklist: numbers and rows under names that are texts elsewhere
NUMBERED = {"answer_call", "return_for_correction", "move_on_agenda", "uphold_objection", "reject_objection"}
NAMED_BY_THE_STORY = {
    "adoptions", "clause", "comment", "ground", "into", "leader", "link", "meeting", "members", "name", "note",
    "organization", "other", "paper", "proof", "purpose", "reply", "representative", "sheet", "task"
}  # fmt: skip
"""Fields for which there is nothing sensible until the story says which or who is meant."""


def test_every_act_can_be_filled_in() -> None:
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00")
    for name, spec in ACTS.items():
        asked = {field for field, info in spec.input.model_fields.items() if info.is_required()}
        if not asked & NAMED_BY_THE_STORY and name not in NUMBERED:
            scene.form(name, at="2026-03-03 10:00")
