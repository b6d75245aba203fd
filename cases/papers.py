"""签发: a paper on its way inside its organization. Callers hold the case's lock; each step is noted in the act."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from audit.acting import Act
from cases.models import Case, Paper, Stage
from cases.models.paper import LIVE
from core.vocabulary import PaperKind, PaperState, SigningWay
from documents.models import Document
from organizations.models import Organization


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """纸面签发: what the signed sheet says: by whom, when, who reviewed it, by whose delegation; and its scan."""

    signed_by: str
    signed_on: date
    reviewed_by: str = ""
    delegated_by: str = ""
    scan: Document | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """拟稿: which paper of which organization, what it says, and how many people it passes."""

    case: Case
    stage: Stage | None
    organization: Organization
    kind: PaperKind
    act: str
    levels: int
    content: Mapping[str, Any]


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content in one fixed spelling, hex."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def prepare(*, draft: Draft, act: Act) -> Paper:
    """送签: the paper waits inside its organization; an earlier draft for the same act no longer stands."""
    overtake(draft, act)
    paper = _new(draft, act, way=SigningWay.IN_SYSTEM, state=PaperState.PREPARED)
    paper.save(force_insert=True)
    act.data.update(paper=paper.pk, digest=paper.digest)
    return paper


def review(*, paper: Paper, act: Act) -> None:
    """审核: it goes on to the head."""
    paper.state = PaperState.REVIEWED
    paper.reviewed_by_id, paper.reviewed_by_name = act.actor.person_id, act.actor.person_name
    paper.reviewed_at = act.at
    paper.save(update_fields=["state", "reviewed_by_id", "reviewed_by_name", "reviewed_at"])
    act.data.update(paper=paper.pk, digest=paper.digest)


def give_back(*, paper: Paper, reason: str, act: Act) -> None:
    """退回: to be prepared anew."""
    paper.state, paper.reason, paper.ended_at = PaperState.RETURNED, reason, act.at
    paper.save(update_fields=["state", "reason", "ended_at"])
    act.data["paper"] = paper.pk


def sign(*, paper: Paper, sheet: Sheet, act: Act) -> None:
    """签发: it is the organization's word from now on."""
    paper.state = PaperState.SIGNED
    paper.signed_by_id, paper.signed_by = act.actor.person_id, sheet.signed_by
    paper.delegated_by, paper.signed_on, paper.recorded_at = sheet.delegated_by, sheet.signed_on, act.at
    paper.save(update_fields=["state", "signed_by_id", "signed_by", "delegated_by", "signed_on", "recorded_at"])
    act.data.update(paper=paper.pk, digest=paper.digest)


def record_signed(*, draft: Draft, sheet: Sheet, way: SigningWay, act: Act) -> Paper:
    """登记签发: the head signed already, on paper or by doing the act."""
    paper = _new(draft, act, way=way, state=PaperState.SIGNED)
    paper.reviewed_by_name = sheet.reviewed_by
    paper.signed_by, paper.signed_on, paper.recorded_at = sheet.signed_by, sheet.signed_on, act.at
    paper.signed_by_id = act.actor.person_id if way is SigningWay.IN_SYSTEM else None
    paper.delegated_by, paper.scan = sheet.delegated_by, sheet.scan
    paper.save(force_insert=True)
    act.data.update(paper=paper.pk, digest=paper.digest)
    return paper


def overtake(draft: Draft, act: Act) -> bool:
    """取代: what waits for the same act of the same organization no longer stands; whether anything did."""
    same = Paper.objects.filter(case=draft.case, organization=draft.organization, act=draft.act, state__in=LIVE)
    return void(same, act) > 0


def void(papers: QuerySet[Paper], act: Act) -> int:
    """作废: drafts that no longer stand; returns how many."""
    return papers.update(**voided(act))


def voided(act: Act) -> dict[str, Any]:
    """What is written on a draft that no longer stands."""
    return {"state": PaperState.VOID, "ended_at": act.at}


def _new(draft: Draft, act: Act, *, way: SigningWay, state: PaperState) -> Paper:
    return Paper(
        case=draft.case, stage=draft.stage, organization=draft.organization, kind=draft.kind, act=draft.act,
        levels=draft.levels, way=way, state=state, content=dict(draft.content), digest=digest_of(draft.content),
        prepared_by_id=act.actor.person_id, prepared_by_name=act.actor.person_name, prepared_at=act.at,
    )  # fmt: skip
