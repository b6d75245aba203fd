"""The shape of an ask, and what several rooms need to find them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext

from cases.models import Stage
from core.vocabulary import MembershipRole, OrganizationFunction
from flows.acts import ACTS
from flows.models import WorkItem

OFFICE_OF_THE_PLACE = "case__jurisdiction__organizations"
_MOST_ORGANIZATIONS = 2**31


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Who looks at the list, and when, as expressions; without ``person`` what waits for an organization as a whole."""

    at: Combinable
    person: Combinable | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """Rows of one table, each an ask in a case to an organization; both are named by the columns that hold their ids.

    ``since``: since when it waits. ``until``: the moment that ends it where that is no clock. ``about``: the id of
    what is asked. ``key`` tells the rows apart, and orders those that are due at the same moment.
    """

    rows: QuerySet[Any]
    since: str | Combinable
    case: str = "case"
    organization: str = "organization"
    until: Combinable | None = None
    about: str | Combinable = "pk"
    key: str | Combinable = "pk"


@dataclass(frozen=True, kw_only=True)
class Ask:
    """待复事项: what a definite organization is asked for beside the steps of the flow, and which acts answer it.

    ``parts`` find them in all cases at once, as ``who`` and ``check`` of the acts find them in one. ``tells`` says who
    beside the organization itself is told: whoever reads the case, only who conducts it, or nobody. ``tiers``: whether
    the clock of the tier concerns it, or only what runs in the organization's own hands; ``has_moment``: that its end
    is a moment of its own (``until``) and no clock's.
    """

    acts: tuple[str, ...]
    parts: Callable[[Viewer], Sequence[Part]]
    code: str = ""
    words: str = ""
    tells: Literal["readers", "conductors", "nobody"] = "readers"
    tiers: bool = True
    has_moment: bool = False

    @property
    def node(self) -> str:
        """The stable code of the ask: of one with a single act, that act's name."""
        return self.code or self.acts[0]

    @property
    def title(self) -> str:
        """In the language of the moment."""
        return gettext(self.words or ACTS[self.acts[0]].title)

    @property
    def roles(self) -> frozenset[MembershipRole]:
        """Whose move it is within the organization."""
        return ACTS[self.acts[0]].roles

    @property
    def is_for_handlers(self) -> bool:
        """Whether whoever has the case in hand answers it; what is for the head alone is not handed to a colleague."""
        return MembershipRole.HANDLER in self.roles

    @property
    def while_suspended(self) -> bool:
        return ACTS[self.acts[0]].while_suspended


def first_of(rows: QuerySet[Any], *, case: str = "case", organization: str = "organization") -> QuerySet[Any]:
    """Of several rows about one case for one organization the first: it is one ask."""
    same = {case: OuterRef(case), organization: OuterRef(organization)}
    return rows.filter(~Exists(rows.filter(**same, pk__lt=OuterRef("pk"))))


def at_step(*nodes: str, case: str = "case") -> Exists:
    """Whether work waits at one of these steps of the case."""
    return Exists(WorkItem.objects.filter(case=OuterRef(case), ended_at=None, node__in=nodes))


def open_stages() -> QuerySet[Stage]:
    return Stage.objects.filter(closed_at=None)


def establishment_offices(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each row once for every establishment office of its case's jurisdiction (``OFFICE_OF_THE_PLACE``)."""
    return rows.filter(**{f"{OFFICE_OF_THE_PLACE}__functions__contains": [OrganizationFunction.ESTABLISHMENT_OFFICE]})


def key_with_office() -> Combinable:
    """Tells apart the rows that ``establishment_offices`` makes of one."""
    return F("pk") * _MOST_ORGANIZATIONS + F(OFFICE_OF_THE_PLACE)
