"""提请: what is put on record when a case goes up to tier 4 and is decided there. Callers hold the case's lock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from audit.acting import Act
from cases.models import (
    Cosignature,
    CosigningRequest,
    Decision,
    DecisionDissent,
    Outcome,
    Reception,
    ReferralFile,
    ReferralReturn,
    Routing,
    Stage,
)
from cases.papers import digest_of
from cases.referral.errors import DissentTwice, ReceptionNumberTaken
from cases.referral.rules import Fork
from cases.statements import Signed
from cases.succession import standing_in
from core.vocabulary import CosignatureAnswer, DecidingBody, DecisionForm, ReferralSection
from documents.models import Document
from organizations.models import Organization


@dataclass(frozen=True, kw_only=True)
class Content:
    """提请材料的内容: one matter, the sections by code, the table of differences."""

    matter: str
    sections: Mapping[str, str]
    differences: Sequence[Mapping[str, Any]]

    @property
    def digest(self) -> str:
        return digest_of(
            {"matter": self.matter, "sections": dict(self.sections), "differences": list(self.differences)}
        )


@dataclass(frozen=True, kw_only=True)
class DecisionSheet:
    """审定文件: on what paper the decision stands, and who took part."""

    body: DecidingBody
    form: DecisionForm
    number: str
    decided_on: date
    text: str
    sheet: Document
    participants: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class ReturnSheet:
    """发回文件: who sends the case back, on what paper, and why."""

    form: DecisionForm
    by: str
    decided_on: date
    reason: str
    number: str
    sheet: Document | None


@dataclass(frozen=True, kw_only=True)
class LeadersInstruction:
    """领导批示: who, what, when; empty where there is none."""

    leader: str
    text: str
    on: date | None


def content_of(file: ReferralFile) -> Content:
    return Content(matter=file.matter, sections=file.sections, differences=file.differences)


def add_version(
    *, stage: Stage, content: Content, act: Act, edited: ReferralSection | None = None
) -> ReferralFile:  # fmt: skip
    """拟定提请材料: another version; the earlier ones stay on record."""
    file = ReferralFile(
        case=stage.case, stage=stage, version=stage.referral_files.count() + 1, matter=content.matter,
        sections=dict(content.sections), differences=list(content.differences), digest=content.digest,
        edited=edited or "", drafted_at=act.at, drafted_by_name=act.actor.person_name,
    )  # fmt: skip
    act.rows.add(file)
    act.data.update(referral_file=file.pk, digest=file.digest)
    return file


def send(*, file: ReferralFile, act: Act) -> None:
    """报出: from now on this version is what was sent."""
    file.sent_at = act.at
    file.save(update_fields=["sent_at"])
    act.data.update(referral_file=file.pk, digest=file.digest)


def ask_to_cosign(*, file: ReferralFile, act: Act) -> CosigningRequest:
    """送会签."""
    request = CosigningRequest.objects.create(case=file.case, stage=file.stage, file=file, asked_at=act.at)
    act.data.update(cosigning=request.pk, digest=file.digest)
    return request


def answer_cosigning(
    *, request: CosigningRequest, organization: Organization, answer: CosignatureAnswer, text: str, signed: Signed,
    act: Act,
) -> None:  # fmt: skip
    """会签 or 书面保留意见."""
    cosignature = Cosignature.objects.create(
        request=request, organization=organization, answer=answer, text=text, signed_by=signed.by,
        signed_on=signed.on, recorded_at=act.at,
    )  # fmt: skip
    act.data["cosignature"] = cosignature.pk


def close_cosigning(*, request: CosigningRequest, asked: Iterable[Organization], act: Act) -> None:
    """会签结束: who has not answered is recorded so; that is no consent."""
    stands_for = standing_in(request.case)
    answers = request.cosignatures.values_list("organization", flat=True)
    answered = {stands_for.get(organization, organization) for organization in answers}
    silent = [organization for organization in asked if organization.pk not in answered]
    Cosignature.objects.bulk_create(
        Cosignature(request=request, organization=organization, answer=CosignatureAnswer.NO_ANSWER, recorded_at=act.at)
        for organization in silent
    )
    request.closed_at = act.at
    request.save(update_fields=["closed_at"])
    act.data.update(cosigning=request.pk, silent=[organization.pk for organization in silent])


def receive(*, stage: Stage, number: str, received_on: date, act: Act) -> None:
    """收文登记."""
    if Reception.objects.filter(organization=stage.conductor, number=number).exists():
        raise ReceptionNumberTaken(field="register_number", number=number)
    reception = Reception.objects.create(
        case=stage.case, stage=stage, organization=stage.conductor, number=number, received_on=received_on,
        recorded_at=act.at, recorded_by_name=act.actor.person_name,
    )  # fmt: skip
    act.data["reception"] = reception.pk


def route(
    *, stage: Stage, to: Fork, by_rule: Fork, reason: str, instruction: LeadersInstruction, act: Act
) -> Routing:  # fmt: skip
    """送审: the latest of a stage holds; what the rule says is kept beside it."""
    routing = Routing.objects.create(
        case=stage.case, stage=stage, deciding_body=to.body, by_rule=by_rule.body, ground=to.ground, reason=reason,
        leader=instruction.leader, instruction=instruction.text, instructed_on=instruction.on, routed_at=act.at,
        routed_by_name=act.actor.person_name,
    )  # fmt: skip
    act.data.update(routing=routing.pk, deciding_body=to.body, ground=to.ground)
    return routing


def enter_decision(
    *, stage: Stage, outcome: Outcome, sheet: DecisionSheet, dissents: Sequence[tuple[Organization, str]], act: Act
) -> Decision:
    """录入审定意见: with its paper, and with the dissent that it minutes (R50)."""
    decision = Decision.objects.create(
        case=stage.case, stage=stage, outcome=outcome, deciding_body=sheet.body, form=sheet.form,
        document_number=sheet.number, decided_on=sheet.decided_on, text=sheet.text, sheet=sheet.sheet,
        participants=list(sheet.participants), recorded_at=act.at,
    )  # fmt: skip
    named: set[int] = set()
    for organization, _text in dissents:
        if organization.pk in named:
            raise DissentTwice(field="dissents", organization=organization.name)
        named.add(organization.pk)
    DecisionDissent.objects.bulk_create(
        DecisionDissent(decision=decision, organization=organization, text=text) for organization, text in dissents
    )
    act.data.update(decision=decision.pk, deciding_body=sheet.body)
    return decision


def send_back(*, stage: Stage, sheet: ReturnSheet, act: Act) -> None:
    """发回继续协调."""
    returned = ReferralReturn.objects.create(
        case=stage.case, stage=stage, form=sheet.form, by=sheet.by, decided_on=sheet.decided_on, reason=sheet.reason,
        document_number=sheet.number, sheet=sheet.sheet, recorded_at=act.at, recorded_by_name=act.actor.person_name,
    )  # fmt: skip
    act.data["referral_return"] = returned.pk


def latest_routing(stage: Stage) -> Routing | None:
    """The routing that holds in this visit."""
    return stage.routings.order_by("-pk").first()
