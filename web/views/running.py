"""运行管理: clocks that fail and the time that is not trusted, for system administrators; nothing of any case."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import DomainError
from deadlines.incidents import open_incidents, recently_closed, who_runs_it
from deadlines.subjects import owner_name
from escalation.gate import open_alarms
from escalation.models import ClockAlarm
from escalation.running import RUN_ACTS, RunDesk, perform_run_act
from web.forms.context import FormContext
from web.forms.from_input import ActForm
from web.visitors import VisitorRequest, signed_in

SHOWN = 200


@dataclass(frozen=True)
class AlarmRow:
    """时间异常, its moments to the second in the zone of who looks."""

    alarm: ClockAlarm
    database: str
    machine: str
    reached: str

    @staticmethod
    def of(alarm: ClockAlarm, zone: ZoneInfo) -> "AlarmRow":
        given = (alarm.figures.get(name) for name in ("database", "machine", "reached"))
        return AlarmRow(alarm, *(_to_the_second(moment, zone) for moment in given))


def _to_the_second(moment: str | None, zone: ZoneInfo) -> str:
    return datetime.fromisoformat(moment).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


@require_safe
@signed_in
def running(request: VisitorRequest) -> HttpResponse:
    """What waits for an administrator, and what was closed lately."""
    _check(request)
    found = list(open_incidents()[: SHOWN + 1])
    context = {
        "alarms": [AlarmRow.of(alarm, request.visitor.zone) for alarm in open_alarms()],
        "incidents": [(one, owner_name(one.deadline)) for one in found[:SHOWN]],
        "more": len(found) > SHOWN,
        "some_settled": any(one.is_settled for one in found),
        "closed": [(one, owner_name(one.deadline)) for one in recently_closed()],
    }
    return render(request, "web/running.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def run_act(request: VisitorRequest, name: str, incident_id: int = 0) -> HttpResponse:
    """One act: its form, and what comes of sending it."""
    _check(request)
    spec = RUN_ACTS.get(name)
    if spec is None or spec.of_incident != bool(incident_id):
        raise Http404
    incident = open_incidents().filter(pk=incident_id).first() if incident_id else None
    context = FormContext(zone=request.visitor.zone)
    if request.method != "POST":
        return _form(request, name, ActForm(model=spec.input, context=context), incident)
    form = ActForm(request.POST, model=spec.input, context=context)
    if not form.is_valid() or form.act_input is None:
        return _form(request, name, form, incident, status=422)
    desk = RunDesk(
        held=request.visitor.capacities, at=request.at, read=clock.reading, incident=incident_id,
        request_key=form.cleaned_data["request_key"],
    )  # fmt: skip
    try:
        perform_run_act(name, desk, form.act_input)
    except DomainError as error:
        form.take(error)
        return _form(request, name, form, incident, status=error.status)
    said = {"act": gettext(spec.title), "consequence": gettext(spec.consequence)}
    messages.success(request, gettext("Done: %(act)s. %(consequence)s") % said)
    return redirect("running")


def _check(request: VisitorRequest) -> None:
    """Nobody else learns that there is such a page."""
    if who_runs_it(request.visitor.capacities) is None:
        raise Http404


def _form(request: VisitorRequest, name: str, form: ActForm, incident: Any, *, status: int = 200) -> HttpResponse:
    spec = RUN_ACTS[name]
    context = {
        "form": form, "act": gettext(spec.title), "consequence": gettext(spec.consequence), "incident": incident,
        "owner": owner_name(incident.deadline) if incident else "",
        "present": request.at.astimezone(request.visitor.zone).strftime("%Y-%m-%d %H:%M:%S"),
        "alarms": [AlarmRow.of(alarm, request.visitor.zone) for alarm in open_alarms()],
    }  # fmt: skip
    return render(request, "web/running_act.html", context, status=status)
