"""纪要初稿: the minutes of one item as the record has them, for the convener to edit. Official papers are Chinese."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import translation

from core.labels import label
from core.vocabulary import Phase, Stance, StandKind
from meetings.models import AgendaItem, Presence, Stand


def draft_of(item: AgendaItem, zone: ZoneInfo) -> str:
    """Who was there, stands department by department, guests; reads the item and its meeting with all of these."""
    with translation.override("zh-hans"):
        meeting = item.meeting
        presences = list(item.presences.select_related("organization").order_by("pk"))
        stands = list(item.stands.select_related("organization").prefetch_related("phases").order_by("pk"))
        held_at = (meeting.held_at or meeting.starts_at).astimezone(zone)
        head = [
            f"一、会议情况。{held_at:%Y年%-m月%-d日}，{meeting.convener.name}在{meeting.place}召开{meeting.title}，"
            f"研究“{item.case.title}”（{item.case.number}）。"
            + (f"会议由{meeting.chair}主持。" if meeting.chair else ""),
            f"二、出席情况。{_came(presences)}",
        ]
        guests = [_guest(guest.name, guest.post) for guest in meeting.guests.order_by("pk")]
        if guests:
            head.append(f"列席：{'、'.join(guests)}。")
        said = [f"三、各部门意见。{_NOTHING if not stands else ''}", *(_stand(stand) for stand in stands)]
        return "\n".join([*head, *said, "四、议定事项。"])


_NOTHING = "会上没有部门表态。"
_SAYS = {
    StandKind.AGREES: "同意", StandKind.WITH_RESERVATION: "原则同意，有保留", StandKind.DISSENTS: "不同意",
}  # fmt: skip


def _came(presences: Sequence[Presence]) -> str:
    came = [_guest(one.organization.name, one.representative) for one in presences if one.attended]
    stayed = [one for one in presences if not one.attended]
    excused = "、".join(one.organization.name for one in stayed if one.excused)
    absent = "、".join(one.organization.name for one in stayed if not one.excused)
    parts = ["、".join(came) + "出席。" if came else "没有部门出席。"]
    parts += [f"{excused}请假。"] if excused else []
    parts += [f"{absent}未请假缺席。"] if absent else []
    return "".join(parts)


def _stand(stand: Stand) -> str:
    phases = "；".join(f"{label(Phase(one.phase))}环节：{label(Stance(one.stance))}" for one in stand.phases.all())
    waits = "（暂记，待本单位确认）" if stand.provisional and stand.confirmed_at is None else ""
    said = f"{stand.organization.name}：{_SAYS[StandKind(stand.kind)]}{waits}。{stand.text}"
    return said if not phases else f"{said}（{phases}）"


def _guest(name: str, post: str) -> str:
    return f"{name}（{post}）" if post else name


@dataclass(frozen=True, kw_only=True)
class MinutesPaper:
    """纪要文稿: what the stored paper says besides the text itself."""

    title: str
    number: str
    version: int
    agreed: bool
    text: str
    signed_by: str
    signed_on: str
    convener: str
    tasks: Sequence[str]

    def plain(self) -> str:
        """The minutes as a plain text, laid out to be read and printed."""
        heading = self.title if self.version == 1 else f"{self.title}（第{self.version}稿）"
        lines = [
            heading,
            "=" * 40,
            f"案件编号：{self.number}",
            f"结论：{'达成一致' if self.agreed else '未达成一致'}",
            "",
            self.text,
        ]
        if self.tasks:
            lines += ["", "交办事项：", *(f"{place}. {task}" for place, task in enumerate(self.tasks, 1))]
        return "\n".join([*lines, "", f"签发：{self.signed_by}", self.convener, self.signed_on, ""])
