"""争议事项列表: what the address asks for, as a query; the same for the page and for its export."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop as _

from cases.access import visible_cases
from cases.following import followed_by
from cases.models import Case, Party
from core.paging import Order, page_of
from core.text import tidy
from core.vocabulary import CaseState, Tier
from deadlines.models import Deadline
from deadlines.selectors import overdue
from flows.models import WorkItem
from web.clocks import ClockView, cases_with_due, clocks_of
from web.listing import Listing, in_full
from web.visitors import Visitor

PAGE = 20
LONGEST_QUERY = 60
OPEN_STATES = (CaseState.INTAKE, CaseState.OPEN, CaseState.SETTLED, CaseState.CARRYING_OUT)
ORDERS: Mapping[str, Order] = {
    "newest": Order(column="pk", descending=True),
    "oldest": Order(column="pk"),
    "due": Order(column="due", read=datetime.fromisoformat),
}
ORDER_NAMES = {"newest": _("newest first"), "oldest": _("oldest first"), "due": _("due first")}


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """筛选条件: as it stands in the address; unknown values count as not given."""

    q: str = ""
    state: str = ""
    tier: str = ""
    place: str = ""
    mine: bool = False
    followed: bool = False
    overdue: bool = False
    sort: str = "newest"
    after: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "CaseFilter":
        """From the query string."""
        return cls(
            q=tidy(query.get("q", ""))[:LONGEST_QUERY], state=_known(query.get("state", ""), CaseState),
            tier=_known(query.get("tier", ""), Tier), place=query.get("place", ""), mine=query.get("mine") == "1",
            followed=query.get("followed") == "1",
            overdue=query.get("overdue") == "1", sort=_known(query.get("sort", ""), ORDERS) or "newest",
            after=query.get("after", ""),
        )  # fmt: skip

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return any((self.q, self.state, self.tier, self.place, self.mine, self.followed, self.overdue))


@dataclass(frozen=True)
class CaseRow:
    """One line: the case, whose move it is, its next clock."""

    case: Case
    movers: list[str]
    clock: ClockView | None


def case_page(visitor: Visitor, wanted: CaseFilter, at: datetime, *, size: int = PAGE) -> Listing[CaseRow]:
    """The cases the visitor may see and asked for; a constant number of queries."""
    keys = cases_wanted(visitor, wanted, at).only("pk")
    order = ORDERS[wanted.sort]
    if order.column == "due":
        keys = cases_with_due(keys)
    page = page_of(keys, order, after=wanted.after, size=size)
    cases = in_full(Case.objects.select_related("jurisdiction"), page.rows)
    movers = _movers(cases)
    clocks = clocks_of(cases, at)
    return Listing([CaseRow(case, movers.get(case.pk, []), clocks.next_of(case)) for case in cases], page.next_after)


def cases_wanted(visitor: Visitor, wanted: CaseFilter, at: datetime) -> QuerySet[Case]:
    """The rows of the list, in no order yet."""
    rows = visible_cases(visitor.person, at=at)
    exact = {"state": wanted.state, "tier": wanted.tier, "jurisdiction__code": wanted.place}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.sort == "due":
        rows = rows.filter(state__in=OPEN_STATES)
    if wanted.q:
        rows = rows.filter(Q(title__icontains=wanted.q) | Q(number__startswith=wanted.q.upper()))
    if wanted.mine:
        rows = rows.filter(_of_organizations(visitor.organization_ids))
    if wanted.followed:
        rows = rows.filter(followed_by(visitor.person))
    if wanted.overdue:
        rows = rows.filter(_has_overdue_clock(at), state__in=OPEN_STATES)
    return rows


def _known(value: str, allowed: Iterable[str]) -> str:
    return value if value in list(allowed) else ""


def _of_organizations(ids: list[int]) -> Q:
    party = Exists(Party.objects.filter(case=OuterRef("pk"), organization__in=ids))
    at_work = Exists(WorkItem.objects.filter(case=OuterRef("pk"), organization__in=ids, ended_at=None))
    return Q(party) | Q(at_work) | Q(opened_by__in=ids)


def _has_overdue_clock(at: datetime) -> Exists:
    """In the open stage; once the case is settled, in no stage."""
    here = Q(stage=None) | Q(stage__closed_at=None)
    return Exists(Deadline.objects.filter(overdue(at), here, case=OuterRef("pk")))


def _movers(cases: Sequence[Case]) -> dict[int, list[str]]:
    """Whose move it is, by case; one query."""
    movers: dict[int, list[str]] = {}
    items = WorkItem.objects.filter(case__in=cases, ended_at=None).select_related("organization")
    for item in items.order_by("pk"):
        names = movers.setdefault(item.case_id, [])
        if str(item.organization) not in names:
            names.append(str(item.organization))
    return movers
