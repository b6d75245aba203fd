"""提请材料: drawn up, edited, and sent with the referral; the clock leaves it as a draft."""

from dataclasses import replace

from cases.models import Letter, ReferralFile, Stage
from cases.referral import services as referrals
from cases.referral.errors import CosignedOtherwise, WrittenFromTheRecord
from cases.referral.rules import check_one_matter
from cases.referral.services import Content, content_of
from core.ahead import speaking
from core.labels import label
from core.vocabulary import LetterKind, ReferralSection, Tier
from flows.acting import Acting
from flows.inputs import AssembleReferral, EditReferral
from flows.referral_content import content_from, cosignatures_text
from flows.stages import end_cosigning

_LEANING, _COSIGNATURES = ReferralSection.LEANING, ReferralSection.COSIGNATURES


def assemble_referral(acting: Acting, form: AssembleReferral) -> None:
    """拟定提请材料: built anew from what the case holds now."""
    check_one_matter(form.matter)
    content = content_from(acting, acting.open_stage, matter=form.matter, leaning=form.proposal)
    referrals.add_version(stage=acting.open_stage, content=content, act=acting.act)


def edit_referral(acting: Acting, form: EditReferral) -> None:
    """修改提请材料: one section, in a new version."""
    if form.part is _COSIGNATURES:
        raise WrittenFromTheRecord(field="part", section=label(form.part))
    file = _file_at_hand(acting)
    sections = {**file.sections, str(form.part): form.text}
    referrals.add_version(
        stage=file.stage, content=replace(content_of(file), sections=sections), act=acting.act, edited=form.part
    )


def _file_at_hand(acting: Acting) -> ReferralFile:
    """Of the open visit to tier 3; else of the one that the clock ended, whose letter is still to be signed."""
    stage = acting.stage if acting.stage is not None and acting.stage.tier != Tier.REFERRAL else None
    file = latest_file(stage) if stage else None
    if file is None:
        drafts = Letter.objects.filter(case=acting.case, sender=acting.organization, signed_by="")
        file = latest_file(drafts.filter(kind=LetterKind.REFERRAL).select_related("stage").earliest("pk").stage)
    if file is None:
        raise RuntimeError(f"{acting.case.number} has no referral file at hand")
    return file


def latest_file(stage: Stage) -> ReferralFile | None:
    """The version that stands; none where the file was not drawn up."""
    return stage.referral_files.select_related("stage", "case").order_by("-version").first()


def send_file(acting: Acting, stage: Stage, *, matter: str, leaning: str) -> None:
    """报出: the version that stands goes up with the letter, with what became of the co-signing.

    What was put to the parties is sent as they saw it. Without a file of the office's own it is built now.
    """
    check_one_matter(matter)
    end_cosigning(acting, stage)
    file = latest_file(stage)
    if file is None:
        content = content_from(acting, stage, matter=matter, leaning=leaning)
    else:
        content = _as_sent(file, matter=matter, leaning=leaning)
    referrals.send(file=_standing(acting, stage, file, content), act=acting.act)


def _as_sent(file: ReferralFile, *, matter: str, leaning: str) -> Content:
    standing = content_of(file)
    if _was_put_to_the_parties(file):
        for field, given, cosigned in (
            ("matter", matter, file.matter), ("proposal", leaning, file.sections[_LEANING]),
        ):  # fmt: skip
            if given != cosigned:
                raise CosignedOtherwise(field=field, cosigned=cosigned)
    return replace(standing, matter=matter, sections={**standing.sections, str(_LEANING): leaning})


def _was_put_to_the_parties(file: ReferralFile) -> bool:
    """Itself, or the version before where only what became of the co-signing was added."""
    added = file.edited == _COSIGNATURES
    return file.stage.cosigning_requests.filter(file__version=file.version - added).exists()


def draft_file(acting: Acting, stage: Stage) -> None:
    """The clock sends the case up: what the office drew up, or what the case holds, waits as a draft.

    What it is made from is asked for each case, of a batch too.
    """
    with speaking():
        file = latest_file(stage)
        content = content_of(file) if file else content_from(acting, stage, matter=acting.case.title, leaning="")
        _standing(acting, stage, file, content)


def _standing(acting: Acting, stage: Stage, file: ReferralFile | None, content: Content) -> ReferralFile:
    """The version with this content and what became of the co-signing; a new one where it differs."""
    final = replace(content, sections={**content.sections, str(_COSIGNATURES): cosignatures_text(stage)})
    if file is not None and final.digest == file.digest:
        return file
    return referrals.add_version(stage=stage, content=final, act=acting.act, edited=_COSIGNATURES if file else None)
