"""How gateways choose: by the act in hand, by how a stage ended, by the procedure. No queries but for organizations."""

from collections.abc import Callable

from cases.agreements import live_agreement, outstanding_signers
from cases.models import Opening
from cases.selectors import lead_of_outcome
from cases.succession import standing_in
from core.ahead import ahead
from core.vocabulary import (
    CaseSource,
    DecidingBody,
    FilingMode,
    OrganizationFunction,
    PaperKind,
    SigningOrder,
    StageResult,
    Tier,
)
from flows.acting import Acting, in_hand
from meetings.minutes import unanswered
from organizations.models import Organization
from organizations.selectors import holder_of, in_force, local_date, successor_of

Condition = Callable[[object], bool]


def act_is(*names: str) -> Condition:
    """Whether the act in hand is one of these."""

    def condition(_activation: object) -> bool:
        return in_hand().name in names

    return condition


def ended_with(*results: StageResult) -> Condition:
    """Whether the stage that the act in hand closed ended so."""

    def condition(_activation: object) -> bool:
        return in_hand().ended_with in results

    return condition


def dispatch_tier_applies(_activation: object) -> bool:
    """Tier 2 exists only where the procedure has it for the case's source."""
    acting = in_hand()
    return acting.case.source in acting.pack.tier2_enabled_for


def returned_from(tier: Tier) -> Condition:
    """Whether the result of this tier was returned, or fell by an objection."""

    def condition(_activation: object) -> bool:
        acting = in_hand()
        return acting.name in ("return_filing", "uphold_objection") and acting.case.tier == tier

    return condition


def reneged_at(tier: Tier) -> Condition:
    """Whether a party went back on what it had agreed to at this tier."""

    def condition(_activation: object) -> bool:
        acting = in_hand()
        return acting.name == "renege" and acting.case.tier == tier

    return condition


def either(one: Condition, other: Condition) -> Condition:
    """Whether one of two ways leads to the same place."""

    def condition(activation: object) -> bool:
        return one(activation) or other(activation)

    return condition


_WITH_REVIEWER = 3


def opinion_is_reviewed(_activation: object) -> bool:
    """Whether the procedure puts a reviewer between who drafts an opinion and the head who issues it."""
    return in_hand().pack.sign_off[PaperKind.OPINION] >= _WITH_REVIEWER


def opinion_is_agreed(_activation: object) -> bool:
    """Whether the opinion that the act in hand issues has the consent of every department."""
    acting = in_hand()
    return acting.name == "confirm_opinion" and bool(acting.act.data.get("all_agree"))


def confirmation_is_asked(_activation: object) -> bool:
    """Whether departments still have to say that the minutes are right."""
    return unanswered(in_hand().open_stage).exists()


def asked_to_confirm(acting: Acting) -> list[Organization]:
    """The departments that attended and have not answered the minutes yet."""
    return [row.organization for row in unanswered(acting.open_stage)]


def enters_at(tier: Tier) -> Condition:
    """Whether an assigned matter (交办) enters at this tier, as its opener said."""

    def condition(_activation: object) -> bool:
        return Opening.objects.filter(case=in_hand().case, enters_at=tier).exists()

    return condition


def goes_to(body: DecidingBody) -> Condition:
    """Whether the act in hand takes the referral to this body."""

    def condition(_activation: object) -> bool:
        return bool(in_hand().act.data.get("deciding_body") == body)

    return condition


def reviewed_at_intake(_activation: object) -> bool:
    """Whether the procedure has matters of this source reviewed before they are taken in."""
    acting = in_hand()
    return acting.case.source in acting.pack.intake_review


def intake_office(acting: Acting) -> Organization:
    """立项审查单位: of a citizen's matter the dispatch office, of any other the establishment office (R16)."""
    case, function = acting.case, OrganizationFunction.DISPATCH_OFFICE
    if not CaseSource(case.source).is_citizens_matter:
        return establishment_office(acting)
    if function in case.opened_by.functions and case.opened_by.jurisdiction_id == case.jurisdiction_id:
        return case.opened_by
    return holder_of(case.jurisdiction, function, local_date(case.jurisdiction, acting.act.at))


def opener(acting: Acting) -> Organization:
    """提起单位: it puts right what is missing."""
    return in_place_of(acting, acting.case.opened_by)


def conductor(acting: Acting) -> Organization:
    return acting.open_stage.conductor


def parties(acting: Acting) -> list[Organization]:
    return [party.organization for party in acting.parties()]


def establishment_office(acting: Acting) -> Organization:
    on = local_date(acting.case.jurisdiction, acting.act.at)
    return holder_of(acting.case.jurisdiction, OrganizationFunction.ESTABLISHMENT_OFFICE, on)


def silent_parties(acting: Acting) -> list[Organization]:
    """The parties that have stated no position yet."""
    after = standing_in(acting.case)
    spoken = ahead(acting.case, "heard", lambda: acting.case.positions.values_list("organization", flat=True))
    heard = {after.get(pk, pk) for pk in spoken}
    return [organization for organization in parties(acting) if organization.pk not in heard]


def other_parties(acting: Acting) -> list[Organization]:
    """Every party but the one that conducts."""
    return [organization for organization in parties(acting) if organization != acting.open_stage.conductor]


def signers_to_ask(acting: Acting) -> list[Organization]:
    """Whose signature is missing; where the procedure lets them sign one after the other, the next of them."""
    waiting = outstanding_signers(live_agreement(acting.open_stage))
    one_by_one = acting.pack.signing_order is SigningOrder.LISTED
    return [signer.organization for signer in (waiting[:1] if one_by_one else waiting)]


def signatures_are_missing(_activation: object) -> bool:
    """Whether somebody who must sign the version that stands has not."""
    return bool(outstanding_signers(live_agreement(in_hand().open_stage)))


def agreed_for_the_record(_activation: object) -> bool:
    """Whether the stage ended in agreement and the procedure only puts agreements on record, without a decision."""
    acting = in_hand()
    return acting.ended_with is StageResult.AGREED and acting.pack.filing_mode is FilingMode.RECORD


def applicant(acting: Acting) -> Organization:
    """Who applied: the sender of the letter that went up with the case, else who conducted before, else the opener."""
    before = acting.case.stages.exclude(pk=acting.open_stage.pk).select_related("conductor").last()
    if before is None:
        return in_place_of(acting, acting.case.opened_by)
    letter = before.letters.select_related("sender").last()
    return in_place_of(acting, letter.sender if letter else before.conductor)


def lead_department(acting: Acting) -> Organization:
    """The lead of the outcome in force, of supervision if that has one: it reports that the outcome is carried out."""
    return in_place_of(acting, lead_of_outcome(acting.case))


def in_place_of(acting: Acting, organization: Organization) -> Organization:
    """承继: itself, or where it was dissolved since, who took over."""
    on = local_date(acting.case.jurisdiction, acting.act.at)
    return organization if in_force(organization, on) else successor_of(organization, on) or organization
