"""工单, as machines read it: the order, whom it was dispatched to, what the receivers said, its clocks."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import CaseRef, ClockOut, JurisdictionRef, Next, OrganizationRef, Shape
from core.vocabulary import (
    BasisKind,
    DefaultOwnerRule,
    DispatchEnd,
    DispatchTaking,
    ObjectionAim,
    ObjectionVerdict,
    WorkOrderState,
)


class WorkOrderOut(Shape):
    """工单."""

    source: str
    number: str
    reference: str = Field(description="as opening a case names it")
    text: str
    category: str
    state: WorkOrderState
    jurisdiction: JurisdictionRef
    first_recipient: OrganizationRef | None
    received_at: datetime
    handle_by: datetime | None
    taken_in_at: datetime
    case: CaseRef | None


class WorkOrders(Next):
    items: list[WorkOrderOut]


class DispatchObjectionOut(Shape):
    """派单异议函."""

    aim: ObjectionAim
    basis_kind: BasisKind
    basis: str
    reason: str
    proposed: OrganizationRef | None
    signed_by: str
    signed_on: date
    scan_id: int | None = Field(description="a paper of the order")
    recorded_at: datetime
    verdict: ObjectionVerdict | None
    verdict_at: datetime | None
    verdict_reason: str


class DispatchOut(Shape):
    """派单: one receiver of the order."""

    number: int
    organization: OrganizationRef
    dispatched_by: OrganizationRef
    dispatched_at: datetime
    reason: str
    advised: OrganizationRef | None = Field(description="whom the system suggested")
    advice: str = Field(description="by which rule, or the number of the entry of the duty list")
    opened_at: datetime | None = Field(description="first opened by somebody of the receiver")
    taken: DispatchTaking | None
    taken_at: datetime | None
    ended: DispatchEnd | None
    ended_at: datetime | None
    objection: DispatchObjectionOut | None


class AdviceOut(Shape):
    """归口建议: what the duty list or a default rule says of the order; the person decides."""

    organization: OrganizationRef | None
    rule: DefaultOwnerRule | None
    entry: str | None = Field(description="number of the entry that names the organization")
    entries: list[str] = Field(description="numbers of the entries that answer the order's words")


class OrderPaperOut(Shape):
    """工单材料."""

    id: int
    title: str
    file_name: str
    href: str


class OrderActionOut(BaseModel):
    """可办事项: what this person may do now with the order; send the input to ``href``."""

    # No ninja Schema: that reads attributes, and every model has one named "schema" already.
    model_config = ConfigDict(serialize_by_alias=True)

    name: str
    title: str
    consequence: str
    irreversible: bool
    href: str
    input: dict[str, Any] = Field(serialization_alias="schema", description="JSON Schema of the input")
    on_behalf_of: OrganizationRef
    revision: int = Field(description="as ?revision= it guards against a stale view")


class OrderFileOut(WorkOrderOut):
    """工单详情: the whole course, and in ``actions`` what you may do now."""

    office: OrganizationRef | None = Field(description="the dispatch office that answers for it")
    urgent: bool
    returns: int
    revision: int
    answer: str
    answered_at: datetime | None
    dispatches: list[DispatchOut]
    clocks: list[ClockOut]
    papers: list[OrderPaperOut]
    advice: AdviceOut | None = Field(description="where the order is to be dispatched")
    actions: list[OrderActionOut]
