"""层级阶梯: the four tiers of one case, with every visit, and why a tier is skipped."""

from dataclasses import dataclass

from django.utils.translation import gettext

from cases.models import Case, Stage
from core.labels import label
from core.vocabulary import CaseSource, CaseState, StageResult, Tier
from procedures.pack import Pack


@dataclass(frozen=True, kw_only=True)
class Rung:
    """一级: a tier; ``place`` is "open", "visited", "ahead" or "skipped"."""

    tier: Tier
    place: str
    conductor: str
    visits: list[Stage]
    reason: str = ""

    @property
    def title(self) -> str:
        return label(self.tier)


def ladder_of(case: Case, stages: list[Stage], pack: Pack) -> list[Rung]:
    """The four rungs, lowest first."""
    return [_rung(case, tier, [stage for stage in stages if stage.tier == tier], pack, stages) for tier in Tier]


def result_text(stage: Stage) -> str:
    """How a visit ended, in words; "" while it is open."""
    return label(StageResult(stage.result)) if stage.result else ""


def _rung(case: Case, tier: Tier, visits: list[Stage], pack: Pack, stages: list[Stage]) -> Rung:
    conductor = visits[-1].conductor.short_name if visits else _conductor_by_rule(tier, pack)
    if any(stage.closed_at is None for stage in visits):
        return Rung(tier=tier, place="open", conductor=conductor, visits=visits)
    if visits:
        return Rung(tier=tier, place="visited", conductor=conductor, visits=visits)
    reason = _why_skipped(case, tier, pack, stages)
    place = "skipped" if reason else "ahead"
    return Rung(tier=tier, place=place, conductor=conductor, visits=visits, reason=reason)


def _conductor_by_rule(tier: Tier, pack: Pack) -> str:
    return label(pack.tiers[tier].conductor) if tier in pack.tiers else ""


def _why_skipped(case: Case, tier: Tier, pack: Pack, stages: list[Stage]) -> str:
    if not pack.visits(tier, CaseSource(case.source)):
        return gettext("The procedure has no such tier for a case of this source.")
    if case.state not in (CaseState.INTAKE, CaseState.OPEN):
        return gettext("The case was settled or closed before it came here.")
    highest = max((Tier(stage.tier).ordinal for stage in stages), default=0)
    return gettext("The case went past this tier.") if tier.ordinal < highest else ""
