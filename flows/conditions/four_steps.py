"""研判、审核、协调、反馈: who ticks a step by hand, and whether one is left."""

from django.utils.translation import gettext_noop as _

from flows.four_steps import Checklist, checklists_of
from flows.situation import Situation
from organizations.models import Organization


def latest_checklist(situation: Situation) -> Checklist | None:
    """Of the visit that is open, or where none is of the last one."""
    latest = situation.stages[-1] if situation.stages else None
    return next(
        (
            one
            for one in checklists_of(situation.stages, situation.pack)
            if latest is not None and one.stage.pk == latest.pk
        ),
        None,
    )


def who_ticks(situation: Situation) -> list[Organization]:
    """Who conducts the visit."""
    checklist = latest_checklist(situation)
    return [checklist.stage.conductor] if checklist else []


def a_step_is_left(situation: Situation) -> str | None:
    checklist = latest_checklist(situation)
    return None if checklist and checklist.left else _("all four steps of this visit are done")
