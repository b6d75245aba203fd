"""The shape of an act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.vocabulary import MembershipRole
from flows.acting import Acting
from flows.conditions.common import always
from flows.inputs import ActInput
from flows.situation import Situation
from organizations.models import Organization

STAFF = frozenset({MembershipRole.HANDLER, MembershipRole.REVIEWER, MembershipRole.HEAD, MembershipRole.LIAISON})
HEADS = frozenset({MembershipRole.HEAD})

Who = Callable[[Situation], list[Organization]]
Check = Callable[[Situation], str | None]


@dataclass(frozen=True, kw_only=True)
class ActSpec:
    """行为: ``title`` and ``consequence`` are translatable; ``event`` is what the record calls it.

    ``nodes`` are the steps of the flow that the act completes; none for a companion act, which says by ``who``
    whom it is open to. ``check`` gives the reason why it is not possible just now.
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
    irreversible: bool = False


def at(*nodes: str) -> dict[str, Any]:
    """The act completes work that waits at one of these steps, and is for whom it waits."""
    return {"nodes": nodes, "who": lambda situation: situation.at_node(*nodes)}
