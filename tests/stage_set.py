"""A district with its people, ready to play a case through the one door, with every moment given.

    scene = set_the_stage()
    scene.open_case(at="2026-09-21 10:00")
    scene.do("state_position", scene.housing, at="2026-09-22 10:00")
    scene.sweep(at="2026-10-09 00:00")

An act's required fields that the story does not care about are filled in; what it names, it names in the words of
``flows.inputs``. ``at`` is a wall-clock time of the district, or a moment.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from audit.actors import SYSTEM
from audit.models import ChainKind, Event
from cases.models import Agreement, Case, Opening, Paper, Routing, Stage
from cases.opening.checklist import Item, checklist
from cases.referral.rules import FORMS
from cases.selectors import open_points
from core.vocabulary import (
    Adoption,
    BasisKind,
    CaseRelation,
    CaseSource,
    ConsultationKind,
    DeadlineEffect,
    DeadlineState,
    DecidingBody,
    DutyRole,
    ForumSubject,
    FourStep,
    MembershipRole,
    Phase,
    ReferralSection,
    Stance,
    StandKind,
    Step,
    StudySection,
    StudySource,
)
from deadlines.models import Deadline
from escalation.sweep import SweepReport, sweep
from flows.acts import ACTS
from flows.inputs import ActInput, OpenCase
from flows.inputs.fields import unsigned
from flows.models import WorkItem
from flows.selectors import offers, situation
from flows.services import add_document, open_case, perform, send_for_sign_off
from meetings.rules import earliest_start
from organizations.models import Organization, WorkingGroup
from organizations.selectors import Capacity
from procedures.files import shipped_pack, text_of
from procedures.selectors import pack_of
from procedures.services import import_pack
from tests.both_ways import both_ways
from tests.factories import District, make_capacity, make_district, moment
from workdays.rules import add_workdays
from workdays.selectors import calendar_for

When = str | datetime
# BOTH_WAYS=1 ./test …: each sweep of each story is played alone and together, and must leave the same
SWEEPS: Callable[[Callable[[], SweepReport]], SweepReport] = (
    both_ways if os.environ.get("BOTH_WAYS") else lambda play: play()
)
_LONG_BEFORE = moment("2026-01-01 00:00")


def set_the_stage(*, pack: str = "longquanyi", departments: int = 3, text: str = "") -> "Scene":
    """A district under a shipped pack (or the ``text`` of one), with three departments to quarrel; nobody has acted."""
    district = make_district(departments=departments)
    import_pack(
        text=text or text_of(shipped_pack(pack)), file=f"{pack}.toml", jurisdiction=district.jurisdiction, by=SYSTEM,
        at=moment("2024-01-01 09:00"),
    )  # fmt: skip
    return Scene(district=district)


@dataclass(kw_only=True)
class Scene:
    """一台戏: the district, who has stepped on so far, and the case in hand.

    ``after`` runs after each step. In a scene that is ``alive`` every clock takes its effect at its own moment before
    the next act, as the beat has it; otherwise clocks wait for ``sweep``. ``latest`` is when the last step was.
    """

    district: District
    number: str = ""
    alive: bool = False
    after: Callable[[datetime], None] | None = None
    latest: datetime = _LONG_BEFORE
    people: dict[tuple[int, MembershipRole], Capacity] = field(default_factory=dict)

    @property
    def ecology(self) -> Organization:
        return self.district.departments[0]

    @property
    def management(self) -> Organization:
        return self.district.departments[1]

    @property
    def housing(self) -> Organization:
        return self.district.departments[2]

    @property
    def dispatch(self) -> Organization:
        return self.district.dispatch_office

    @property
    def office(self) -> Organization:
        return self.district.establishment_office

    @property
    def secretariat(self) -> Organization:
        return self.district.secretariat

    @property
    def case(self) -> Case:
        """As the database has it now."""
        return Case.objects.select_related("jurisdiction", "procedure").get(number=self.number)

    @property
    def stage(self) -> Stage:
        return Stage.objects.get(case__number=self.number, closed_at=None)

    def stages(self) -> list[tuple[str, str]]:
        """Tier and result of each visit so far, in order; "" for the one that is open."""
        return list(Stage.objects.filter(case__number=self.number).order_by("pk").values_list("tier", "result"))

    def clock(self, step: Step) -> Deadline:
        """The running clock of a step, not its warnings."""
        clocks = Deadline.objects.filter(case__number=self.number, step=step, state=DeadlineState.RUNNING)
        return clocks.exclude(effect=DeadlineEffect.WARN).get()

    def running(self) -> list[str]:
        """The steps whose clocks run, in order."""
        clocks = Deadline.objects.filter(case__number=self.number, state=DeadlineState.RUNNING)
        return sorted(clocks.exclude(effect=DeadlineEffect.WARN).values_list("step", flat=True))

    def waiting(self) -> set[tuple[str, Organization]]:
        """The open work: at which step, whose."""
        items = WorkItem.objects.filter(case__number=self.number, ended_at=None).select_related("organization")
        return {(item.node, item.organization) for item in items}

    def events(self) -> list[str]:
        """The kinds of the case's events, in order."""
        rows = Event.objects.filter(chain_kind=ChainKind.CASE, subject_id=self.case.pk)
        return list(rows.order_by("sequence").values_list("kind", flat=True))

    def capacity(self, organization: Organization, role: MembershipRole = MembershipRole.HANDLER) -> Capacity:
        """The person of that role; steps on when first called."""
        key = (organization.pk, role)
        if key not in self.people:
            self.people[key] = make_capacity(organization, role)
        return self.people[key]

    def offered(self, organization: Organization) -> set[str]:
        """The acts that the organization's handler, reviewer and head may do after the last step."""
        held = [self.capacity(organization, role) for role in _WHO_ACTS]
        return {offer.spec.name for offer in offers(situation(self.case, at=self.latest), held)}

    def open_case(
        self, *, at: When, by: Organization | None = None, source: CaseSource = CaseSource.HOTLINE,
        parties: list[Organization] | None = None, request_key: str = "", **fields: Any,
    ) -> Case:  # fmt: skip
        """The dispatch office opens a citizen's matter among the departments, unless the story says otherwise."""
        among = parties or self.district.departments
        if source.is_citizens_matter:
            fields.setdefault("interim_handler", among[0].code)
        form = OpenCase(
            jurisdiction=self.district.jurisdiction.code, source=source, parties=tuple(party.code for party in among),
            **{"title": "建筑工地夜间施工噪声监管职责争议", "summary": "三个部门都说不归自己管。", **fields},
        )  # fmt: skip
        self.live_until(at, only_if_alive=True)
        opener = self.capacity(by or self.dispatch)
        case = open_case(form=form, capacity=opener, at=as_moment(at), request_key=request_key)
        self.number = case.number
        self._done(as_moment(at))
        return case

    def form(self, act: str, *, at: When, model: type[ActInput] | None = None, **fields: Any) -> ActInput:
        """The act's input, or another ``model`` for it; what the story leaves out is filled in."""
        model = model or ACTS[act].input
        needed = (name for name, info in model.model_fields.items() if info.is_required() and name not in fields)
        return model(**{name: _FILLED[name](self, as_moment(at)) for name in needed}, **fields)

    def do(
        self, act: str, by: Organization, *, at: When, role: MembershipRole | None = None, request_key: str = "",
        stage_id: int | None = None, number: str = "", **fields: Any,
    ) -> Event:  # fmt: skip
        """One act by the organization's handler, or its head where only a head may."""
        self.live_until(at, only_if_alive=True)
        role = role or next(one for one in _WHO_ACTS if one in ACTS[act].roles)
        event = perform(
            number=number or self.number, act=act, form=self.form(act, at=at, **fields),
            capacity=self.capacity(by, role), at=as_moment(at), request_key=request_key, stage_id=stage_id,
        )  # fmt: skip
        self._done(as_moment(at))
        return event

    def put_into_file(self, by: Organization, *, at: When, title: str = "落实情况报告") -> int:
        """A paper joins the case's file; returns the document's id."""
        self.live_until(at, only_if_alive=True)
        added = add_document(
            number=self.number, upload=title.encode(), file_name="paper.txt", title=title,
            capacity=self.capacity(by), at=as_moment(at),
        )  # fmt: skip
        self._done(as_moment(at))
        return int(added.data["document"])

    def on_file(self, by: Organization, *, at: When, title: str = "审定文件扫描件") -> int:
        """A scanned sheet that somebody puts into the file of the case."""
        event = add_document(
            number=self.number, upload=b"%PDF-1.4\n%scan\n%%EOF\n", file_name="扫描件.pdf", title=title,
            capacity=self.capacity(by), at=as_moment(at),
        )  # fmt: skip
        return int(event.data["document"])

    def send_for_sign_off(
        self, act: str, by: Organization, *, at: When, role: MembershipRole = MembershipRole.HANDLER, **fields: Any
    ) -> Paper:
        """The handler prepares the act; it waits inside the organization for its head."""
        self.live_until(at, only_if_alive=True)
        form = self.form(act, at=at, model=unsigned(ACTS[act].input), **fields)
        event = send_for_sign_off(
            number=self.number, act=act, form=form, capacity=self.capacity(by, role), at=as_moment(at)
        )
        self._done(as_moment(at))
        return Paper.objects.get(pk=event.data["paper"])

    def sweep(self, *, at: When) -> SweepReport:
        """The clock's turn."""
        report = SWEEPS(lambda: sweep(at=as_moment(at)))
        self._done(as_moment(at))
        return report

    def live_until(self, at: When, *, only_if_alive: bool = False) -> None:
        """Time passes: each clock that is due by ``at`` takes its effect at its own moment."""
        running = Deadline.objects.filter(state=DeadlineState.RUNNING, next_try_at__lte=as_moment(at))
        while (self.alive or not only_if_alive) and (due := running.order_by("next_try_at").first()):
            report = self.sweep(at=due.next_try_at)
            assert report.fired, f"{due} did not take effect"
            assert not report.failed, report

    def _done(self, at: datetime) -> None:
        self.latest = at
        if self.after:
            self.after(at)


_WHO_ACTS = (MembershipRole.HANDLER, MembershipRole.REVIEWER, MembershipRole.HEAD)


def as_moment(when: When) -> datetime:
    return moment(when) if isinstance(when, str) else when


def _assignments(scene: Scene, at: datetime) -> list[dict[str, Any]]:
    """Lead, responsible and assisting: the departments in the order in which the district lists them."""
    roles = zip(scene.district.departments, DutyRole, strict=False)
    return [{"phase": Phase.SUPERVISION, "organization": d.code, "role": role} for d, role in roles]


_DISSENTS = StandKind.DISSENTS


def _routed_to(scene: Scene) -> DecidingBody:
    """The body that has the referral; before it is sent anywhere, the government."""
    routing = Routing.objects.filter(case=scene.case).order_by("-pk").first()
    return DecidingBody(routing.deciding_body) if routing else DecidingBody.GOVERNMENT_MEETING


def _attendances(scene: Scene, at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "organization": code,
            "attended": True,
            "representative": "代表",
            "says": StandKind.DISSENTS,
            "stand": "不归本单位",
        }
        for code in scene.case.parties.values_list("organization__code", flat=True)
    ]


def _adoptions(scene: Scene, at: datetime) -> list[dict[str, Any]]:
    return [{"point": point.pk, "adoption": Adoption.ADOPTED} for point in open_points(scene.stage)]


def _heads(scene: Scene, at: datetime) -> list[dict[str, Any]]:
    codes = scene.case.parties.values_list("organization__code", flat=True)
    return [{"organization": code, "name": "负责人"} for code in codes]


def _version(scene: Scene, at: datetime) -> int:
    """The version that stands now, as who opens the page reads it."""
    agreement = Agreement.objects.filter(case=scene.case).order_by("version").last()
    return agreement.version if agreement else 1


def _with_due_notice(scene: Scene, at: datetime) -> datetime:
    """The first morning on which the procedure lets a meeting be held to which one is invited now."""
    case = scene.case
    notice = pack_of(case.procedure).term(Step.MEETING_NOTICE, urgent=case.urgent)
    earliest = earliest_start(at, notice, calendar_for(case.jurisdiction))
    return max(earliest + timedelta(hours=9), at)


def _checklist(scene: Scene) -> list[Item]:
    """Everything that a matter like the one in hand needs."""
    opening = Opening.objects.get(case=scene.case)
    return checklist(CaseSource(scene.case.source), ForumSubject(opening.subject))


def _today(scene: Scene, at: datetime) -> Any:
    return at.astimezone(ZoneInfo(scene.district.jurisdiction.timezone)).date()


def _words(words: str) -> Callable[[Scene, datetime], Any]:
    return lambda scene, at: words


_FILLED: Mapping[str, Callable[[Scene, datetime], Any]] = {
    "adoptions": _adoptions,
    "adopted": lambda scene, at: True,
    "agreed": lambda scene, at: False,
    "colleague": lambda scene, at: scene.capacity(scene.ecology).person.username,
    "group": lambda scene, at: WorkingGroup.objects.order_by("-pk").values_list("pk", flat=True).first() or 1,
    "agrees": lambda scene, at: True,
    "all_agree": lambda scene, at: False,
    "assignments": _assignments,
    "attendances": _attendances,
    "basis": _words("“三定”规定第四条第三项"),
    "basis_kind": lambda scene, at: BasisKind.MANDATE,
    "change_note": _words("按各方意见修改。"),
    "decided_on": _today,
    "relation": lambda scene, at: CaseRelation.RELATED,
    "deciding_body": lambda scene, at: _routed_to(scene),
    "differences": _words("各部门对监管环节由谁牵头意见不一。"),
    "document_number": _words("会议纪要〔2026〕12号"),
    "effective_from": _today,
    "heads": _heads,
    "form": lambda scene, at: FORMS[_routed_to(scene)][0],
    "attendees": _words("生态环境局 副局长\n住房城乡建设局 副局长"),
    "sent_back_by": _words("分管副区长"),
    "held_at": lambda scene, at: at,
    "held_on": _today,
    "issued_on": _today,
    "matter": _words("建筑施工噪声监管"),
    "minutes": _words("各部门发表了意见。"),
    "missing": _words("缺少三定规定复印件。"),
    "outcome_basis": _words("《噪声污染防治法》第八条"),
    "place": _words("第二会议室"),
    "proposal": _words("建议由第一家牵头。"),
    "questions": lambda scene, at: [{"phase": Phase.SUPERVISION, "text": "监管环节由谁牵头？"}],
    "question": _words("请就牵头部门提出书面意见。"),
    "reason": _words("需要进一步核实情况。"),
    "result": _words("各家负责人当面商量，仍有分歧。"),
    "received_on": _today,
    "register_number": lambda scene, at: f"府办收〔{at:%Y}〕{scene.case.pk}-{scene.case.stages.count()}号",
    "remark": _words("尚未落实到位。"),
    "received_by": _words("收文员"),
    "objection": _words("未写明监管环节的配合部门。"),
    "note": _words("会上确已议定。"),
    "says": lambda scene, at: StandKind.DISSENTS,
    "representative": _words("张科长"),
    "reporting_unit": _words("区委编办"),
    "part": lambda scene, at: ReferralSection.LEANING,
    "sheet": lambda scene, at: scene.on_file(scene.secretariat, at=at),
    "signed_by": _words("负责人"),
    "signed_on": _today,
    "stances": lambda scene, at: [{"phase": Phase.SUPERVISION, "stance": Stance.NOT_OURS}],
    "starts_at": _with_due_notice,
    "supplement": _words("补充三定规定复印件。"),
    "text": _words("经研究，提出如下意见。"),
    "title": _words("噪声监管职责专题协调会"),
    "subject": lambda scene, at: ForumSubject.APPLICATION_OF_LAW,
    "handler": _words("经办人"),
    "section": lambda scene, at: StudySection.MANDATE,
    "source": lambda scene, at: StudySource.MANDATE,
    "checked": lambda scene, at: [one.item for one in _checklist(scene)],
    "correction": _words("已补充材料。"),
    "clause": _words("“三定”规定第四条第三项"),
    "kind": lambda scene, at: ConsultationKind.LEGALITY,
    "answer": _words("经审核，未发现不合法之处。"),
    "version": _version,
    "step": lambda scene, at: FourStep.FEED_BACK,
    "wanted_on": lambda scene, at: add_workdays(_today(scene, at), 10, calendar_for(scene.case.jurisdiction)),
    "workdays": lambda scene, at: 5,
}
