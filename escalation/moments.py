"""The moment that a command is given by hand."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _


def moment_of(text: str, present: datetime) -> datetime:
    """``--at``: a moment that has come; without a zone it is the site's, empty it is now."""
    if not text:
        return present
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(_("--at: %(text)s is not a moment such as 2026-11-23T00:00") % {"text": text}) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
    if moment > present:
        raise CommandError(_("--at: %(text)s lies in the future") % {"text": text})
    return moment
