"""提起协调: what is needed to open a case, checked before anything is written."""

from dataclasses import dataclass
from datetime import date, datetime

from audit.acting import Act
from cases.errors import NotAParty
from cases.models import Case
from cases.numbers import next_number
from cases.rules import check_parties
from cases.services import designate_interim_handler, join_party
from core.vocabulary import CaseState, InterimMode, OrganizationFunction, PartyRole
from flows.errors import InterimHandlerNeeded, NoCitizensMatter, WrongOpener
from flows.inputs import OpenCase
from organizations.models import Jurisdiction, Organization
from organizations.selectors import jurisdiction_by_code, local_date, organizations_by_codes
from procedures.models import ProcedureVersion
from procedures.selectors import pack_of, version_in_force

_OPENERS = (OrganizationFunction.DISPATCH_OFFICE, OrganizationFunction.ESTABLISHMENT_OFFICE)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """立项要素: everything looked up and checked, nothing written."""

    jurisdiction: Jurisdiction
    procedure: ProcedureVersion
    parties: list[Organization]
    interim: Organization | None
    on: date


def plan_case(form: OpenCase, *, at: datetime) -> Plan:
    """Look everything up; raises for what is unknown, dissolved, named twice or missing."""
    jurisdiction = jurisdiction_by_code(form.jurisdiction)
    on = local_date(jurisdiction, at)
    check_parties(form.parties)
    parties = organizations_by_codes(form.parties, on, field="parties")
    procedure = version_in_force(jurisdiction, on)
    interim = _interim(form, parties, pack_of(procedure).interim_mode)
    return Plan(jurisdiction=jurisdiction, procedure=procedure, parties=parties, interim=interim, on=on)


def _interim(form: OpenCase, parties: list[Organization], mode: InterimMode) -> Organization | None:
    """Who handles the citizen's matter meanwhile: as named, else by the procedure's mode."""
    if not form.source.is_citizens_matter:
        if form.interim_handler:
            raise NoCitizensMatter(field="interim_handler")
        return None
    if form.interim_handler:
        named = next((party for party in parties if party.code == form.interim_handler), None)
        if named is None:
            raise NotAParty(field="interim_handler", organization=form.interim_handler)
        return named
    if mode is InterimMode.DESIGNATED:
        raise InterimHandlerNeeded(field="interim_handler")
    return None if mode is InterimMode.NONE else parties[0]


def check_opener(plan: Plan, opener: Organization) -> None:
    """A party, or the office that dispatches or coordinates in the jurisdiction, opens a case."""
    by_function = opener.jurisdiction_id == plan.jurisdiction.pk and any(f in opener.functions for f in _OPENERS)
    if opener not in plan.parties and not by_function:
        raise WrongOpener(organization=opener.name, jurisdiction=plan.jurisdiction.name)


def create_case(plan: Plan, *, form: OpenCase, opened_by: Organization, act: Act) -> Case:
    """The case with its parties, the first listed convening, and its interim handler; the flow opens tier 1."""
    case = Case.objects.create(
        number=next_number(plan.jurisdiction, plan.on.year), title=form.title, summary=form.summary,
        jurisdiction=plan.jurisdiction, source=form.source, procedure=plan.procedure, state=CaseState.INTAKE,
        work_secret=form.work_secret, opened_at=act.at, opened_by=opened_by,
    )  # fmt: skip
    for place, organization in enumerate(plan.parties):
        role = PartyRole.CONCERNED if place else PartyRole.CONVENING
        join_party(case=case, organization=organization, role=role, act=act)
    if plan.interim:
        designate_interim_handler(case=case, organization=plan.interim, designated_by=opened_by, reason="", act=act)
    act.data.update(number=case.number, source=form.source, work_orders=list(form.work_orders))
    return case
