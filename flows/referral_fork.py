"""由谁审定: what the rule says of a case, from its parties, its bases and its procedure."""

from collections.abc import Collection, Iterable

from cases.models import Case
from cases.referral.rules import Fork, fork
from core.vocabulary import OrganizationKind
from procedures.pack import Pack
from registry.designation_list import left_to_the_government


def fork_of(case: Case, pack: Pack) -> Fork:
    """The body that decides by the rule, and on what ground; two queries."""
    kinds = case.parties.values_list("organization__kind", flat=True)
    said = case.positions.values_list("basis", flat=True)
    proposed = case.outcomes.values_list("basis", flat=True)
    return fork_for(set(kinds), said.union(proposed), pack)


def fork_for(kinds: Collection[str], bases: Iterable[str], pack: Pack) -> Fork:
    """The same from the kinds of the parties and the bases on which they and the results rest."""
    return fork(
        {OrganizationKind(kind) for kind in kinds},
        left_to_government=any(left_to_the_government(basis) for basis in bases),
        default=pack.default_deciding_body, allowed=pack.decided_by,
    )  # fmt: skip
