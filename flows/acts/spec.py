"""The shape of an act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cases.models import Case
from core.vocabulary import CaseState, MembershipRole, PaperKind
from flows.acting import Acting
from flows.conditions.tiers import always
from flows.inputs import ActInput, SignedInput
from flows.situation import Situation
from organizations.models import Organization
from organizations.selectors import Capacity

STAFF = frozenset({MembershipRole.HANDLER, MembershipRole.REVIEWER, MembershipRole.HEAD, MembershipRole.LIAISON})
HEADS = frozenset({MembershipRole.HEAD})
REVIEWERS = frozenset({MembershipRole.REVIEWER})

Who = Callable[[Situation], list[Organization]]
Check = Callable[[Situation], str | None]
Also = Callable[[Case, Any], list[int]]
Joins = Callable[[Situation, Situation, Capacity], None]
Personal = Callable[[Situation, Capacity], str | None]


def nobody_is_barred(_situation: Situation, _capacity: Capacity) -> str | None:
    return None


@dataclass(frozen=True, kw_only=True)
class ActSpec:
    """行为: ``title`` and ``consequence`` are translatable; ``event`` is what the record calls it.

    ``nodes`` are the steps of the flow that the act completes; none for a companion act, which says by ``who``
    whom it is open to. ``check`` gives the reason why it is not possible just now, ``personal`` the reason why it is
    not for this person. ``paper`` is the kind of paper that a signed act puts its organization's name to;
    ``own_sign_off`` marks an act whose steps of review are steps of the flow itself. ``while_suspended``: possible
    although the case is suspended. ``also`` gives the ids of further cases that the act takes in: the service runs for
    each, with an event in each. ``joins`` judges the first case and such a further one together and raises; without it
    the further one must be open to the same act.
    """

    name: str
    event: str
    title: str
    consequence: str
    input: type[ActInput]
    service: Callable[[Acting, Any], None]
    nodes: tuple[str, ...] = ()
    who: Who
    roles: frozenset[MembershipRole] = STAFF
    check: Check = always
    personal: Personal = nobody_is_barred
    paper: PaperKind = PaperKind.LETTER
    own_sign_off: bool = False
    while_suspended: bool = False
    also: Also | None = None
    joins: Joins | None = None
    irreversible: bool = False

    def open_to(self, situation: Situation) -> list[Organization]:
        """Whose act it is just now; nobody's once the case is in the archive (归档后不再变更)."""
        return [] if situation.case.state == CaseState.ARCHIVED else self.who(situation)

    @property
    def is_signed(self) -> bool:
        """Whether the act is an organization's word, which its head signs."""
        return issubclass(self.input, SignedInput)

    @property
    def goes_to_sign_off(self) -> bool:
        """Whether it can be sent through the people of the organization before it is done."""
        return self.is_signed and not self.own_sign_off


def at(*nodes: str) -> dict[str, Any]:
    """The act completes work that waits at one of these steps, and is for whom it waits."""
    return {"nodes": nodes, "who": lambda situation: situation.at_node(*nodes)}
