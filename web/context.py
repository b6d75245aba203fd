"""What every page knows: who is signed in, for whom they act, what waits unread, and in which world this is."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from deadlines.incidents import who_runs_it
from hotline.access import may_see
from notifications.selectors import unread_count
from web.formatting import moment_text
from web.visitors import moment_of, visitor_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the frame around every page."""
    visitor = visitor_of(request)
    context: dict[str, Any] = {
        "visitor": visitor,
        "demo_world": settings.DEMO,
        "rehearsal_world": settings.REHEARSAL,
        "source_url": settings.SOURCE_URL,
        "languages": settings.LANGUAGES,
    }
    if visitor:
        context["unread"] = unread_count(visitor.person)
        context["sees_work_orders"] = any(may_see(capacity) for capacity in visitor.capacities)
        context["runs_it"] = who_runs_it(visitor.capacities) is not None
        context["now_text"] = moment_text(moment_of(request), visitor.zone)
    return context
