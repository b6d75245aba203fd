"""The one writer of the record."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import OuterRef, Subquery

from audit.acting import Act
from audit.chain import LINKED_FIELDS, digest, preferred_algorithm
from audit.models import ChainHead, ChainKind, Event


def record(*, chain: ChainKind, subject_id: int, act: Act) -> Event:
    """Append the act as one event to its chain.

    Must run inside the act's own transaction; the chain's head row is locked, last of all locks.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event belongs into the transaction of its act")
    return append(head=locked_head(chain, subject_id), chain=chain, subject_id=subject_id, act=act)


def chain_of(chain: ChainKind, subject_id: int) -> str:
    """The name of a subject's chain."""
    return f"{chain}:{subject_id}"


def append(*, head: ChainHead, chain: ChainKind, subject_id: int, act: Act) -> Event:
    """The next link after ``head``, which the caller has locked."""
    event = Event(
        chain=head.chain, chain_kind=chain, subject_id=subject_id, sequence=head.sequence + 1, kind=act.kind, at=act.at,
        actor_id=act.actor.person_id, actor_name=act.actor.person_name, on_behalf_of_id=act.actor.organization_id,
        on_behalf_of_name=act.actor.organization_name, acting_for_id=act.actor.acting_for_id,
        acting_for_name=act.actor.acting_for_name, data=act.data, changes=act.changes, request_key=act.request_key,
        algorithm=preferred_algorithm(), previous=head.digest,
    )  # fmt: skip
    event.digest = digest({field: getattr(event, field) for field in LINKED_FIELDS}, event.algorithm)
    act.rows.add(event)
    act.rows.change(head, sequence=event.sequence, digest=event.digest)
    return event


def locked_head(chain: ChainKind, subject_id: int) -> ChainHead:
    """The last link of a subject's chain, locked until the transaction ends; a new chain has one without content."""
    name = chain_of(chain, subject_id)
    heads = ChainHead.objects.select_for_update().filter(chain=name)
    head = heads.first()
    if head is None:
        ChainHead.objects.get_or_create(chain=name)
        head = heads.get()
    return head


def locked_heads(chain: ChainKind, subject_ids: Iterable[int]) -> dict[int, tuple[ChainHead, datetime]]:
    """By subject: the last link of its chain, locked until the transaction ends, and the moment of its last event.

    Subjects whose chain has no event yet are left out. Two statements.
    """
    ids = {chain_of(chain, subject): subject for subject in subject_ids}
    heads = list(ChainHead.objects.select_for_update().filter(chain__in=list(ids)).order_by("pk"))
    last = Event.objects.filter(chain=OuterRef("chain"), sequence=OuterRef("sequence")).values("at")[:1]
    moments = dict(ChainHead.objects.filter(pk__in=[head.pk for head in heads]).values_list("pk", Subquery(last)))
    return {ids[head.chain]: (head, moments[head.pk]) for head in heads if moments[head.pk] is not None}
