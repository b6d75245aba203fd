"""Tier 4: received, sent to who decides, put on the agenda, decided or sent back."""

from datetime import date

from cases import outcomes
from cases.models import AgendaApplication, Reception, Routing
from cases.referral import services as referrals
from cases.referral.rules import (
    check_between,
    check_body,
    check_form,
    check_instruction,
    check_notice,
    check_return,
    chosen,
    lines_of,
)
from cases.referral.services import DecisionSheet, LeadersInstruction, ReturnSheet
from cases.rules import check_paper_date
from core.vocabulary import DecidingBody, Step
from documents.models import Document
from flows.acting import Acting
from flows.doing.papers import document_of, done, proposal
from flows.inputs import ApplyForAgenda, EnterDecision, ReceiveReferral, ReturnReferral, RouteReferral
from flows.referral_fork import fork_of
from organizations.selectors import local_date, organizations_by_codes
from procedures.pack import Term
from workdays.rules import expires_at, last_day_before

MEETING_NODES = ("commission", "government", "standing_committee")


def receive_referral(acting: Acting, form: ReceiveReferral) -> None:
    """收文登记: number and date."""
    stage = acting.open_stage
    came = local_date(acting.case.jurisdiction, stage.opened_at)
    check_between(form.received_on, came, _today(acting), field="received_on")
    referrals.receive(stage=stage, number=form.register_number, received_on=form.received_on, act=acting.act)
    done(acting)


def route_referral(acting: Acting, form: RouteReferral) -> None:
    """送审: to the body that the rule names, or to another one of the procedure's with the reason."""
    check_instruction(form.leader, form.instruction, form.instructed_on)
    if form.instructed_on:
        check_paper_date(form.instructed_on, _today(acting))
    by_rule = fork_of(acting.case, acting.pack)
    to = chosen(form.deciding_body, by_rule=by_rule, allowed=acting.pack.decided_by, reason=form.reason)
    instruction = LeadersInstruction(leader=form.leader, text=form.instruction, on=form.instructed_on)
    referrals.route(
        stage=acting.open_stage, to=to, by_rule=by_rule, reason=form.reason, instruction=instruction, act=acting.act
    )
    done(acting)


def apply_for_agenda(acting: Acting, form: ApplyForAgenda) -> None:
    """申报议题: behind the lead time, counted from today; a further application replaces the one before."""
    body = DecidingBody(_routing(acting).deciding_body)
    urgent = form.urgent
    term = acting.pack.term(Step.LEAD_TIME_URGENT if urgent else Step.LEAD_TIME, urgent=acting.case.urgent)
    earliest = _earliest_day(acting, term)
    check_notice(form.wanted_on, earliest, n=term.n, unit=term.unit, urgent=urgent, reason=form.urgent_reason)
    application = AgendaApplication.objects.create(
        case=acting.case, stage=acting.open_stage, deciding_body=body, title=form.title,
        reporting_unit=form.reporting_unit, attendees=lines_of(form.attendees),
        material=document_of(acting, form.material, field="material"), wanted_on=form.wanted_on, earliest_on=earliest,
        lead_n=term.n, lead_unit=term.unit, lead_citation=(term.citation or term.reason)[:300],
        lead_is_sample=term.is_sample, urgent_reason=form.urgent_reason if urgent else "", applied_at=acting.at,
        applied_by_name=acting.act.actor.person_name,
    )  # fmt: skip
    acting.act.data.update(agenda_application=application.pk, deciding_body=body, wanted_on=str(form.wanted_on))
    done(acting)


def _earliest_day(acting: Acting, term: Term) -> date:
    """The first day on which the meeting may be; the day of applying is not counted."""
    counted = expires_at(acting.at, term.n, term.unit, term.roll, acting.calendar)
    return counted.last_day or last_day_before(counted.expires_at, acting.calendar.zone)


def enter_decision(acting: Acting, form: EnterDecision) -> None:
    """录入审定意见: of the body it was sent to, with number, paper and minuted dissent (R50)."""
    stage, routing = acting.open_stage, _routing(acting)
    check_body(form.deciding_body, routed=DecidingBody(routing.deciding_body))
    check_form(form.form, form.deciding_body)
    _check_day(acting, form.decided_on)
    sheet = DecisionSheet(
        body=form.deciding_body, form=form.form, number=form.document_number, decided_on=form.decided_on,
        text=form.text, sheet=_sheet(acting, form.sheet), participants=lines_of(form.participants),
    )  # fmt: skip
    outcome = outcomes.propose(case=acting.case, stage=stage, proposal=proposal(acting, form), act=acting.act)
    codes = [one.organization for one in form.dissents]
    found = organizations_by_codes(codes, _today(acting), field="dissents") if codes else []
    dissents = [(organization, one.text) for organization, one in zip(found, form.dissents, strict=True)]
    referrals.enter_decision(stage=stage, outcome=outcome, sheet=sheet, dissents=dissents, act=acting.act)
    done(acting)


def return_referral(acting: Acting, form: ReturnReferral) -> None:
    """发回继续协调: a leader's instruction at any time, minutes or a reply once the body has it."""
    check_return(form.form, _body_at_work(acting), number=form.document_number, has_sheet=form.sheet is not None)
    _check_day(acting, form.decided_on)
    sheet = ReturnSheet(
        form=form.form, by=form.sent_back_by, decided_on=form.decided_on, reason=form.reason,
        number=form.document_number, sheet=document_of(acting, form.sheet, field="sheet"),
    )  # fmt: skip
    referrals.send_back(stage=acting.open_stage, sheet=sheet, act=acting.act)
    done(acting)


def _body_at_work(acting: Acting) -> DecidingBody | None:
    """The body that has the referral before it; None while it is still on its way."""
    if acting.item is None or acting.item.node not in (*MEETING_NODES, "on_paper"):
        return None
    return DecidingBody(_routing(acting).deciding_body)


def _routing(acting: Acting) -> Routing:
    routing = referrals.latest_routing(acting.open_stage)
    if routing is None:
        raise RuntimeError(f"the referral of {acting.case.number} was sent nowhere yet")
    return routing


def _check_day(acting: Acting, day: date) -> None:
    reception = Reception.objects.get(stage=acting.open_stage)
    check_between(day, reception.received_on, _today(acting), field="decided_on")


def _sheet(acting: Acting, pk: int) -> Document:
    document = document_of(acting, pk, field="sheet")
    if document is None:
        raise RuntimeError("a sheet that was named is there or refused")
    return document


def _today(acting: Acting) -> date:
    return local_date(acting.case.jurisdiction, acting.at)
