"""核验: whether the record is as it was written, and whether anybody here could have rewritten it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from audit.chain import LINKED_FIELDS, digest
from audit.models import ChainHead, ChainKind, Event
from audit.protection import APPEND_ONLY_TABLES
from core.invariants import Finding, Invariant

_CHUNK = 2000
_COLUMNS = (*LINKED_FIELDS, "algorithm", "digest")

# Bits of pg_trigger.tgtype: before 2, delete 8, update 16, truncate 32. A replica-only trigger guards nothing here.
_GUARD = """
SELECT bit_or(tgtype::int) & 56
FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgtype::int & 2 = 2
  AND prosrc LIKE '%%RAISE EXCEPTION%%'
"""
_GUARDED = {8: "DELETE", 16: "UPDATE", 32: "TRUNCATE"}
_POWERS = """
SELECT has_table_privilege(%(table)s, 'UPDATE') OR has_any_column_privilege(%(table)s, 'UPDATE'),
       has_table_privilege(%(table)s, 'DELETE'), has_table_privilege(%(table)s, 'TRUNCATE'),
       has_table_privilege(%(table)s, 'TRIGGER'), pg_has_role(relowner, 'USAGE')
FROM pg_class WHERE oid = %(table)s::regclass
"""
_POWER_NAMES = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "OWNER")


@dataclass(kw_only=True)
class _Chain:
    """Where a chain stands while it is read."""

    name: str
    sequence: int = 0
    digest: str = ""


def chains_verify(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """Every link holds its content and the link before it, numbers have no gap, and the head is the last link."""
    return _verified(Event.objects.all(), ChainHead.objects.all())


def chains_of_cases_verify(at: datetime, cases: Collection[int]) -> Iterator[Finding]:  # noqa: ARG001
    """The same of the chains of some cases."""
    events = Event.objects.filter(chain_kind=ChainKind.CASE, subject_id__in=cases)
    return _verified(events, ChainHead.objects.filter(chain__in=[f"{ChainKind.CASE}:{pk}" for pk in cases]))


def _verified(events: QuerySet[Event], of_chains: QuerySet[ChainHead]) -> Iterator[Finding]:
    heads = {head.chain: (head.sequence, head.digest) for head in of_chains.exclude(sequence=0)}
    current = _Chain(name="")
    rows = events.order_by("chain", "sequence").values(*_COLUMNS)
    for row in rows.iterator(chunk_size=_CHUNK):
        if row["chain"] != current.name:
            yield from _end(current, heads)
            current = _Chain(name=row["chain"])
        if row["sequence"] != current.sequence + 1:
            yield _finding(
                row, "chain_has_a_gap", gettext_noop("After event %(last)s comes event %(next)s."),
                last=current.sequence, next=row["sequence"],
            )  # fmt: skip
        elif row["previous"] != current.digest:
            yield _finding(row, "chain_is_cut", gettext_noop("The event lacks the digest of the one before it."))
        if not _holds(row):
            yield _finding(row, "event_was_changed", gettext_noop("The event is not what was recorded."))
        current = _Chain(name=row["chain"], sequence=row["sequence"], digest=row["digest"])
    yield from _end(current, heads)
    for chain in sorted(heads):
        yield Finding(code="chain_is_gone", subject=chain, message=gettext_noop("The chain has a head and no events."))


def nobody_can_rewrite(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """The application's role may add to what is recorded for good and read it, and triggers stop everybody else."""
    for table in APPEND_ONLY_TABLES:
        with connection.cursor() as cursor:
            cursor.execute(_POWERS, {"table": table})
            powers = [name for name, held in zip(_POWER_NAMES, cursor.fetchone() or (), strict=True) if held]
            cursor.execute(_GUARD, [table])
            (bits,) = cursor.fetchone() or (0,)
        if powers:
            yield Finding(
                code="application_can_rewrite",
                subject=table,
                message=gettext_noop("The role the application works as may change the record: %(powers)s."),
                params={"powers": ", ".join(powers)},
            )
        missing = [name for bit, name in _GUARDED.items() if not (bits or 0) & bit]
        if missing:
            yield Finding(
                code="guard_is_missing",
                subject=table,
                message=gettext_noop("No enabled trigger refuses %(missing)s."),
                params={"missing": ", ".join(missing)},
            )


def _holds(row: dict[str, object]) -> bool:
    try:
        return digest(row, str(row["algorithm"])) == row["digest"]
    except ValueError:  # an algorithm that nobody knows: the row was not written by us
        return False


def _end(chain: _Chain, heads: dict[str, tuple[int, str]]) -> Iterator[Finding]:
    """The head must be the last link; what stays in ``heads`` has no events."""
    if chain.name and heads.pop(chain.name, None) != (chain.sequence, chain.digest):
        yield Finding(
            code="head_is_not_the_last_link",
            subject=f"{chain.name}#{chain.sequence}",
            message=gettext_noop("The last event is not the one that the head of the chain names: events are missing."),
        )


def _finding(row: dict[str, object], code: str, message: str, **params: object) -> Finding:
    return Finding(code=code, subject=f"{row['chain']}#{row['sequence']}", message=message, params=params)


INVARIANTS = (
    Invariant(
        code="chains_verify", number=8, check=chains_verify, of_cases=chains_of_cases_verify,
        title=gettext_noop("The chains of events verify"),
    ),
    Invariant(
        code="nobody_can_rewrite", number=8, check=nobody_can_rewrite,
        title=gettext_noop("The application can neither change nor remove what is recorded for good"),
    ),
)  # fmt: skip
