"""The record of a case that was just opened, once more for each of its copies: ids and digests are the copy's own."""

from collections.abc import Iterator
from copy import copy
from typing import Any

from audit.chain import LINKED_FIELDS, digest
from audit.models import ChainHead, ChainKind, Event
from audit.services import chain_of
from core.rows import copy_in

_OWN_IDS = frozenset({"clock", "of", "stage"})


def is_untouched(case_id: int) -> bool:
    """Whether opening it is all that has been done to the case."""
    return {event.kind for event in _record(case_id)} == {"case.opened"}


def copy_record(case_id: int, *, times: int, stride: int) -> None:
    """For each copy ``n`` of the case, whose ids are greater by ``n * stride``: its chain, and the chain's head."""
    record = _record(case_id)
    chains = [list(_chain(record, n * stride)) for n in range(1, times + 1)]
    copy_in(Event, [event for chain in chains for event in chain])
    head = ChainHead.objects.get(chain=chain_of(ChainKind.CASE, case_id))
    copy_in(
        ChainHead,
        [
            ChainHead(
                pk=head.pk + n * stride, chain=chain[-1].chain, sequence=chain[-1].sequence, digest=chain[-1].digest
            )
            for n, chain in enumerate(chains, 1)
        ],
    )


def _record(case_id: int) -> list[Event]:
    return list(Event.objects.filter(chain_kind=ChainKind.CASE, subject_id=case_id).order_by("sequence"))


def _chain(record: list[Event], further: int) -> Iterator[Event]:
    previous = ""
    for first in record:
        event = copy(first)
        event.pk, event.subject_id = first.pk + further, first.subject_id + further
        event.chain, event.previous = chain_of(ChainKind.CASE, event.subject_id), previous
        event.data, event.changes = _with_own_ids(first.data, further), _with_own_ids(first.changes, further)
        event.digest = previous = digest({field: getattr(event, field) for field in LINKED_FIELDS}, event.algorithm)
        yield event


def _with_own_ids(value: Any, further: int) -> Any:
    if isinstance(value, list):
        return [_with_own_ids(one, further) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: one + further if key in _OWN_IDS and isinstance(one, int) else _with_own_ids(one, further)
        for key, one in value.items()
    }
