"""What happens to a case: opened, moved, joined, closed.

Callers hold the case's lock; each change is noted in the act.
"""

from collections.abc import Sequence

from audit.acting import Act
from cases import papers
from cases.course import resume
from cases.models import (
    Agreement,
    Case,
    Consultation,
    InterimHandling,
    NegotiationLetter,
    Opinion,
    OpinionRound,
    Outcome,
    Paper,
    Party,
    Stage,
)
from cases.models.paper import LIVE
from core.ahead import ahead, noted
from core.vocabulary import CaseState, ClosingReason, OutcomeState, PartyRole, StageResult, Tier
from organizations.models import Organization

_REASON_BY_RESULT = {
    StageResult.DECLINED: ClosingReason.DECLINED,
    StageResult.TRANSFERRED: ClosingReason.TRANSFERRED,
    StageResult.ABANDONED: ClosingReason.ABANDONED,
    StageResult.WITHDRAWN: ClosingReason.WITHDRAWN,
    StageResult.TERMINATED: ClosingReason.TERMINATED,
    StageResult.MERGED: ClosingReason.MERGED,
}


def join_party(*, case: Case, organization: Organization, role: PartyRole, act: Act, reason: str = "") -> Party:
    """An organization takes part from now on."""
    order = Party.everybody.filter(case=case).count() + 1
    party = Party.objects.create(
        case=case, organization=organization, role=role, order=order, joined_at=act.at, reason=reason
    )
    act.changed("party.joined", organization=organization.pk, role=role)
    return party


def open_stage(*, case: Case, tier: Tier, conductor: Organization, act: Act) -> Stage:
    """A visit to a tier begins; the case is open in that tier."""
    visit = sum(stage.tier == tier for stage in stages_of(case)) + 1
    stage = Stage(case=case, tier=tier, visit=visit, conductor=conductor, opened_at=act.at)
    act.rows.add(stage)
    noted(case, "stages", stage)
    act.changed("stage.opened", stage=stage.pk, tier=tier, visit=visit, conductor=conductor.pk)
    case.tier = tier
    enter_state(case=case, state=CaseState.OPEN, act=act)
    return stage


def stages_of(case: Case) -> Sequence[Stage]:
    """Every visit to a tier so far, in order."""
    return ahead(case, "stages", lambda: case.stages.select_related("conductor").order_by("pk"))


def close_stage(*, stage: Stage, result: StageResult, act: Act) -> None:
    """A visit ends with a result; what was only proposed in it, and did not become its result, is void."""
    act.rows.change(stage, closed_at=act.at, result=result)
    act.changed("stage.closed", stage=stage.pk, result=result)
    of = ("stage", [stage.pk])
    act.rows.change_where(OpinionRound, *of, {"closed_at": None}, closed_at=act.at)
    act.rows.change_where(Paper, *of, {"state__in": LIVE}, **papers.voided(act))
    act.rows.change_where(Consultation, *of, {"answered_at": None, "lapsed_at": None}, lapsed_at=act.at)
    act.rows.change_where(NegotiationLetter, *of, {"closed_at": None}, closed_at=act.at)
    if result not in (StageResult.AGREED, StageResult.DETERMINED, StageResult.DECIDED):
        void_proposals(stage=stage, act=act)


def void_proposals(*, stage: Stage, act: Act) -> None:
    """Drafts of the stage no longer stand."""
    of = ("stage", [stage.pk])
    act.rows.change_where(Agreement, *of, {"void_at": None}, void_at=act.at)
    act.rows.change_where(Opinion, *of, {"void_at": None, "confirmed_at": None}, void_at=act.at)
    act.rows.change_where(Outcome, *of, {"state": OutcomeState.PROPOSED}, state=OutcomeState.VOID)


def enter_state(*, case: Case, state: CaseState, act: Act, reason: ClosingReason | None = None) -> None:
    """The case enters a state; entering CLOSED takes its reason from how the last stage ended, unless it is given."""
    if case.state == state:
        return
    case.state = state
    if state is CaseState.CLOSED:
        resume(case=case, reason="", act=act)
        last = case.stages.order_by("-id").first()
        result = StageResult(last.result) if last else StageResult.WITHDRAWN
        case.closed_at = act.at
        case.closing_reason = reason or _REASON_BY_RESULT.get(result, ClosingReason.CARRIED_OUT)
        end_interim_handling(case=case, act=act)
    if state is CaseState.ARCHIVED:
        case.archived_at = act.at
    act.changed("case.state", state=state, tier=case.tier, reason=case.closing_reason)


def designate_interim_handler(
    *, case: Case, organization: Organization, designated_by: Organization, reason: str, act: Act
) -> InterimHandling:
    """先行处置: replaces whoever handled the citizen's matter until now, without prejudice."""
    end_interim_handling(case=case, act=act)
    handling = InterimHandling.objects.create(
        case=case, organization=organization, designated_by=designated_by, reason=reason, begins_at=act.at
    )
    act.changed("interim_handler.designated", organization=organization.pk)
    return handling


def end_interim_handling(*, case: Case, act: Act, lead: Organization | None = None) -> None:
    """Nobody handles the matter provisionally any more; a ``lead`` who did not handle it takes it over (移交)."""
    handling = InterimHandling.objects.filter(case=case, ends_at=None).first()
    if handling is None:
        return
    handling.ends_at = act.at
    if lead is not None and lead.pk != handling.organization_id:
        handling.handed_to = lead
        act.data["handed_over"] = [handling.organization_id, lead.pk]
    handling.save(update_fields=["ends_at", "handed_to"])
    act.changed("interim_handler.ended")
