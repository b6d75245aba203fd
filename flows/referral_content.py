"""提请材料的取材: reads what the case holds and has it written; a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.utils import translation

from cases.matrix.rules import Stated, matrix_of
from cases.matrix.words import summary_of
from cases.models import (
    Consultation,
    Cosignature,
    OpinionPoint,
    OpinionReply,
    Position,
    Signature,
    Stage,
)
from cases.referral.file import (
    Adopted,
    Answer,
    CaseFacts,
    Difference,
    Precedent,
    Said,
    Side,
    Sitting,
    Visit,
    sections_of,
)
from cases.referral.services import Content
from cases.services import stages_of
from cases.succession import standing_in
from core.labels import label
from core.vocabulary import (
    Adoption,
    ConsultationKind,
    CosignatureAnswer,
    DutyRole,
    Phase,
    ReferralSection,
    StageResult,
    Stance,
    StandKind,
    Tier,
)
from flows.acting import Acting
from meetings.models import AgendaItem, Stand
from organizations.selectors import local_date
from registry.selectors import look_up

_PRECEDENTS = 5
_CHINESE = "zh-hans"


def content_from(acting: Acting, stage: Stage, *, matter: str, leaning: str) -> Content:
    """The whole file, as the case stands now."""
    with translation.override(_CHINESE):
        standing = _standing(acting)
        differences = list(_differences(acting, standing))
        facts = CaseFacts(
            visits=list(_visits(acting)), sides=list(_sides(acting, standing)), differences=differences,
            leaning=leaning,
            cosignatures=list(_cosignatures(stage)), refusals=list(_refusals(acting)),
            sittings=list(_sittings(acting)), adopted=list(_adopted(acting)), legality=list(_legality(acting)),
            precedents=list(_precedents(acting, matter)),
        )  # fmt: skip
        return Content(matter=matter, sections=sections_of(facts), differences=[one.as_json() for one in differences])


def cosignatures_text(stage: Stage) -> str:
    """会签情况, as it stands now."""
    with translation.override(_CHINESE):
        facts = CaseFacts(cosignatures=list(_cosignatures(stage)))
        return sections_of(facts)[ReferralSection.COSIGNATURES]


def _visits(acting: Acting) -> Iterator[Visit]:
    for stage in stages_of(acting.case):
        yield Visit(
            tier=label(Tier(stage.tier)), conductor=stage.conductor.name, since=_day(acting, stage.opened_at),
            until=_day(acting, stage.closed_at) if stage.closed_at else None,
            result=label(StageResult(stage.result)) if stage.result else "",
        )  # fmt: skip


def _standing(acting: Acting) -> Mapping[int, Position]:
    """The position of each party that stands; what a dissolved one said counts for the one in its place."""
    stands_for = standing_in(acting.case)
    rows = Position.objects.filter(case=acting.case).prefetch_related("stances").order_by("recorded_at", "pk")
    return {stands_for.get(row.organization_id, row.organization_id): row for row in rows}


def _sides(acting: Acting, standing: Mapping[int, Position]) -> Iterator[Side]:
    said = _said(acting)
    for party in acting.parties():
        position = standing.get(party.organization_id)
        yield Side(
            name=party.organization.name, said=said[party.organization_id],
            phases=[(label(Phase(one.phase)), label(Stance(one.stance))) for one in position.stances.all()]
            if position else (),
            text=position.text if position else "", basis=position.basis if position else "",
        )  # fmt: skip


def _said(acting: Acting) -> Mapping[int, list[Said]]:
    """What each organization answered in the rounds and stood for at the meetings."""
    stands_for = standing_in(acting.case)
    said: dict[int, list[Said]] = defaultdict(list)
    for reply in OpinionReply.objects.filter(round__case=acting.case).select_related("round").order_by("pk"):
        where = f"第{reply.round.number}轮书面答复"
        by = stands_for.get(reply.organization_id, reply.organization_id)
        said[by].append(Said(where=where, agrees=reply.agrees, text=reply.text, basis=reply.basis))
    for stand in Stand.objects.filter(item__case=acting.case).select_related("item__meeting").order_by("pk"):
        where = stand.item.meeting.title
        by = stands_for.get(stand.organization_id, stand.organization_id)
        said[by].append(Said(where=where, agrees=stand.kind != StandKind.DISSENTS, text=stand.text))
    return said


def _differences(acting: Acting, standing: Mapping[int, Position]) -> Iterator[Difference]:
    parties = [party.organization for party in acting.parties()]
    names = {organization.pk: organization.short_name for organization in parties}
    stated = [
        Stated(organization=organization, version=1, phase=Phase(one.phase), stance=Stance(one.stance))
        for organization, position in standing.items()
        for one in position.stances.all()
    ]
    for column in matrix_of([organization.pk for organization in parties], stated):
        if column.is_raised:
            yield Difference(
                phase=label(column.phase), summary=summary_of(column, names),
                stances=[(names[c.organization], label(c.stance) if c.stance else "") for c in column.cells],
            )  # fmt: skip


def _cosignatures(stage: Stage) -> Iterator[Answer]:
    request = stage.cosigning_requests.order_by("-pk").first()
    rows = Cosignature.objects.filter(request=request) if request else Cosignature.objects.none()
    for row in rows.select_related("organization").order_by("pk"):
        yield Answer(name=row.organization.name, says=label(CosignatureAnswer(row.answer)), reason=row.text)


def _refusals(acting: Acting) -> Iterator[Answer]:
    refused = Signature.objects.filter(agreement__case=acting.case, agrees=False).select_related("organization")
    for signature in refused.order_by("pk"):
        yield Answer(name=signature.organization.name, says="不同意签署协商纪要", reason=signature.reason)


def _sittings(acting: Acting) -> Iterator[Sitting]:
    items = AgendaItem.objects.filter(case=acting.case, minutes_issued_at__isnull=False).select_related("meeting")
    for item in items.order_by("pk"):
        held = item.meeting.held_at
        yield Sitting(
            title=item.meeting.title, held_on=_day(acting, held) if held else None, agreed=bool(item.agreed),
            minutes=item.minutes,
        )  # fmt: skip


def _adopted(acting: Acting) -> Iterator[Adopted]:
    points = OpinionPoint.objects.filter(reply__round__case=acting.case).exclude(adoption="")
    for point in points.select_related("reply__organization").order_by("reply", "number"):
        yield Adopted(
            name=point.reply.organization.name, about=point.about, text=point.text,
            adoption=label(Adoption(point.adoption)), reason=point.reason,
        )  # fmt: skip


def _legality(acting: Acting) -> Iterator[Answer]:
    asked = Consultation.objects.filter(case=acting.case, kind=ConsultationKind.LEGALITY, answered_at__isnull=False)
    for one in asked.select_related("organization").order_by("pk"):
        yield Answer(name=one.addressee, says=one.answer)


def _precedents(acting: Acting, matter: str) -> Iterator[Precedent]:
    today = local_date(acting.case.jurisdiction, acting.at)
    words = f"{matter} {acting.case.title}"
    for found in look_up(jurisdiction=acting.case.jurisdiction, q=words, on=today, limit=_PRECEDENTS):
        version = found.version
        yield Precedent(
            number=version.entry.number, matter=version.matter, source=version.source,
            duties=[
                (label(Phase(one.phase)), one.organization.short_name, label(DutyRole(one.role)))
                for one in version.assignments.all()
            ],
        )  # fmt: skip


def _day(acting: Acting, moment: datetime) -> date:
    return moment.astimezone(acting.calendar.zone).date()
