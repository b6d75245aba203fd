"""Words, dates and lights in templates; all wording lives in ``core.labels`` and ``web.formatting``."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from cases.models import Paper
from core import vocabulary
from core.labels import label
from notifications.wording import title_of
from web import formatting
from web.paper_words import lines_of

register = template.Library()

NAVIGATION = {
    "my_work": _("My work"),
    "cases": _("Cases"),
    "work_orders": _("Work orders"),
    "meetings": _("Meetings"),
    "inbox": _("Notices"),
    "registry": _("Duty list"),
    "procedures": _("Procedures"),
    "calendar": _("Workdays"),
    "organizations": _("Organizations"),
    "running": _("Running it"),
    "help": _("Help"),
}


@register.simple_tag(takes_context=True)
def paper_lines(context: template.Context, paper: Paper) -> list[tuple[str, str]]:
    """What a paper in sign-off says, field by field."""
    now = context.get("now")
    parties = now.organizations() if now else []
    return lines_of(paper, {organization.code: organization.short_name for organization in parties})


@register.filter
def word(code: str, kind: str) -> str:
    """``{{ case.state|word:"CaseState" }}``: the word for a stored code; "" for an empty one."""
    return label(getattr(vocabulary, kind)(code)) if code else ""


@register.filter
def event_title(kind: str) -> str:
    """The name of a kind of event."""
    return title_of(kind)


@register.filter(name="day_text")
def day_text(day: date | None) -> str:
    """A day with its weekday."""
    return formatting.day_text(day) if day else ""


@register.filter(name="moment_text")
def moment_text(moment: datetime | None, zone: ZoneInfo) -> str:
    """A moment to the minute, in the zone given."""
    return formatting.moment_text(moment, zone) if moment else ""


@register.filter
def day_of(moment: datetime | None, zone: ZoneInfo) -> str:
    """The day of a moment, in the zone given."""
    return formatting.day_text(moment.astimezone(zone).date()) if moment else ""


@register.filter
def day_short(moment: datetime | None, zone: ZoneInfo) -> str:
    """Month and day, for where there is little room."""
    day = moment.astimezone(zone).date() if moment else None
    return f"{day.month}-{day.day}" if day else ""


@register.filter(name="deadline_text")
def deadline_text(expires_at: datetime | None, zone: ZoneInfo) -> str:
    """Until when, in the zone given."""
    return formatting.deadline_text(expires_at, zone) if expires_at else ""


@register.inclusion_tag("web/light.html")
def light_mark(light: formatting.Light | None) -> dict[str, Any]:
    """A light as shape and word."""
    return {"light": light}


@register.inclusion_tag("web/navigation_item.html", takes_context=True)
def navigation_item(context: template.Context, name: str) -> dict[str, Any]:
    """One entry of the main menu, marked where we are."""
    href, path = reverse(name), context["request"].path
    return {
        "href": href,
        "title": gettext(NAVIGATION[name]),
        "is_here": path == href or path.startswith(f"{href.rstrip('/')}/"),
        "count": context["unread"] if name == "inbox" else 0,
    }


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The present query string with changes: an empty value drops the name, and so is always the place in the list."""
    values = context["request"].GET.copy()
    values.pop("after", None)
    for name, value in changes.items():
        values.pop(name, None)
        if value not in (None, ""):
            values[name] = str(value)
    return f"?{values.urlencode()}"
