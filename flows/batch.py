"""成批到期处理: the clocks of many cases take their effect in one transaction, by the same nodes and rules as one.

What the effects read is read for all cases at once, what they write is kept and written in bulk statements; in between
nothing is asked of the database. A case that needs more than was read, or that fails, is left to be settled alone.
"""

import gc
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, transaction

from core.ahead import Asked, asking_nothing, remembering
from core.connections import is_lost
from core.failpoints import failpoint
from core.rows import Ids, KeptRows, Overtaken
from deadlines.models import Deadline
from deadlines.services import live_clocks
from flows.acting import lock_free_cases
from flows.clock import fire
from flows.reading_ahead import read_ahead

logger = logging.getLogger(__name__)
_IDS_PER_CASE = 4
Choose = Callable[[Sequence[Deadline]], Deadline | None]


@dataclass(kw_only=True)
class Together:
    """一批的结果: clocks that took effect; cases that somebody holds, that have more to do, that must be done alone."""

    fired: int = 0
    held: set[int] = field(default_factory=set)
    more: set[int] = field(default_factory=set)
    alone: set[int] = field(default_factory=set)

    def join(self, other: "Together") -> "Together":
        self.fired += other.fired
        self.held |= other.held
        self.more |= other.more
        self.alone |= other.alone
        return self


def fire_together(case_ids: Sequence[int], *, at: datetime, choose: Choose) -> Together:
    """One clock of each case, as ``choose`` says, takes its effect at ``at``.

    A batch that the database refuses is divided until the case it refuses stands alone.
    """
    try:
        with transaction.atomic(), remembering(), _collecting_later():
            done = _fire(case_ids, at, choose)
        failpoint("batch.committed")
        return done
    except (DatabaseError, Overtaken) as error:
        if is_lost():
            raise
        logger.warning("a batch of cases was refused", extra={"cases": len(case_ids), "error": str(error)[:200]})
    if len(case_ids) == 1:
        return Together(alone=set(case_ids))
    middle = len(case_ids) // 2
    first = fire_together(case_ids[:middle], at=at, choose=choose)
    return first.join(fire_together(case_ids[middle:], at=at, choose=choose))


@contextmanager
def _collecting_later() -> Iterator[None]:
    """A batch makes thousands of rows and no garbage: going through them again and again takes a tenth of its time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _fire(case_ids: Sequence[int], at: datetime, choose: Choose) -> Together:
    cases = lock_free_cases(case_ids)
    done = Together(held=set(case_ids) - {case.pk for case in cases})
    if not cases:
        return done
    failpoint("batch.locked")
    read_ahead(cases)
    ids = Ids(at_once=_IDS_PER_CASE * len(cases))
    kept = KeptRows(ids)
    for case in cases:
        rows = KeptRows(ids)
        try:
            with asking_nothing():
                clock = choose(live_clocks(case))
                fired = clock is not None and fire(case, clock, at=at, rows=rows) is not None
        except Asked:
            done.alone.add(case.pk)
        except DatabaseError:
            raise  # the transaction is broken: for everybody in it
        except Exception as error:
            logger.warning("a case is left out of its batch", extra={"case": case.pk}, exc_info=error)
            done.alone.add(case.pk)
        else:
            kept.absorb(rows)
            done.fired += fired
            again = choose(live_clocks(case))
            if again is not None:  # who should have been over is not tried for ever
                (done.more if fired and again != clock else done.alone).add(case.pk)
    failpoint("batch.settled")
    kept.write()
    failpoint("batch.written")
    return done
