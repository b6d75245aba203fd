"""复核表单: what a form about a provisional entry offers to choose from."""

from datetime import datetime
from zoneinfo import ZoneInfo

from organizations.names import shown_name
from organizations.selectors import local_date, organizations_for_choice
from registry.models import BoundaryEntry
from web.forms.context import FormContext


def background_of_review(entry: BoundaryEntry, *, at: datetime) -> FormContext:
    """The organizations of the day."""
    listed = organizations_for_choice(entry.jurisdiction, local_date(entry.jurisdiction, at))
    return FormContext(
        zone=ZoneInfo(entry.jurisdiction.timezone),
        organizations=[(one.code, shown_name(one)) for one in listed],
        search_words={one.code: f"{one.name} {one.code} {one.initials}" for one in listed},
    )
