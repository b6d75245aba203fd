"""Joint meetings on record: what each department stands for on an item, and who was there; callers lock the case.

Each item has its own record; no other item of the same sitting rewrites it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from audit.acting import Act
from cases.models import Party
from cases.statements import Signed
from core.vocabulary import AbsenceReason, InvitationReply, MeetingState, Phase, SpeakingAuthority, Stance, StandKind
from meetings.errors import MandateMissing, PresenceMissing
from meetings.models import AgendaItem, Attendance, JointMeeting, Presence, Stand, StandPhase
from meetings.rules import is_provisional
from meetings.services import invite, locked
from organizations.models import Organization


@dataclass(frozen=True, kw_only=True)
class PresenceAndStand:
    """到会与表态: whether an organization came, who spoke for it, and what it stands for (``kind`` None: nothing)."""

    organization: Organization
    attended: bool
    representative: str
    authority: SpeakingAuthority | None = None
    mandate: str = ""
    kind: StandKind | None = None
    stand: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """表态: one organization's stand on one item."""

    organization: Organization
    kind: StandKind
    text: str
    stances: Sequence[tuple[Phase, Stance]] = field(default_factory=tuple)


def record_stand(*, item: AgendaItem, said: Said, authority: str, act: Act) -> Stand:
    """记录表态: what is said later replaces what was said before; without authority it is provisional."""
    stand, _created = Stand.objects.update_or_create(
        item=item, organization=said.organization,
        defaults={
            "kind": said.kind, "text": said.text, "recorded_at": act.at, "provisional": is_provisional(authority),
            "confirmed_at": None, "confirmed_by": "", "confirmed_on": None,
        },
    )  # fmt: skip
    if said.stances:
        stand.phases.all().delete()
        StandPhase.objects.bulk_create(
            StandPhase(stand=stand, phase=phase, stance=stance) for phase, stance in said.stances
        )
    act.data.update(meeting=item.meeting_id, stand=stand.pk)
    return stand


def confirm_stand(*, stand: Stand, signed: Signed, act: Act) -> None:
    """确认表态: a provisional stand becomes the department's."""
    stand.confirmed_at, stand.confirmed_by, stand.confirmed_on = act.at, signed.by, signed.on
    stand.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_on"])
    act.data["stand"] = stand.pk


def hold(*, item: AgendaItem, held_at: datetime, told: Sequence[PresenceAndStand], act: Act) -> None:
    """记录: who came and what each department stands for on this item; an absence is excused or not, never consent.

    ``told`` names an organization once; a party invited and not named was absent. Who came uninvited gets a seat.
    Raises ``MandateMissing``, ``PresenceMissing``.
    """
    meeting = locked(item.meeting_id)
    if meeting.state == MeetingState.CONVENED:
        meeting.state, meeting.held_at = MeetingState.HELD, held_at
        meeting.save(update_fields=["state", "held_at"])
    invite(meeting, [one.organization for one in told], act)
    named = {one.organization.pk for one in told}
    seats = {seat.organization_id: seat for seat in meeting.attendances.select_related("organization").order_by("pk")}
    parties = set(Party.objects.filter(case=item.case_id).values_list("organization", flat=True))
    stayed = [seat.organization for seat in seats.values() if seat.organization_id in parties - named]
    rows = [_presence(item, meeting, seats[one.organization.pk], one) for one in told]
    rows += [_absence(item, meeting, seats[organization.pk]) for organization in stayed]
    _stands(item, told, rows, act)
    Presence.objects.bulk_create(rows)
    item.recorded_at = act.at
    item.save(update_fields=["recorded_at"])
    act.data.update(
        meeting=meeting.pk, absent=sorted(row.organization_id for row in rows if row.excused),
        unexcused=sorted(row.organization_id for row in rows if row.excused is False),
    )  # fmt: skip


def _presence(item: AgendaItem, meeting: JointMeeting, seat: Attendance, one: PresenceAndStand) -> Presence:
    """As it was told; of the authority nobody spoke of, as the reply to the invitation announced it."""
    if not one.attended:
        return _absence(item, meeting, seat)
    authority = one.authority or seat.authority
    mandate = one.mandate or (seat.mandate if authority == seat.authority else "")
    if authority == SpeakingAuthority.MANDATE and not mandate:
        raise MandateMissing(field="attendances")
    return Presence(
        item=item, organization=seat.organization, attended=True,
        representative=one.representative or seat.representative, authority=authority, mandate=mandate,
    )  # fmt: skip


def _absence(item: AgendaItem, meeting: JointMeeting, seat: Attendance) -> Presence:
    """It counts as excused where it was announced, or the sitting began before its hour."""
    brought_forward = meeting.held_at is not None and meeting.held_at < meeting.starts_at
    announced = seat.reply == InvitationReply.CANNOT_COME and seat.absence_reason != AbsenceReason.NOT_CONCERNED
    return Presence(item=item, organization=seat.organization, attended=False, excused=brought_forward or announced)


def _stands(item: AgendaItem, told: Sequence[PresenceAndStand], rows: Sequence[Presence], act: Act) -> None:
    """The stands of who came; what was noted for who is said to have stayed away was noted for the wrong one."""
    authority = {row.organization_id: row.authority for row in rows}
    for one in told:
        if one.attended and one.kind is not None:
            said = Said(organization=one.organization, kind=one.kind, text=one.stand)
            _keep_or_record(item, said, authority[one.organization.pk], act)
    away = [row.organization_id for row in rows if not row.attended]
    noted = list(Stand.objects.filter(item=item, organization__in=away).select_related("organization").order_by("pk"))
    named = {one.organization.pk for one in told}
    for stand in noted:
        if stand.organization_id not in named:
            raise PresenceMissing(field="attendances", organization=stand.organization.name)
        stand.delete()
    if noted:
        act.data["stands_struck"] = [stand.organization_id for stand in noted]


def _keep_or_record(item: AgendaItem, said: Said, authority: str, act: Act) -> None:
    """The record repeats what was noted at the meeting; what was confirmed since stays confirmed."""
    noted = Stand.objects.filter(item=item, organization=said.organization).first()
    if noted is None or (noted.kind, noted.text) != (said.kind, said.text):
        record_stand(item=item, said=said, authority=authority, act=act)
