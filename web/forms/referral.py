"""提请的表单: dissents on record as a row per department, and what the forms of a referral begin with."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from cases.models import ReferralFile, Routing
from cases.referral.rules import FORMS
from core.vocabulary import DecidingBody, ReferralSection, Step, Tier
from flows.inputs import (
    ActInput,
    ApplyForAgenda,
    AssembleReferral,
    EnterDecision,
    ReceiveReferral,
    ReferCase,
    ReturnReferral,
    SignLetter,
)
from flows.situation import Situation
from organizations.selectors import local_date
from web.forms.context import Choices
from web.forms.widgets import CompositeWidget
from workdays.rules import expires_at
from workdays.selectors import calendar_for


class DissentsWidget(CompositeWidget):
    """保留意见: a line per department; who did not dissent is left empty."""

    template_name = "web/case/widgets/dissents.html"

    def __init__(self, parties: Choices) -> None:
        super().__init__()
        self.parties = parties

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[dict[str, str]]:
        """A row for everybody of whom something was typed."""
        rows = [{"organization": code, "text": str(data.get(f"{name}-{code}", ""))} for code, _words in self.parties]
        return [row for row in rows if row["text"].strip()]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        typed = {row["organization"]: row["text"] for row in value or ()}
        context = super().get_context(name, None, attrs)
        context["rows"] = [
            {"organization": words, "name": f"{name}-{code}", "text": typed.get(code, "")}
            for code, words in self.parties
        ]
        return context


def referral_values(now: Situation, model: type[ActInput], *, at: datetime) -> dict[str, Any]:
    """预填: what the case knows already about its referral."""
    if issubclass(model, AssembleReferral | ReferCase | SignLetter):
        return _of_the_file(now)
    if issubclass(model, ReceiveReferral):
        return {"received_on": local_date(now.case.jurisdiction, at)}
    if issubclass(model, ApplyForAgenda):
        return _of_the_agenda(now, at)
    if issubclass(model, EnterDecision | ReturnReferral):
        return _of_the_decision(now, model)
    return {}


def _of_the_file(now: Situation) -> dict[str, Any]:
    """One matter: as the file has it, else the title of the case; only where tier 4 lies ahead."""
    stage = now.stage
    if stage is None or stage.tier not in (Tier.OFFICE_COORDINATION, Tier.REFERRAL):
        return {}
    file = ReferralFile.objects.filter(case=now.case, sent_at=None).order_by("-pk").first()
    if file is None:
        return {"matter": now.case.title}
    return {"matter": file.matter, "proposal": file.sections.get(ReferralSection.LEANING, "")}


def _of_the_agenda(now: Situation, at: datetime) -> dict[str, Any]:
    term = now.pack.term(Step.LEAD_TIME, urgent=now.case.urgent)
    earliest: date | None = expires_at(at, term.n, term.unit, term.roll, calendar_for(now.case.jurisdiction)).last_day
    offices = [office.short_name for office in now.establishment_offices]
    return {
        "title": now.case.title,
        "reporting_unit": offices[0] if offices else "",
        "attendees": "\n".join([*(one.short_name for one in now.organizations()), *offices]),
        "wanted_on": earliest,
    }


def _of_the_decision(now: Situation, model: type[ActInput]) -> dict[str, Any]:
    routing = Routing.objects.filter(stage=now.stage).order_by("-pk").first()
    if routing is None or not issubclass(model, EnterDecision):
        return {}
    body = DecidingBody(routing.deciding_body)
    return {"deciding_body": body, "form": FORMS[body][0]}
