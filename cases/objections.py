"""异议: what binds a party, since when, and what becomes of an objection to it. Callers hold the case's lock."""

from dataclasses import dataclass
from datetime import datetime

from audit.acting import Act
from cases.models import Case, Objection, Outcome, Stage
from cases.rules import first_verdict
from cases.statements import Signed
from core.vocabulary import (
    ObjectionGround,
    ObjectionTarget,
    OutcomeState,
    ReversalVerdict,
    StageResult,
    Tier,
)
from organizations.models import Organization

_TARGETS = {
    Tier.NEGOTIATION: ObjectionTarget.AGREEMENT,
    Tier.DISPATCH_COORDINATION: ObjectionTarget.MINUTES,
    # With the consent of all or without: at tier 3 the opinion says who does what.
    Tier.OFFICE_COORDINATION: ObjectionTarget.OPINION,
    Tier.REFERRAL: ObjectionTarget.DECISION,
}


@dataclass(frozen=True, kw_only=True)
class Binding:
    """约束力: the result that binds the parties, what kind of paper it is, and since when."""

    outcome: Outcome
    stage: Stage
    target: ObjectionTarget
    since: datetime

    @property
    def rests_on_consent(self) -> bool:
        """Whether the parties themselves agreed to it."""
        return StageResult(self.stage.result) is StageResult.AGREED


@dataclass(frozen=True, kw_only=True)
class Grievance:
    """异议内容: on what it rests, what it says, and who signed it."""

    ground: ObjectionGround
    text: str
    basis: str
    signed: Signed


def binding_of(case: Case) -> Binding | None:
    """What binds the parties now: the result put forward by the last stage, or the one in force."""
    live = case.outcomes.filter(state__in=[OutcomeState.PROPOSED, OutcomeState.IN_FORCE])
    outcome = live.select_related("stage").order_by("-version").first()
    if outcome is None or outcome.stage.closed_at is None:
        return None
    target = _TARGETS[Tier(outcome.stage.tier)]
    return Binding(outcome=outcome, stage=outcome.stage, target=target, since=outcome.stage.closed_at)


def object_to(
    *, case: Case, binding: Binding, organization: Organization, grievance: Grievance, window_ends_at: datetime,
    act: Act,
) -> Objection:  # fmt: skip
    """提出异议: taken up, or refused and counted."""
    verdict = first_verdict(grievance.ground, inside=act.at < window_ends_at)
    objection = Objection.objects.create(
        case=case, stage=binding.stage, outcome=binding.outcome, organization=organization, against=binding.target,
        ground=grievance.ground, text=grievance.text, basis=grievance.basis, binding_since=binding.since,
        window_ends_at=window_ends_at, signed_by=grievance.signed.by, signed_on=grievance.signed.on, raised_at=act.at,
        verdict=verdict, decided_at=None if verdict is ReversalVerdict.PENDING else act.at,
    )  # fmt: skip
    act.data.update(objection=objection.pk, against=binding.target, ground=grievance.ground, verdict=verdict)
    return objection


def note_changed_view(
    *, case: Case, stage: Stage, organization: Organization, grievance: Grievance, act: Act
) -> Objection:
    """会后变更意见: a party says otherwise than before; without anything new it is refused, and counted."""
    refused = grievance.ground is ObjectionGround.NONE
    verdict = ReversalVerdict.REFUSED if refused else ReversalVerdict.NOTED
    objection = Objection.objects.create(
        case=case, stage=stage, organization=organization, against=ObjectionTarget.VIEW, ground=grievance.ground,
        text=grievance.text, basis=grievance.basis, signed_by=grievance.signed.by, signed_on=grievance.signed.on,
        raised_at=act.at, verdict=verdict, decided_at=act.at,
    )  # fmt: skip
    act.data.update(objection=objection.pk, ground=grievance.ground, verdict=verdict)
    return objection


def decide(*, objection: Objection, upheld: bool, reason: str, act: Act) -> None:
    """处理异议."""
    objection.verdict = ReversalVerdict.UPHELD if upheld else ReversalVerdict.REJECTED
    objection.verdict_reason, objection.decided_at = reason, act.at
    objection.save(update_fields=["verdict", "verdict_reason", "decided_at"])
    act.data.update(objection=objection.pk, verdict=objection.verdict)
