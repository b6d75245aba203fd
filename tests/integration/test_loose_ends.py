"""收尾: what was broken off in the middle of a transaction does not spoil what the process does next."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction

from deadlines.in_hand import count_deaths, in_hand
from deadlines.models import Deadline, SweepBatch
from operations.loose_ends import give_up_broken_transactions
from operations.models import Heartbeat
from tests.factories import moment
from tests.stage_set import set_the_stage


@pytest.mark.django_db(transaction=True)
def test_a_process_whose_transaction_was_broken_off_works_again() -> None:
    transaction.atomic().__enter__()  # nobody will ever leave it
    connection.connection.close()
    connections.close_all()
    with pytest.raises(DatabaseError):
        Heartbeat.objects.exists()
    give_up_broken_transactions()
    assert not connection.in_atomic_block
    assert not Heartbeat.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_in_order_is_kept() -> None:
    assert not Heartbeat.objects.exists()
    before = connection.connection
    give_up_broken_transactions()
    assert connection.connection is before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("seconds", "left"), [(1, 0), (20, 1)])
def test_who_is_ended_over_a_batch_leaves_it_behind_only_if_it_hung_in_it(seconds: int, left: int) -> None:
    """So a stop in order counts nothing, and a clock over which every worker runs out of time is found."""
    set_the_stage().open_case(at=moment("2026-03-09 10:00"))
    clock = Deadline.objects.get(effect="MOVE_UP")
    with pytest.raises(SystemExit):
        be_ended_over(clock, timedelta(seconds=seconds))
    connection.close()  # as it is when the process has ended
    assert count_deaths(at=moment("2026-03-17 00:00")) == left
    clock.refresh_from_db()
    assert clock.attempts == left


def be_ended_over(clock: Deadline, after: timedelta) -> None:
    with in_hand([clock.pk]):
        SweepBatch.objects.update(taken_at=datetime.now(UTC) - after)
        raise SystemExit
