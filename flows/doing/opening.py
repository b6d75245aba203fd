"""提起协调: what is needed to open a case, checked before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from audit.acting import Act
from cases.errors import NotAParty, PartyKindNotTaken
from cases.models import Case, Opening
from cases.numbers import next_number
from cases.opening.rules import answers, convener_of, interim_handler_of, matter_of
from cases.opening.scope import check_scope
from cases.rules import check_parties
from cases.services import designate_interim_handler, join_party
from core.labels import label
from core.vocabulary import (
    CaseSource,
    CaseState,
    ConvenerGround,
    DutyRole,
    OrganizationFunction,
    OrganizationKind,
    PartyRole,
    Tier,
)
from flows.errors import InterimHandlerNeeded, NoCitizensMatter, WrongOpener
from flows.inputs import CorrectCase, OpenCase
from flows.opening_errors import ClauseNeeded, ConveningReasonNeeded, LeadNeeded, SourceNotYours, WrongEntry
from organizations.models import Jurisdiction, Organization
from organizations.selectors import jurisdiction_by_code, local_date, organizations_by_codes
from procedures.models import ProcedureVersion
from procedures.pack import Pack
from procedures.selectors import pack_of, version_in_force
from registry.models import EntryVersion
from registry.selectors import look_up

_DISPATCH, _OFFICE = OrganizationFunction.DISPATCH_OFFICE, OrganizationFunction.ESTABLISHMENT_OFFICE
_SECRETARIAT = OrganizationFunction.SECRETARIAT
OPENERS = (_DISPATCH, _OFFICE, _SECRETARIAT)
_ONLY: Mapping[CaseSource, tuple[OrganizationFunction, ...]] = {
    CaseSource.ASSIGNED: (_OFFICE, _SECRETARIAT, _DISPATCH),
    CaseSource.EX_OFFICIO: (_OFFICE,),
    CaseSource.SUGGESTION: (_DISPATCH, _OFFICE),
}
_MAY_CHOOSE_TIER = (_OFFICE, _SECRETARIAT)
_UPPER = (Tier.OFFICE_COORDINATION, Tier.REFERRAL)


@dataclass(frozen=True, kw_only=True)
class History:
    """此前派办: what is known of the matter from before: who objected or proposed first, who received it first."""

    first_objector: Organization | None = None
    first_proposer: Organization | None = None
    first_receiver: Organization | None = None


NO_HISTORY = History()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """立项要素: everything looked up and checked, nothing written."""

    jurisdiction: Jurisdiction
    procedure: ProcedureVersion
    parties: list[Organization]
    convener: Organization
    ground: ConvenerGround
    entry: EntryVersion | None
    claimed: Organization | None
    interim: Organization | None
    on: date


def plan_case(form: OpenCase, *, opener: Organization, history: History = NO_HISTORY, at: datetime) -> Plan:
    """Look everything up; raises for what is out of scope, unknown, dissolved, named twice or missing."""
    check_scope(form.exclusions)
    jurisdiction = jurisdiction_by_code(form.jurisdiction)
    on = local_date(jurisdiction, at)
    check_parties(form.parties)
    parties = organizations_by_codes(form.parties, on, field="parties")
    procedure = version_in_force(jurisdiction, on)
    pack = pack_of(procedure)
    for party in parties:
        check_kind(party, pack, field="parties")
    by_code = {party.code: party for party in parties}
    entry, leads = _leads(form, jurisdiction, on)
    convener, ground = _convener(form, by_code, leads, pack, opener, history)
    return Plan(
        jurisdiction=jurisdiction, procedure=procedure, parties=parties, convener=convener, ground=ground, entry=entry,
        claimed=claimed_lead_of(form, by_code), interim=_interim(form, by_code, leads, pack, history), on=on,
    )  # fmt: skip


def check_kind(party: Organization, pack: Pack, *, field: str) -> None:
    """参与单位类别: the procedure says whom it coordinates."""
    if party.kind in pack.party_kinds:
        return
    rule = pack.value("party_kinds")
    raise PartyKindNotTaken(
        field=field, organization=party.name, kind=label(OrganizationKind(party.kind)),
        rule=rule.citation or rule.reason,
        taken="、".join(label(kind) for kind in OrganizationKind if kind in pack.party_kinds),
    )  # fmt: skip


def _leads(form: OpenCase, jurisdiction: Jurisdiction, on: date) -> tuple[EntryVersion | None, set[str]]:
    """先查清单: the entry that answers the title, and whom it names as lead, in the phase in question if one is."""
    hits = look_up(jurisdiction=jurisdiction, q=matter_of(form.title), on=on, limit=1)
    found = hits[0] if hits and answers(matched=hits[0].matched, asked=hits[0].asked) else None
    if found is None:
        return None, set()
    assignments = [one for one in found.version.assignments.all() if one.role == DutyRole.LEAD]
    return found.version, {one.organization.code for one in assignments if form.phase in (None, one.phase)}


def _convener(
    form: OpenCase, parties: Mapping[str, Organization], leads: set[str], pack: Pack, opener: Organization,
    history: History,
) -> tuple[Organization, ConvenerGround]:  # fmt: skip
    def by_rule(named: str) -> tuple[str, ConvenerGround]:
        return convener_of(
            list(parties), named=named, leads=leads, rule=pack.default_convener_rule,
            first_objector=_code(history.first_objector), first_proposer=_code(history.first_proposer) or opener.code,
        )  # fmt: skip

    if form.convening and form.convening not in parties:
        raise NotAParty(field="convening", organization=form.convening)
    if form.convening and not form.convening_reason:
        usual = parties[by_rule("")[0]]
        raise ConveningReasonNeeded(
            field="convening_reason", organization=parties[form.convening].name, rule=usual.name
        )
    code, ground = by_rule(form.convening)
    return parties[code], ground


def claimed_lead_of(form: OpenCase | CorrectCase, parties: Mapping[str, Organization]) -> Organization | None:
    """主张的牵头部门: one of the parties, with the clause under which it should lead."""
    if not form.claimed_lead:
        if form.clause or form.phase:
            raise LeadNeeded(field="claimed_lead")
        return None
    if form.claimed_lead not in parties:
        raise NotAParty(field="claimed_lead", organization=form.claimed_lead)
    if not form.clause:
        raise ClauseNeeded(field="clause", organization=parties[form.claimed_lead].name)
    return parties[form.claimed_lead]


def _interim(
    form: OpenCase, parties: Mapping[str, Organization], leads: set[str], pack: Pack, history: History
) -> Organization | None:
    """Who handles the citizen's matter meanwhile: as named, else by the procedure's mode."""
    if not form.source.is_citizens_matter:
        if form.interim_handler:
            raise NoCitizensMatter(field="interim_handler")
        return None
    if form.interim_handler:
        if form.interim_handler not in parties:
            raise NotAParty(field="interim_handler", organization=form.interim_handler)
        return parties[form.interim_handler]
    receiver = _code(history.first_receiver)
    code = interim_handler_of(list(parties), mode=pack.interim_mode, leads=leads, first_receiver=receiver)
    if code == "":
        raise InterimHandlerNeeded(field="interim_handler")
    return parties[code] if code else None


def _code(organization: Organization | None) -> str:
    return organization.code if organization else ""


def check_opener(plan: Plan, form: OpenCase, opener: Organization) -> None:
    """A party, or an office of the jurisdiction that dispatches, coordinates or assigns; some matters by some only."""
    here = opener.jurisdiction_id == plan.jurisdiction.pk
    held = {function for function in OPENERS if here and function in opener.functions}
    source = label(form.source)
    if form.source is CaseSource.SUBDISTRICT and opener.kind != OrganizationKind.SUBDISTRICT:
        who = label(OrganizationKind.SUBDISTRICT)
        raise SourceNotYours(field="source", source=source, who=who, organization=opener.name)
    only = _ONLY.get(form.source)
    if only and not held & set(only):
        who = "、".join(label(function) for function in only)
        raise SourceNotYours(field="source", source=source, who=who, organization=opener.name)
    calls = form.source is CaseSource.SUBDISTRICT and here
    if opener not in plan.parties and not calls and not held:
        raise WrongOpener(organization=opener.name, jurisdiction=plan.jurisdiction.name)
    chosen = form.enter_at in _UPPER and form.source is CaseSource.ASSIGNED and held & set(_MAY_CHOOSE_TIER)
    if form.enter_at and not chosen:
        raise WrongEntry(field="enter_at", source=source, tier=label(form.enter_at), organization=opener.name)


def create_case(plan: Plan, *, form: OpenCase, opened_by: Organization, act: Act) -> Case:
    """The case with its parties, who convenes among them, and its interim handler; the flow opens the first tier."""
    case = Case.objects.create(
        number=next_number(plan.jurisdiction, plan.on.year), title=form.title, summary=form.summary,
        jurisdiction=plan.jurisdiction, source=form.source, procedure=plan.procedure, state=CaseState.INTAKE,
        work_secret=form.work_secret, urgent=form.urgent, opened_at=act.at, opened_by=opened_by,
    )  # fmt: skip
    opening = Opening.objects.create(
        case=case, subject=form.subject, claimed_lead=plan.claimed, claimed_phase=form.phase or "",
        claimed_clause=form.clause, convener_ground=plan.ground, convening_reason=form.convening_reason,
        entry=plan.entry.entry if plan.entry else None, enters_at=form.enter_at or "",
    )  # fmt: skip
    if form.urgent:
        act.changed("case.urgent")
    for organization in plan.parties:
        role = PartyRole.CONVENING if organization == plan.convener else PartyRole.CONCERNED
        join_party(case=case, organization=organization, role=role, act=act)
    if plan.interim:
        designate_interim_handler(case=case, organization=plan.interim, designated_by=opened_by, reason="", act=act)
    if form.source in pack_of(plan.procedure).intake_review:
        act.data["to_review"] = True
    act.data.update(
        number=case.number, source=form.source, work_orders=list(form.work_orders), opening=opening.pk,
        convener_ground=plan.ground,
    )  # fmt: skip
    return case
