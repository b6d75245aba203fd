"""运行管理: what system administrators do about clocks that fail; pages and the API derive from these.

They see ids, numbers and errors, and nothing of what a case is about.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from audit.models import ChainKind, Event
from core.errors import NotFound
from deadlines import incidents
from escalation import gate
from flows.inputs import ActInput
from flows.inputs.fields import text
from organizations.selectors import Capacity

EVENTS = (
    "incident.opened", "incident.retried", "incident.closed", "clock_gate.shut", "clock_gate.opened",
    "clock_gate.accepted",
)  # fmt: skip


class TryAgain(ActInput):
    """立即重试."""


class CloseIncident(ActInput):
    """关闭故障."""

    remark: str = text(_("What it was"), hint=_("What was found, and what was done about it. Nothing about the case."))
    without_effect: bool = Field(
        default=False, title=_("Close it although the clock has not taken its effect"),
        description=_("The clock is not given up: it is tried afresh, and five more failures are a new incident."),
    )  # fmt: skip


class CloseSettled(ActInput):
    """关闭已恢复的故障."""

    remark: str = text(_("What it was"), hint=_("What was found, and what was done about it. Nothing about the case."))


class AcceptTime(ActInput):
    """认可当前时间."""

    remark: str = text(_("Why the present time is right"), hint=_("By what it was checked."))


@dataclass(frozen=True, kw_only=True)
class RunDesk:
    """One act at hand: by whom, when, by which clocks, about which incident."""

    held: Sequence[Capacity]
    at: datetime
    read: gate.Read
    request_key: str = ""
    incident: int = 0


@dataclass(frozen=True, kw_only=True)
class RunAct:
    """运行事项: ``of_incident`` where it is about one incident."""

    name: str
    title: str
    consequence: str
    input: type[ActInput]
    of_incident: bool
    run: Callable[[RunDesk, Any, dict[str, Any]], object]


def perform_run_act(name: str, desk: RunDesk, form: ActInput) -> None:
    """Raises ``NotFound``, ``NotPermitted`` and what the act refuses."""
    spec = RUN_ACTS.get(name)
    if spec is None or spec.of_incident != bool(desk.incident):
        raise NotFound
    by = incidents.administrator_among(desk.held)
    done = Event.objects.filter(chain_kind=ChainKind.OPERATION, actor_id=by.person_id, request_key=desk.request_key)
    if not (desk.request_key and done.exists()):
        spec.run(desk, form, {"by": by, "at": desk.at, "request_key": desk.request_key})


def _try_again(desk: RunDesk, _form: TryAgain, signed: dict[str, Any]) -> object:
    return incidents.try_again(incident_id=desk.incident, **signed)


def _close(desk: RunDesk, form: CloseIncident, signed: dict[str, Any]) -> object:
    return incidents.close(
        incident_id=desk.incident, remark=form.remark, without_effect=form.without_effect, **signed
    )  # fmt: skip


def _close_settled(_desk: RunDesk, form: CloseSettled, signed: dict[str, Any]) -> object:
    return incidents.close_settled(remark=form.remark, **signed)


def _accept(desk: RunDesk, form: AcceptTime, signed: dict[str, Any]) -> object:
    return gate.accept(remark=form.remark, read=desk.read, **signed)


_ACTS = (
    RunAct(
        name="try_again", title=_("Try again now"), input=TryAgain, run=_try_again, of_incident=True,
        consequence=_("The clock is due at once; the next sweep tries it, within seconds."),
    ),
    RunAct(
        name="close_incident", title=_("Close the incident"), input=CloseIncident, run=_close, of_incident=True,
        consequence=_("Who closed it, when and why stays on record."),
    ),
    RunAct(
        name="close_settled_incidents", title=_("Close all that are over"), input=CloseSettled, run=_close_settled,
        of_incident=False, consequence=_("All incidents whose clocks have taken their effect, were ended or moved."),
    ),
    RunAct(
        name="accept_time", title=_("Accept the present time"), input=AcceptTime, run=_accept, of_incident=False,
        consequence=_("Everything that is due by this time takes effect with the next sweep; that cannot be undone."),
    ),
)  # fmt: skip
RUN_ACTS: Mapping[str, RunAct] = {spec.name: spec for spec in _ACTS}
