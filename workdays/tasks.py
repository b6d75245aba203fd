"""Wake-ups of the calendar."""

from celery import shared_task

from core import clock
from workdays.installing import take_note


@shared_task(name="workdays.tasks.note_notices")
def note_notices() -> None:
    """记录在用的通知: what a release or an operator's own hand put into use, so that a page can say what it changed."""
    take_note(at=clock.now())
