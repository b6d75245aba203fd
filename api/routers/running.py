"""运行管理: clocks that fail and the time that is not trusted; for system administrators only."""

from collections.abc import Callable

from ninja import Router

from api.callers import Caller
from api.requests import ApiRequest
from api.running_schemas import ClockAlarmOut, IncidentOut, RunningOut
from core import clock
from core.labels import label
from core.vocabulary import ClockTrouble
from deadlines.incidents import administrator_among, open_incidents
from escalation.gate import open_alarms
from escalation.running import RUN_ACTS, RunAct, RunDesk, perform_run_act
from flows.inputs import ActInput

router = Router(tags=["running"], by_alias=True)
SHOWN = 200


@router.get(
    "/running", response=RunningOut, operation_id="read_running", url_name="running",
    summary="Incidents of clocks, and whether the time is trusted",
)  # fmt: skip
def read_running(request: ApiRequest) -> RunningOut:
    """运行管理: ids, numbers and errors; nothing of what a case is about."""
    caller: Caller = request.auth
    administrator_among(caller.held)
    return _running()


def _running() -> RunningOut:
    alarms = [
        ClockAlarmOut(
            host=alarm.host, trouble=ClockTrouble(alarm.trouble), title=label(ClockTrouble(alarm.trouble)),
            figures=alarm.figures, opened_at=alarm.opened_at,
        )
        for alarm in open_alarms()
    ]  # fmt: skip
    incidents = [IncidentOut.of_row(incident) for incident in open_incidents()[:SHOWN]]
    return RunningOut(time_is_trusted=not alarms, alarms=alarms, incidents=incidents)


def _desk(caller: Caller, incident: int = 0) -> RunDesk:
    return RunDesk(
        held=caller.held, at=caller.at, read=clock.reading, request_key=caller.request_key, incident=incident
    )  # fmt: skip


def endpoint_of(spec: RunAct) -> Callable[..., RunningOut]:
    """The endpoint of one act, with the act's own input as its body; the answer is what waits after it."""

    def of_incident(request: ApiRequest, incident: int, form: ActInput) -> RunningOut:
        perform_run_act(spec.name, _desk(request.auth, incident), form)
        return _running()

    def of_the_whole(request: ApiRequest, form: ActInput) -> RunningOut:
        perform_run_act(spec.name, _desk(request.auth), form)
        return _running()

    endpoint: Callable[..., RunningOut] = of_incident if spec.of_incident else of_the_whole
    endpoint.__annotations__["form"] = spec.input
    endpoint.__doc__ = f"{(spec.input.__doc__ or '').strip()}\n\n{spec.consequence}"
    return endpoint


for _spec in RUN_ACTS.values():
    _place = "/running/incidents/{incident}/actions" if _spec.of_incident else "/running/actions"
    router.post(
        f"{_place}/{_spec.name}", response=RunningOut, operation_id=_spec.name, url_name=_spec.name,
        summary=_spec.title,
    )(endpoint_of(_spec))  # fmt: skip
