"""在手登记: which clocks a sweep is at, so that a clock over which processes die is found and cannot stop the others.

An error in a firing is caught and counted (``deadlines.incidents.note_failure``); a process that is killed over a clock
can count nothing. So a sweep names the due clocks of a batch before it begins, once per batch, in a row of its own,
and takes the row away afterwards. An advisory lock of the session, taken in the same statement, shows that the sweep
still lives: the server drops it with the connection. A row whose lock is free was left behind by a dead process, and
the next sweep counts one failed try for each of its clocks that is still due.

    count_deaths(at=at)                                   # once per pass
    with in_hand([clock.pk for clock in batch]):          # once per batch, outside any transaction
        with transaction.atomic(): …

A batch should hold fewer clocks the more often they failed (``incidents.FEWER``), from ``LONELY_FROM`` tries on one, so
that the deaths close in on the culprit, and whoever was with it by chance is soon settled.
"""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from deadlines.incidents import LONELY_FROM, put_off
from deadlines.models import Deadline

logger = logging.getLogger(__name__)
DIED = "the process that was at it died"
_NO_BATCH_TAKES = "5 seconds"

_TAKE = """
WITH next AS (SELECT nextval(pg_get_serial_sequence('deadlines_sweepbatch', 'id')) AS id),
held AS (SELECT id, pg_try_advisory_lock(hashtextextended('dingfen sweep batch', id)) AS ours FROM next)
INSERT INTO deadlines_sweepbatch (id, clocks, taken_at)
SELECT id, %s, clock_timestamp() FROM held WHERE ours RETURNING id
"""
# The row is gone for good before the lock is free: nobody finds the one without the other.
_LET_GO = """
WITH gone AS (
    DELETE FROM deadlines_sweepbatch
    WHERE id = %(batch)s
        AND (%(within)s::interval IS NULL OR taken_at > clock_timestamp() - %(within)s::interval)
    RETURNING id
)
SELECT pg_advisory_unlock(hashtextextended('dingfen sweep batch', id)) FROM gone
"""
_LEFT_BEHIND = """
DELETE FROM deadlines_sweepbatch
WHERE id IN (
    SELECT id FROM deadlines_sweepbatch WHERE pg_try_advisory_xact_lock(hashtextextended('dingfen sweep batch', id))
)
RETURNING clocks
"""
# A clock that somebody holds is being dealt with; waiting for it here could lock both in each other.
_COUNT = """
UPDATE deadlines_deadline AS clock SET attempts = clock.attempts + 1, last_error = %(error)s
WHERE clock.id IN (
    SELECT id FROM deadlines_deadline
    WHERE id = ANY(%(clocks)s) AND state = 'RUNNING' AND next_try_at <= %(at)s
    ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
)
RETURNING clock.id, clock.attempts
"""


@contextmanager
def in_hand(clocks: Collection[int]) -> Iterator[None]:
    """在手: for as long as it lasts, these due clocks are known to be worked at by this process."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [list(clocks)])
        row = cursor.fetchone()
    within = None
    try:
        yield
    except SystemExit:  # by a signal: whoever looks after this process told it to go
        within = _NO_BATCH_TAKES
        raise
    finally:
        if row:
            _let_go(row[0], within)


def _let_go(batch: int, within: str | None) -> None:
    """A lost connection leaves the row behind, as a death does: its clocks count one try too many, which is no harm.

    Who is ended over a batch that it has had for longer than any takes hung in it. Celery ends such a worker by SIGTERM
    first: it could tidy up, and the clock over which it hung would be tried again for ever.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(_LET_GO, {"batch": batch, "within": within})
    except DatabaseError:
        logger.warning("a batch was left behind", extra={"action": "sweep"}, exc_info=True)


def count_deaths(*, at: datetime) -> int:
    """The clocks of every batch that a dead process left behind have failed once more; returns how many batches.

    Who was in a batch of many goes on at once; who was tried alone waits longer each time, and after five failures it
    is an incident like any other.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LEFT_BEHIND)
        batches = [clocks for (clocks,) in cursor.fetchall()]
        counted: dict[int, int] = {}
        for clocks in batches:
            cursor.execute(_COUNT, {"clocks": clocks, "at": at, "error": DIED})
            counted.update(cursor.fetchall())
        for clock in Deadline.objects.filter(pk__in=[pk for pk, tries in counted.items() if tries > LONELY_FROM]):
            put_off(clock, at=at, lonely=True)
    if batches:
        logger.warning("%s batches were left behind by dead processes", len(batches), extra={"action": "sweep"})
    return len(batches)
