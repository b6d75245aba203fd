"""一致意见: versions of the text, who must sign, what exactly a signature covers, and what is said to its clauses."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from audit.acting import Act
from cases.clauses import clauses_of
from cases.errors import ClauseUnknown
from cases.models import Agreement, AgreementSigner, Case, ClauseComment, Outcome, Party, Signature, Stage
from cases.statements import Signed
from organizations.models import Organization

SM3 = "sm3"


@dataclass(frozen=True)
class Digests:
    """摘要: of exactly what is signed, hex; ``sm3`` is empty where this Python has no SM3."""

    sha256: str
    sm3: str


def digests_of(agreement: Agreement, outcome: Outcome) -> Digests:
    """Over the canonical JSON of the text, the outcome with its assignments, and the version."""
    content = json.dumps(signed_content(agreement, outcome), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sm3 = hashlib.new(SM3, content.encode()).hexdigest() if SM3 in hashlib.algorithms_available else ""
    return Digests(sha256=hashlib.sha256(content.encode()).hexdigest(), sm3=sm3)


def signed_content(agreement: Agreement, outcome: Outcome) -> dict[str, Any]:
    """所签内容: what a signature covers; organizations by their code."""
    assignments, further = outcome.assignments.all(), sorted(outcome.further.all(), key=lambda row: row.order)
    return {
        "case": agreement.case.number,
        "version": agreement.version,
        "text": agreement.text,
        "outcome": {
            "kind": outcome.kind, "matter": outcome.matter, "measures": outcome.measures, "basis": outcome.basis,
            "scope": outcome.scope, "effective_from": outcome.effective_from.isoformat(),
            "effective_to": outcome.effective_to.isoformat() if outcome.effective_to else None,
            "assignments": sorted(
                [row.further.order if row.further else 0, row.phase, row.organization.code, row.role]
                for row in assignments
            ),
            "further": [[row.order, row.matter, row.measures, row.basis] for row in further],
        },
    }  # fmt: skip


def draft(
    *, case: Case, stage: Stage, outcome: Outcome, text: str, signers: Iterable[Organization], act: Act,
    change_note: str = "",
) -> Agreement:  # fmt: skip
    """拟定: another version; one before it that still stood is void, and the signatures under it with it."""
    Agreement.objects.filter(stage=stage, void_at=None).update(void_at=act.at)
    agreement = Agreement(
        case=case, stage=stage, version=case.agreements.count() + 1, outcome=outcome, text=text,
        change_note=change_note, drafted_at=act.at,
    )  # fmt: skip
    covered = digests_of(agreement, _as_stored(outcome.pk))
    agreement.digest, agreement.digest_sm3 = covered.sha256, covered.sm3
    agreement.save()
    AgreementSigner.objects.bulk_create(
        AgreementSigner(agreement=agreement, organization=organization, place=place, added_at=act.at)
        for place, organization in enumerate(signers, 1)
    )
    act.data.update(agreement=agreement.pk, version=agreement.version, digest=agreement.digest)
    return agreement


def live_agreement(stage: Stage) -> Agreement:
    """The version that stands in this visit."""
    return Agreement.objects.select_related("case").get(stage=stage, void_at=None)


def signers_of_next_version(stage: Stage) -> list[Organization]:
    """Every party in its order; who was dropped in this visit stays dropped until it is added again."""
    last: dict[int, AgreementSigner] = {}
    for row in AgreementSigner.objects.filter(agreement__stage=stage).order_by("pk"):
        last[row.organization_id] = row
    dropped = {pk for pk, row in last.items() if row.dropped_at is not None}
    parties = Party.objects.filter(case=stage.case_id).select_related("organization")
    return [party.organization for party in parties if party.organization_id not in dropped]


def outstanding_signers(agreement: Agreement) -> list[AgreementSigner]:
    """Who must still sign, in the order listed."""
    signed = agreement.signatures.values("organization")
    waiting = agreement.signers.filter(dropped_at=None).exclude(organization__in=signed)
    return list(waiting.select_related("organization"))


def sign(
    *, agreement: Agreement, organization: Organization, agrees: bool, reason: str, signed: Signed, act: Act
) -> Signature:
    """签署: a yes carries the digest of exactly what was signed, computed anew from what is stored."""
    covered = digests_of(agreement, _as_stored(agreement.outcome_id)) if agrees else Digests(sha256="", sm3="")
    signature = Signature.objects.create(
        agreement=agreement, organization=organization, agrees=agrees, reason=reason, signed_by=signed.by,
        signed_on=signed.on, digest=covered.sha256, digest_sm3=covered.sm3, recorded_at=act.at,
        recorded_by_name=act.actor.person_name,
    )  # fmt: skip
    act.data.update(agreement=agreement.pk, version=agreement.version, signature=signature.pk)
    if agrees:
        act.data.update(digest=covered.sha256, digest_sm3=covered.sm3)
    return signature


def add_signer(*, agreement: Agreement, organization: Organization, reason: str, act: Act) -> None:
    """增加签署单位: it must sign too, after those listed already."""
    last = agreement.signers.order_by("-place").first()
    AgreementSigner.objects.create(
        agreement=agreement, organization=organization, place=last.place + 1 if last else 1, added_at=act.at,
        added_reason=reason,
    )  # fmt: skip
    act.data.update(agreement=agreement.pk, signer=organization.pk, signer_name=organization.name)


def drop_signer(*, signer: AgreementSigner, reason: str, act: Act) -> None:
    """免予签署: it need not sign; it stays a party."""
    signer.dropped_at, signer.drop_reason = act.at, reason
    signer.save(update_fields=["dropped_at", "drop_reason"])
    organization = signer.organization
    act.data.update(agreement=signer.agreement_id, signer=organization.pk, signer_name=organization.name)


def pass_signing(*, case: Case, before: Organization, after: Organization, act: Act) -> None:
    """承继: the successor signs where the predecessor has not; once, where it signs for itself as well."""
    live = AgreementSigner.objects.filter(agreement__case=case, agreement__void_at=None, dropped_at=None)
    open_rows = live.filter(agreement__stage__closed_at=None)
    for row in open_rows.filter(organization=before).select_related("agreement"):
        if row.agreement.signatures.filter(organization=before).exists():
            continue
        if open_rows.filter(organization=after).exists():
            row.dropped_at, row.drop_reason = act.at, after.name
            row.save(update_fields=["dropped_at", "drop_reason"])
        else:
            row.organization = after
            row.save(update_fields=["organization"])


def comment(*, agreement: Agreement, clause: int, organization: Organization, text: str, act: Act) -> ClauseComment:
    """条款意见: to one clause of the version that stands."""
    count = len(clauses_of(agreement.text))
    if clause > count:
        raise ClauseUnknown(field="clause", clause=clause, version=agreement.version, count=count)
    made = ClauseComment.objects.create(
        agreement=agreement, clause=clause, organization=organization, text=text, made_at=act.at,
        made_by_name=act.actor.person_name,
    )  # fmt: skip
    act.data.update(agreement=agreement.pk, version=agreement.version, clause=clause, comment=made.pk)
    return made


def answer_comment(*, made: ClauseComment, adopted: bool, answer: str, act: Act) -> None:
    """采纳情况: adopted or not, and why."""
    made.adopted, made.answer, made.answered_at = adopted, answer, act.at
    made.save(update_fields=["adopted", "answer", "answered_at"])
    act.data.update(comment=made.pk, clause=made.clause, adopted=adopted)


def _as_stored(outcome_id: int) -> Outcome:
    return Outcome.objects.prefetch_related("assignments__organization", "assignments__further", "further").get(
        pk=outcome_id
    )
