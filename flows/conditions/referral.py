"""Going up to tier 4: the file, its co-signatures, and who may refer."""

from django.utils.translation import gettext_noop as _

from cases.models import CaseDocument
from core.vocabulary import LetterKind
from flows.situation import Situation
from organizations.models import Organization


def who_edits(situation: Situation) -> list[Organization]:
    """Who works on the referral, and who sent the case up by the clock and has not signed the letter yet."""
    facts = situation.referral if _is_about_referring(situation) else None
    if facts is None:
        return []
    at_work = situation.at_node("study") if facts.unsent(situation.stage.pk if situation.stage else None) else []
    senders = [one.sender for one in situation.drafts if one.kind == LetterKind.REFERRAL and facts.unsent(one.stage_id)]
    return [*at_work, *senders]


def may_ask_to_cosign(situation: Situation) -> str | None:
    """One version is put to the parties once."""
    facts, stage = situation.referral, situation.stage
    if stage is None or facts.unsent(stage.pk) is None:
        return _("the referral file must be drawn up first")
    if facts.is_cosigned(stage):
        return _("the departments were asked about this version already")
    return None


def may_refer_upward(situation: Situation) -> str | None:
    """Whether everybody co-signs or dissents first is the procedure's matter (R47)."""
    if situation.pack.cosignature_required and not situation.referral.is_cosigned(situation.stage):
        return _("the procedure demands that every department co-signs the referral or dissents in writing first")
    return None


def has_a_sheet(situation: Situation) -> str | None:
    """A decision is entered with its scanned sheet."""
    if CaseDocument.objects.filter(case=situation.case).exists():
        return None
    return _("the scanned minutes, reply or instruction must be put into the file of the case first")


def _is_about_referring(situation: Situation) -> bool:
    studying = any(item.node == "study" for item in situation.items)
    return studying or any(letter.kind == LetterKind.REFERRAL for letter in situation.drafts)
