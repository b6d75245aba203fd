"""Work orders on the stage: taken in, dispatched, objected to, with every moment given.

    orders = Orders(scene)
    orders.take_in()
    orders.do("dispatch_order", scene.dispatch, at="2026-03-02 09:30", organization=scene.ecology.code)

What a story leaves out of an act's input is filled in, as ``tests.stage_set`` does it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from audit.models import ChainKind, Event
from cases.models import Case
from core.vocabulary import CaseSource, DeadlineEffect, DeadlineState, MembershipRole, Step
from deadlines.models import Deadline
from documents.models import Document
from flows.inputs import ActInput, OpenCase
from hotline.acts import ORDER_ACTS
from hotline.models import Dispatch, WorkOrder
from hotline.selectors import order_offers, order_withheld
from hotline.services import add_paper, intake, note_opened, open_case_from_orders, perform
from hotline.situation import OrderSituation, order_situation
from organizations.models import Organization
from tests.stage_set import Scene, When, as_moment

TEXT = "工地夜间施工噪声扰民。请尽快处理。"
SCAN = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@dataclass(kw_only=True)
class Orders:
    """工单戏: the scene, and the order in hand."""

    scene: Scene
    reference: str = ""

    @property
    def order(self) -> WorkOrder:
        """As the database has it now."""
        source, _colon, number = self.reference.partition(":")
        return WorkOrder.objects.select_related("jurisdiction", "office", "procedure__procedure", "case").get(
            source=source, number=number
        )

    @property
    def now(self) -> OrderSituation:
        return order_situation(self.order)

    @property
    def dispatch(self) -> Dispatch:
        """The latest dispatch."""
        return self.order.dispatches.select_related("organization").latest("number")

    def take_in(self, *, at: When, number: str = "A1", **content: Any) -> WorkOrder:
        """The dispatch office registers an order, received at that moment."""
        self.scene.live_until(at, only_if_alive=True)
        order, _created = intake(
            source="12345", number=number, jurisdiction=self.scene.district.jurisdiction, received_at=as_moment(at),
            by=self.scene.capacity(self.scene.dispatch).actor(), at=as_moment(at),
            **{"text": TEXT, "category": "噪声", **content},
        )  # fmt: skip
        self.reference = order.reference
        self._done(at)
        return order

    def do(
        self, act: str, by: Organization, *, at: When, role: MembershipRole = MembershipRole.HANDLER,
        request_key: str = "", revision: int | None = None, reference: str = "", **fields: Any,
    ) -> Event:  # fmt: skip
        """One act on the order by the organization's person of that role."""
        self.scene.live_until(at, only_if_alive=True)
        event = perform(
            reference=reference or self.reference, act=act, form=self.form(act, at=at, **fields),
            capacity=self.scene.capacity(by, role), at=as_moment(at), request_key=request_key, revision=revision,
        )  # fmt: skip
        self._done(at)
        return event

    def form(self, act: str, *, at: When, **fields: Any) -> ActInput:
        """The act's input, what the story leaves out filled in."""
        model = ORDER_ACTS[act].input
        needed = (name for name, info in model.model_fields.items() if info.is_required() and name not in fields)
        return model(**{name: _FILLED[name](self.scene, as_moment(at)) for name in needed}, **fields)

    def dispatch_to(self, receiver: Organization, *, at: When, **fields: Any) -> None:
        self.do("dispatch_order", self.scene.dispatch, at=at, organization=receiver.code, **fields)

    def open_by(self, reader: Organization, *, at: When, role: MembershipRole = MembershipRole.HANDLER) -> None:
        """Somebody of the organization looks at the order."""
        self.scene.live_until(at, only_if_alive=True)
        note_opened(order=self.order, held=[self.scene.capacity(reader, role)], at=as_moment(at))
        self._done(at)

    def add_scan(self, by: Organization, *, at: When) -> Document:
        """The signed sheet joins the order's papers."""
        self.scene.live_until(at, only_if_alive=True)
        document = add_paper(
            reference=self.reference, upload=SCAN, file_name="异议函.pdf", title="派单异议函",
            capacity=self.scene.capacity(by), at=as_moment(at),
        )  # fmt: skip
        self._done(at)
        return document

    def open_case(self, *, at: When, by: Organization | None = None, **fields: Any) -> Case:
        """The dispatch office opens a case with the order behind it, among the departments of the district."""
        self.scene.live_until(at, only_if_alive=True)
        codes = tuple(department.code for department in self.scene.district.departments)
        given = {
            "title": "建筑工地夜间施工噪声监管职责争议", "summary": "几家都说不归自己管。", "parties": codes,
            "interim_handler": codes[0], "source": CaseSource.HOTLINE, "work_orders": (self.reference,), **fields,
        }  # fmt: skip
        form = OpenCase(jurisdiction=self.scene.district.jurisdiction.code, **given)
        opener = self.scene.capacity(by or self.scene.dispatch)
        case = open_case_from_orders(form=form, capacity=opener, at=as_moment(at))
        self.scene.number = case.number
        self._done(at)
        return case

    def clock(self, step: Step) -> Deadline:
        """The order's running clock of a step, not its warnings."""
        clock: Deadline = self._clocks().get(step=step)
        return clock

    def running(self) -> list[str]:
        """The steps whose clocks run for the order, in order."""
        return sorted(self._clocks().values_list("step", flat=True))

    def events(self) -> list[str]:
        """The kinds of the order's events, in order, without warnings."""
        rows = Event.objects.filter(chain_kind=ChainKind.HOTLINE, subject_id=self.order.pk)
        return list(rows.exclude(kind="work_order.warned").order_by("sequence").values_list("kind", flat=True))

    def offered(self, organization: Organization) -> set[str]:
        """The acts that the organization's handler may do with the order now."""
        return {offer.spec.name for offer in order_offers(self.now, [self.scene.capacity(organization)])}

    def why_not(self, act: str, organization: Organization) -> str:
        """The reason why the organization's handler is not offered the act."""
        reasons = {spec.name: why for spec, why in order_withheld(self.now, [self.scene.capacity(organization)])}
        return reasons[act]

    def _clocks(self) -> Any:
        clocks = Deadline.objects.filter(
            subject_kind=ChainKind.HOTLINE, subject_id=self.order.pk, state=DeadlineState.RUNNING
        )
        return clocks.exclude(effect=DeadlineEffect.WARN)

    def _done(self, at: When) -> None:
        if self.scene.after:
            self.scene.after(as_moment(at))


def _today(scene: Scene, at: datetime) -> Any:
    return at.astimezone(ZoneInfo(scene.district.jurisdiction.timezone)).date()


_FILLED: Mapping[str, Callable[[Scene, datetime], Any]] = {
    "answer": lambda scene, at: "已要求施工单位夜间停工，并回访。",
    "basis": lambda scene, at: "“三定”规定第四条第三项",
    "basis_kind": lambda scene, at: "MANDATE",
    "organization": lambda scene, at: scene.ecology.code,
    "reason": lambda scene, at: "该事项不属于本单位职责范围。",
    "signed_by": lambda scene, at: "负责人",
    "signed_on": _today,
}
