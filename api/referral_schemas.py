"""The shapes of a referral: its file, who co-signed, its way to who decides, and what came back."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from api.schemas import OrganizationRef, Shape
from core.vocabulary import CosignatureAnswer, DecidingBody, DecisionForm, ReferralSection, RoutingGround, TermUnit


class ReferralFileOut(Shape):
    """提请材料: one version; ``differences`` is the table of departments by phase."""

    version: int
    matter: str
    sections: dict[ReferralSection, str]
    differences: list[dict[str, Any]]
    digest: str = Field(description="SHA-256 of matter, sections and differences, hex")
    drafted_at: datetime
    drafted_by_name: str = Field(description="“system”: the clock left it as a draft")
    sent_at: datetime | None


class CosignatureOut(Shape):
    """会签意见."""

    organization: OrganizationRef
    answer: CosignatureAnswer
    text: str
    signed_by: str
    signed_on: date | None


class CosigningOut(Shape):
    """会签: of one version of the file."""

    version: int
    asked_at: datetime
    closed_at: datetime | None
    cosignatures: list[CosignatureOut]

    @staticmethod
    def resolve_version(obj: Any) -> Any:
        return obj.file.version

    @staticmethod
    def resolve_cosignatures(obj: Any) -> Any:
        return list(obj.cosignatures.all())


class ReceptionOut(Shape):
    """收文登记."""

    organization: OrganizationRef
    number: str
    received_on: date
    recorded_at: datetime
    recorded_by_name: str


class RoutingOut(Shape):
    """送审: the last one holds."""

    deciding_body: DecidingBody
    by_rule: DecidingBody
    ground: RoutingGround
    reason: str
    leader: str
    instruction: str
    instructed_on: date | None
    routed_at: datetime


class AgendaApplicationOut(Shape):
    """议题申报单: the last one holds."""

    deciding_body: DecidingBody
    title: str
    reporting_unit: str
    attendees: list[str]
    material: int | None
    wanted_on: date
    earliest_on: date = Field(description="the first day behind the lead time")
    lead_n: int
    lead_unit: TermUnit
    urgent_reason: str
    applied_at: datetime

    @staticmethod
    def resolve_material(obj: Any) -> Any:
        return obj.material_id


class ReferralReturnOut(Shape):
    """发回继续协调."""

    form: DecisionForm
    by: str
    decided_on: date
    reason: str
    document_number: str
    sheet: int | None
    recorded_at: datetime

    @staticmethod
    def resolve_sheet(obj: Any) -> Any:
        return obj.sheet_id


class ReferralOut(BaseModel):
    """提请: each list in the order in which it happened."""

    files: list[ReferralFileOut] = Field(description="a draft is shown to its office only, until co-signing or sending")
    cosignings: list[CosigningOut]
    receptions: list[ReceptionOut]
    routings: list[RoutingOut]
    agenda_applications: list[AgendaApplicationOut]
    returns: list[ReferralReturnOut]


class DissentOut(Shape):
    """保留意见."""

    organization: OrganizationRef
    text: str


class DecisionOut(Shape):
    """审定意见."""

    deciding_body: DecidingBody
    form: DecisionForm | None
    document_number: str
    decided_on: date
    text: str
    participants: list[str]
    sheet: int | None = Field(description="the scanned sheet, a document of the file")
    dissents: list[DissentOut]
    recorded_at: datetime

    @staticmethod
    def resolve_form(obj: Any) -> Any:
        return obj.form or None

    @staticmethod
    def resolve_sheet(obj: Any) -> Any:
        return obj.sheet_id

    @staticmethod
    def resolve_dissents(obj: Any) -> Any:
        return list(obj.dissents.all())
