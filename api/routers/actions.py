"""可办事项: one typed operation for each act of the table; nothing else changes a case."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from ninja import Query, Router

from api.callers import Caller
from api.case_file import case_file, find_case
from api.case_schemas import CaseOut
from api.event_schemas import EventOut
from api.requests import ApiRequest
from api.schemas import Shape
from flows.acts import ACTS, STAFF, ActSpec
from flows.inputs import ActInput
from flows.inputs.fields import unsigned
from flows.selectors import situation
from flows.services import perform, send_for_sign_off

router = Router(tags=["actions"], by_alias=True)

StageId = Annotated[
    int | None,
    Query(description="id of the stage you looked at: when it has ended, the act is refused (409)", le=2**62),
]


class Performed(Shape):
    """What was done, and the case as it stands after it."""

    event: EventOut
    case: CaseOut


def endpoint_of(spec: ActSpec) -> Callable[..., Performed]:
    """The endpoint of one act, with the act's own input as its body."""

    def endpoint(request: ApiRequest, number: str, form: ActInput, stage: StageId = None) -> Performed:
        caller: Caller = request.auth
        now = situation(find_case(caller, number), at=caller.at)
        event = perform(
            number=now.case.number, act=spec.name, form=form, capacity=caller.to_do(spec, now), at=caller.at,
            request_key=caller.request_key, stage_id=stage,
        )  # fmt: skip
        return Performed(event=EventOut.of(event), case=case_file(caller, number))

    endpoint.__annotations__["form"] = spec.input
    endpoint.__doc__ = f"{(spec.input.__doc__ or '').strip()}\n\n{spec.consequence}"
    return endpoint


def draft_endpoint_of(spec: ActSpec) -> Callable[..., Performed]:
    """The endpoint that sends an act for sign-off: its input without the signature."""

    def endpoint(request: ApiRequest, number: str, form: ActInput, stage: StageId = None) -> Performed:
        caller: Caller = request.auth
        now = situation(find_case(caller, number), at=caller.at)
        event = send_for_sign_off(
            number=now.case.number, act=spec.name, form=form, capacity=caller.to_do(replace(spec, roles=STAFF), now),
            at=caller.at, request_key=caller.request_key, stage_id=stage,
        )  # fmt: skip
        return Performed(event=EventOut.of(event), case=case_file(caller, number))

    endpoint.__annotations__["form"] = unsigned(spec.input)
    endpoint.__doc__ = "送签: it waits inside the organization and is done when the head signs (``sign_paper``)."
    return endpoint


for _spec in ACTS.values():
    if _spec.goes_to_sign_off:
        router.post(
            f"/cases/{{number}}/actions/{_spec.name}/sign-off", response=Performed,
            operation_id=f"{_spec.name}_sign_off", url_name=f"{_spec.name}_sign_off",
            summary=f"{_spec.title}: send for sign-off",
        )(draft_endpoint_of(_spec))  # fmt: skip
    router.post(
        f"/cases/{{number}}/actions/{_spec.name}", response=Performed, operation_id=_spec.name, url_name=_spec.name,
        summary=_spec.title,
    )(endpoint_of(_spec))  # fmt: skip
