"""The one writer of the record."""

from django.db import connection

from audit.acting import Act
from audit.chain import LINKED_FIELDS, digest, preferred_algorithm
from audit.models import ChainHead, ChainKind, Event


def record(*, chain: ChainKind, subject_id: int, act: Act) -> Event:
    """Append the act as one event to its chain.

    Must run inside the act's own transaction; the chain's head row is locked, last of all locks.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event belongs into the transaction of its act")
    name = f"{chain}:{subject_id}"
    head = _locked_head(name)
    event = Event(
        chain=name, chain_kind=chain, subject_id=subject_id, sequence=head.sequence + 1, kind=act.kind, at=act.at,
        actor_id=act.actor.person_id, actor_name=act.actor.person_name, on_behalf_of_id=act.actor.organization_id,
        on_behalf_of_name=act.actor.organization_name, acting_for_id=act.actor.acting_for_id,
        acting_for_name=act.actor.acting_for_name, data=act.data, changes=act.changes, request_key=act.request_key,
        algorithm=preferred_algorithm(), previous=head.digest,
    )  # fmt: skip
    event.digest = digest({field: getattr(event, field) for field in LINKED_FIELDS}, event.algorithm)
    event.save(force_insert=True)
    head.sequence, head.digest = event.sequence, event.digest
    head.save(update_fields=["sequence", "digest"])
    return event


def _locked_head(name: str) -> ChainHead:
    heads = ChainHead.objects.select_for_update().filter(chain=name)
    head = heads.first()
    if head is None:
        ChainHead.objects.get_or_create(chain=name)
        head = heads.get()
    return head
