"""What must always hold of terms that were counted again: the ledger and the clock say the same end."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext_noop

from core.invariants import Finding, Invariant
from core.labels import label
from core.vocabulary import RecountState, Step
from deadlines.models import Reprojection
from deadlines.services import LIVE
from deadlines.subjects import owner_name

_MOVED = (RecountState.MOVED, RecountState.ENDED_SOONER)
_STANDING = (RecountState.WAITING, RecountState.KEPT)


def recounted_clocks_stand_where_they_say(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes it)
    """An end that was moved is that of its entry; one that waits for a person, or was kept, is where it was."""
    current = Reprojection.objects.filter(generation=F("deadline__generation"), deadline__state__in=LIVE)
    elsewhere = Q(state__in=_MOVED) & ~Q(after=F("deadline__expires_at"))
    not_waited = Q(state__in=_STANDING) & ~Q(before=F("deadline__expires_at"))
    for entry in current.filter(elsewhere | not_waited).select_related("deadline__case").order_by("pk").iterator():
        yield Finding(
            code="recounted_clock_stands_elsewhere",
            subject=owner_name(entry.deadline),
            message=gettext_noop("“%(step)s” ends at %(end)s; its entry about the changed calendar says %(said)s."),
            params={
                "step": label(Step(entry.deadline.step)), "end": entry.deadline.expires_at.isoformat(),
                "said": (entry.after or entry.before).isoformat(),
            },
        )  # fmt: skip


RECOUNTS = (
    Invariant(
        code="recounted_clocks_stand_where_they_say", number=3, check=recounted_clocks_stand_where_they_say,
        title=gettext_noop("A term that was counted again ends where its entry says"),
    ),
)  # fmt: skip
