"""Where races are run: cases whose clocks run out minutes apart, so that each sweep finds the one of its round."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from audit.models import ChainKind, Event
from cases.models import Case
from core.errors import DomainError, Stale
from core.vocabulary import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors import TIER_STEPS
from escalation.sweep import SweepReport
from procedures.files import shipped_pack, text_of
from tests.factories import moment
from tests.races import Finish
from tests.stage_set import Scene, set_the_stage

BEGIN = moment("2026-03-02 09:00")
TERM = timedelta(hours=24)
A_MINUTE = timedelta(minutes=1)
ROUNDS_OF_A_CASE = 20
_BY_THE_HOUR = {
    '[terms.tier1]\nvalue = { n = 5, unit = "workday" }': '[terms.tier1]\nvalue = { n = 24, unit = "hour" }',
    '[terms.reply]\nvalue = { n = 5, unit = "workday" }': '[terms.reply]\nvalue = { n = 24, unit = "hour" }',
    '[terms.tier3]\nvalue = { n = 20, unit = "workday" }': '[terms.tier3]\nvalue = { n = 500, unit = "workday" }',
    "[max_written_rounds]\nvalue = 2": f"[max_written_rounds]\nvalue = {ROUNDS_OF_A_CASE}",
    "[warning_marks]\nvalue = [2, 1, 0]": "[warning_marks]\nvalue = [0]",
}


@dataclass(frozen=True, kw_only=True)
class Course:
    """One round's case, and the moment at which its clock runs out."""

    number: str
    due: datetime

    @property
    def case(self) -> Case:
        """As the database has it now."""
        return Case.objects.get(number=self.number)

    def results(self) -> list[tuple[str, str]]:
        """Tier and result of each visit; "" for the one that is open."""
        return list(self.case.stages.values_list("tier", "result"))

    def events(self, kind: str) -> int:
        """How many events of this kind the case has."""
        return Event.objects.filter(chain_kind=ChainKind.CASE, subject_id=self.case.pk, kind=kind).count()

    def clock_of_the_tier(self) -> Deadline:
        """The one that runs for the open stage; a notice of a meeting has its own beside it."""
        return self.case.deadlines.get(state=DeadlineState.RUNNING, of=None, step__in=TIER_STEPS)


def scene_by_the_hour() -> Scene:
    """A district of two departments whose first tier and whose replies have 24 hours."""
    text = text_of(shipped_pack("longquanyi"))
    for before, after in _BY_THE_HOUR.items():
        assert before in text
        text = text.replace(before, after)
    return set_the_stage(text=text, departments=2)


def open_courses(scene: Scene, count: int, *, apart: timedelta = A_MINUTE) -> Iterator[Course]:
    """So many cases, opened one minute after the other."""
    for number in range(count):
        at = BEGIN + number * apart
        yield Course(number=scene.open_case(at=at).number, due=at + TERM)


def swept(finish: Finish) -> bool:
    """Whether the sweep moved the case; it never fails, whoever else is there."""
    assert finish.error is None, repr(finish.error)
    report: SweepReport = finish.value
    assert report.failed == 0
    return report.fired == 1


def refused(finish: Finish, *errors: type[DomainError]) -> bool:
    """Whether the act was refused, with one of these errors and in words; any other error fails the test."""
    if finish.error is None:
        return False
    assert isinstance(finish.error, DomainError), repr(finish.error)
    assert isinstance(finish.error, errors or (Stale,)), repr(finish.error)
    assert finish.error.text()
    return True
