"""演练时钟: moves the clock of a rehearsal ahead; outside a rehearsal this page does not exist."""

from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from core.vocabulary import TermUnit
from web.formatting import moment_text
from web.views.session import safe_return
from web.visitors import VisitorRequest, signed_in
from workdays.days import Calendar
from workdays.rules import same_hour_later
from workdays.selectors import calendar_for, national_calendar


class AdvanceForm(forms.Form):
    """How far to move."""

    n = forms.IntegerField(min_value=1, max_value=400)
    unit = forms.ChoiceField(choices=[(str(unit), str(unit)) for unit in TermUnit])


@require_POST
@signed_in
def rehearsal_clock(request: VisitorRequest) -> HttpResponse:
    """Move ahead by workdays, days or hours."""
    if not settings.REHEARSAL:
        raise Http404
    form = AdvanceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The clock moves ahead by a whole number from 1 to 400."))
        return redirect(safe_return(request))
    place = request.visitor.jurisdiction
    calendar = calendar_for(place) if place else national_calendar()
    target = later(request.at, form.cleaned_data["n"], TermUnit(form.cleaned_data["unit"]), calendar)
    clock.move(to_offset=clock.offset() + (target - request.at))
    messages.success(request, _("The clock stands at %(moment)s.") % {"moment": moment_text(target, calendar.zone)})
    return redirect(safe_return(request))


def later(at: datetime, n: int, unit: TermUnit, calendar: Calendar) -> datetime:
    """The same hour ``n`` workdays or days later, or ``n`` hours later."""
    if unit is not TermUnit.WORKDAY:
        return at + (timedelta(days=n) if unit is TermUnit.DAY else timedelta(hours=n))
    return same_hour_later(at, n, calendar)
