"""The district of the benchmarks, its people, and what they write on their forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from audit.actors import SYSTEM
from core.vocabulary import (
    BasisKind,
    CaseSource,
    DecidingBody,
    DecisionForm,
    DutyRole,
    MembershipRole,
    OrganizationFunction,
    OrganizationKind,
    Phase,
    Stance,
    StandKind,
)
from flows.acts import ACTS
from flows.inputs import ActInput, OpenCase
from organizations.models import Jurisdiction, Membership, Organization, Person
from organizations.selectors import Capacity
from procedures.files import shipped_pack, text_of
from procedures.services import import_pack

BEGIN = datetime(2026, 3, 2, 1, tzinfo=UTC)
"""Monday, nine in the morning in Beijing."""
ZONE = "Asia/Shanghai"
PACK = "longquanyi"


@dataclass(frozen=True, kw_only=True)
class District:
    """基准辖区: the offices and the departments, each with a handler and a head."""

    jurisdiction: Jurisdiction
    dispatch: Organization
    office: Organization
    secretariat: Organization
    departments: list[Organization]
    people: Mapping[tuple[int, MembershipRole], Capacity]

    def capacity(self, organization: Organization, act: str = "") -> Capacity:
        """Its handler, or its head where only a head may."""
        roles = ACTS[act].roles if act else {MembershipRole.HANDLER}
        role = MembershipRole.HANDLER if MembershipRole.HANDLER in roles else MembershipRole.HEAD
        return self.people[organization.pk, role]


def set_stage(*, departments: int, at: datetime) -> District:
    """Writes the district into the (empty) database; its procedure is in force from ``at``."""
    jurisdiction = Jurisdiction.objects.create(code="990000", name="基准区", number_prefix="BEN", timezone=ZONE)
    functions = (
        OrganizationFunction.DISPATCH_OFFICE, OrganizationFunction.ESTABLISHMENT_OFFICE,
        OrganizationFunction.SECRETARIAT,
    )  # fmt: skip
    offices = [_organization(jurisdiction, str(function), [str(function)]) for function in functions]
    bureaus = [_organization(jurisdiction, f"B-{number:03}", []) for number in range(1, departments + 1)]
    import_pack(
        text=text_of(shipped_pack(PACK)), file=f"{PACK}.toml", jurisdiction=jurisdiction, by=SYSTEM,
        at=at,
    )  # fmt: skip
    people = {
        (organization.pk, role): _capacity(organization, role)
        for organization in (*offices, *bureaus)
        for role in (MembershipRole.HANDLER, MembershipRole.HEAD)
    }
    dispatch, office, secretariat = offices
    return District(
        jurisdiction=jurisdiction, dispatch=dispatch, office=office, secretariat=secretariat, departments=bureaus,
        people=people,
    )  # fmt: skip


def opening_form(stage: District, parties: list[Organization]) -> OpenCase:
    """A citizen's complaint that bounced between these departments."""
    return OpenCase(
        jurisdiction=stage.jurisdiction.code, title="建筑工地夜间施工噪声监管职责争议", source=CaseSource.HOTLINE,
        summary="各部门均认为不属于本部门职责，需要协调。", parties=tuple(party.code for party in parties),
        interim_handler=parties[0].code,
    )  # fmt: skip


def form_of(act: str, *, parties: list[Organization], at: datetime, **given: Any) -> ActInput:
    """The act's input: every field it needs filled in, besides what is given."""
    model = ACTS[act].input
    needed = (name for name, info in model.model_fields.items() if info.is_required() and name not in given)
    return model(**{name: _value(name, parties, at) for name in needed}, **given)


def _value(name: str, parties: list[Organization], at: datetime) -> Any:
    if name in _OF_THE_PARTIES:
        return _OF_THE_PARTIES[name](parties)
    if name in _OF_THE_MOMENT:
        return _OF_THE_MOMENT[name](at)
    return _FIXED.get(name, f"基准数据：{name}")


def _today(at: datetime) -> date:
    return at.astimezone(ZoneInfo(ZONE)).date()


def _assignments(parties: list[Organization]) -> list[dict[str, Any]]:
    rows = zip(parties, DutyRole, strict=False)
    return [{"phase": Phase.SUPERVISION, "organization": party.code, "role": role} for party, role in rows]


def _attendances(parties: list[Organization]) -> list[dict[str, Any]]:
    came = {"attended": True, "representative": "代表", "says": StandKind.DISSENTS, "stand": "不属于本部门职责"}
    return [{"organization": party.code, **came} for party in parties]


_OF_THE_PARTIES: Mapping[str, Callable[[list[Organization]], Any]] = {
    "assignments": _assignments,
    "attendances": _attendances,
}
_OF_THE_MOMENT: Mapping[str, Callable[[datetime], Any]] = {
    "decided_on": _today,
    "effective_from": _today,
    "held_at": lambda at: at,
    "received_on": _today,
    "signed_on": _today,
    "starts_at": lambda at: at + timedelta(days=14),
}
_FIXED: Mapping[str, Any] = {
    "agrees": True,
    "all_agree": True,
    "basis_kind": BasisKind.MANDATE,
    "deciding_body": DecidingBody.LEADER_IN_CHARGE,
    "form": DecisionForm.INSTRUCTION,
    "stances": [{"phase": Phase.SUPERVISION, "stance": Stance.NOT_OURS}],
}


def _organization(jurisdiction: Jurisdiction, code: str, functions: list[str]) -> Organization:
    return Organization.objects.create(
        code=code, name=f"基准机关{code}", short_name=code, kind=OrganizationKind.DEPARTMENT, jurisdiction=jurisdiction,
        functions=functions, sort_key=code,
    )  # fmt: skip


def _capacity(organization: Organization, role: MembershipRole) -> Capacity:
    username = f"{organization.code}-{role}".lower()
    person = Person.objects.create_user(username, None, name=f"{organization.short_name}{role}")
    membership = Membership.objects.create(person=person, organization=organization, role=role)
    return Capacity(person=person, membership=membership)
