"""行政区划的选择: which jurisdiction a page is about."""

from dataclasses import dataclass

from organizations.models import Jurisdiction
from web.visitors import VisitorRequest


@dataclass(frozen=True, kw_only=True)
class Places:
    """The jurisdictions to choose from, and the one chosen (None only where there is none at all)."""

    chosen: Jurisdiction | None
    offered: list[Jurisdiction]


def places_for(request: VisitorRequest) -> Places:
    """By ``?place=CODE``; else where the person works; else the first there is."""
    offered = list(Jurisdiction.objects.select_related("parent").order_by("code"))
    by_code = {place.code: place for place in offered}
    own = request.visitor.jurisdiction
    default = by_code.get(own.code) if own else next(iter(offered), None)
    return Places(chosen=by_code.get(request.GET.get("place", ""), default), offered=offered)
