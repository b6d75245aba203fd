"""征求意见的答复: by whoever was asked, also where it does not read the case; found by the question alone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from audit.models import Event
from cases.models import Consultation
from core.errors import NotFound, NotPermitted, Stale
from flows.acts import ACTS
from flows.inputs import AnswerConsultation
from flows.office_errors import ConsultationOver, NoSuchConsultation
from flows.services import add_document, perform
from organizations.selectors import Capacity

ANSWER = ACTS["answer_consultation"]


def answerer(asked: Consultation, held: Sequence[Capacity]) -> Capacity | None:
    """Who answers: somebody of the body asked whose role that is."""
    return next((one for one in of_whom_is_asked(asked, held) if one.role in ANSWER.roles), None)


def of_whom_is_asked(asked: Consultation, held: Sequence[Capacity]) -> list[Capacity]:
    return [capacity for capacity in held if capacity.membership.organization_id == asked.organization_id]


def is_open(asked: Consultation) -> bool:
    """Whether an answer is awaited."""
    return asked.answered_at is None and asked.lapsed_at is None


def answer(
    *, asked: Consultation, form: AnswerConsultation, capacity: Capacity, at: datetime, request_key: str = ""
) -> Event:
    """答复征求意见. The same ``request_key`` again gives the same event.

    Raises ``ConsultationOver``, ``NoSuchConsultation`` where the form names another question, and what ``perform``
    raises.
    """
    if form.consultation not in (None, asked.pk):
        raise NoSuchConsultation(field="consultation", consultation=form.consultation)
    this = form.model_copy(update={"consultation": asked.pk})
    with _over(asked):
        return perform(
            number=asked.case.number, act=ANSWER.name, form=this, capacity=capacity, at=at, request_key=request_key
        )


def add_sheet(
    *, asked: Consultation, upload: bytes, file_name: str, title: str, capacity: Capacity, at: datetime,
    request_key: str = "",
) -> Event:  # fmt: skip
    """存入案卷: the signed sheet. Raises ``ConsultationOver`` and what ``add_document`` raises."""
    with _over(asked):
        return add_document(
            number=asked.case.number, upload=upload, file_name=file_name, title=title, capacity=capacity, at=at,
            request_key=request_key,
        )  # fmt: skip


@contextmanager
def _over(asked: Consultation) -> Iterator[None]:
    """Who was asked is told that it is over, not what happened in a case that it may not read."""
    try:
        yield
    except (NotFound, NotPermitted, Stale, NoSuchConsultation) as error:
        if is_open(Consultation.objects.get(pk=asked.pk)):
            raise
        raise ConsultationOver from error
