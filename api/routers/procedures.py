"""协商协调办法: what the rule says in a place on a day, each value with its source."""

from datetime import date
from typing import Any

from ninja import Router
from pydantic import Field

from api.callers import Caller
from api.places import place_of
from api.requests import ApiRequest
from api.schemas import JurisdictionRef, Shape
from organizations.selectors import local_date
from procedures.selectors import pack_of, version_in_force

router = Router(tags=["procedures"])


class ValueOut(Shape):
    """有出处的规定: cited, or a sample of ours with the reason."""

    key: str
    value: Any
    citation: str
    is_sample: bool
    reason: str


class ProcedureOut(Shape):
    """办法版本: in force on the day asked for."""

    id: int
    code: str
    name_zh: str
    name_en: str
    version: int
    effective_from: date
    sha256: str
    jurisdiction: JurisdictionRef = Field(description="whose cases it governs")
    on: date
    values: list[ValueOut]


@router.get(
    "/procedures", response=ProcedureOut, operation_id="read_procedure", url_name="procedures",
    summary="The procedure in force",
)  # fmt: skip
def read_procedure(request: ApiRequest, jurisdiction: str = "", on: date | None = None) -> ProcedureOut:
    """协商协调办法: of the place named, else of yours; on the day named, else today."""
    caller: Caller = request.auth
    place = place_of(caller, jurisdiction)
    day = on or local_date(place, caller.at)
    version = version_in_force(place, day)
    pack = pack_of(version)
    return ProcedureOut(
        id=version.pk, code=pack.code, name_zh=pack.name_zh, name_en=pack.name_en, version=pack.version,
        effective_from=version.effective_from, sha256=version.sha256, jurisdiction=JurisdictionRef.from_orm(place),
        on=day, values=[ValueOut(**value.as_json()) for value in pack.cited()],
    )  # fmt: skip
