"""办: one move through the one door, as whoever is there; what is offered must then be taken."""

from dataclasses import dataclass, replace
from typing import Any

from core.vocabulary import MembershipRole
from flows.acts import ACTS, STAFF, ActSpec
from flows.inputs.fields import unsigned
from flows.selectors import offers
from flows.services import add_document, perform, send_for_sign_off
from flows.signed_acts import kind_of, levels_of
from operations.rehearsing.forms import filled
from operations.rehearsing.halt import Halt, Where
from operations.rehearsing.staff import NobodyThere, Staff
from operations.rehearsing.turn import Deed, Turn
from organizations.models import Organization
from organizations.selectors import Capacity

_SHEET = b"%PDF-1.4\n% rehearsal\n%%EOF\n"
_MOST_ON_PAPER = 2


@dataclass(frozen=True, kw_only=True)
class Way:
    """怎么签: in which capacity the act is done, whether it is sent for sign-off, and what stands on the sheet."""

    capacity: Capacity
    prepared: bool = False
    sheet: bool = False
    says: dict[str, Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class Doer:
    """办理: does what a move says, if it is offered to whoever is there."""

    staff: Staff

    def do(self, turn: Turn, deed: Deed) -> bool | NobodyThere:
        """Whether it was done; False where it is not offered. Raises ``Halt`` where it is offered and refused."""
        spec = ACTS[deed.act]
        organization = turn.organization if deed.is_asked else self._whose(turn, spec, deed)
        if organization is None:
            return False
        way = self._way(turn, spec, organization)
        if isinstance(way, NobodyThere):
            return way
        asked = replace(spec, roles=STAFF) if way.prepared else spec
        try:
            if deed.paper:
                # It is put into the file beforehand: some acts are open only when it lies there.
                deed = replace(deed, says={**deed.says, deed.paper: self._put_into_file(turn, way.capacity)})
                turn.look_again()
            if not deed.is_asked and not offers(turn.now, [way.capacity], among=(asked,)):
                return False
            self._perform(turn, spec, deed, way)
        except Exception as error:
            capacity = way.capacity
            person = f"{capacity.person.name}（{organization.name}，{capacity.role}）"
            where = Where(at=turn.at, case=turn.number, act=spec.name, person=person)
            raise Halt("offered_and_refused", f"{type(error).__name__}: {error}", where) from error
        return True

    def _whose(self, turn: Turn, spec: ActSpec, deed: Deed) -> Organization | None:
        open_to = sorted(spec.open_to(turn.now), key=lambda one: one.code)
        wanted = deed.by or turn.organization.pk
        others = open_to if deed.by_anybody else []
        return next((one for one in [*(one for one in open_to if one.pk == wanted), *others]), None)

    def _way(self, turn: Turn, spec: ActSpec, organization: Organization) -> Way | NobodyThere:
        if not spec.is_signed:
            capacity = self.staff.able(organization, spec, turn.at)
            return Way(capacity=capacity, says={}) if isinstance(capacity, Capacity) else capacity
        head = self.staff.holding(organization, MembershipRole.HEAD, turn.at)
        clerk = self.staff.holding(organization, MembershipRole.HANDLER, turn.at)
        signing = turn.people.signing
        kind = kind_of(spec, case=turn.now.case, sender=organization, pack=turn.pack)
        levels = levels_of(spec, kind, turn.pack)
        only_heads = MembershipRole.HANDLER not in spec.roles
        if not only_heads and levels <= _MOST_ON_PAPER and turn.happens(signing.on_paper, spec.name, "on paper"):
            return _on_paper(head, clerk, scan=turn.pack.scan_required)
        if spec.goes_to_sign_off and (levels > 1 or turn.happens(signing.prepared, spec.name, "prepared")):
            return Way(capacity=clerk, prepared=True, says={}) if isinstance(clerk, Capacity) else clerk
        return _in_the_system(head)

    def _perform(self, turn: Turn, spec: ActSpec, deed: Deed, way: Way) -> None:
        says = {**deed.says, **way.says}
        if way.sheet:
            says["scan"] = self._put_into_file(turn, way.capacity)
        door = send_for_sign_off if way.prepared else perform
        form = filled(unsigned(spec.input) if way.prepared else spec.input, turn, says)
        door(number=turn.number, act=spec.name, form=form, capacity=way.capacity, at=turn.at)

    def _put_into_file(self, turn: Turn, capacity: Capacity) -> int:
        event = add_document(
            number=turn.number, upload=_SHEET, file_name="sheet.pdf", title="（排演）扫描件", capacity=capacity,
            at=turn.at,
        )  # fmt: skip
        return int(event.data["document"])


def _on_paper(head: Capacity | NobodyThere, clerk: Capacity | NobodyThere, *, scan: bool) -> Way | NobodyThere:
    """The head signs the sheet, the handler puts it on record."""
    if isinstance(head, NobodyThere):
        return head
    if isinstance(clerk, NobodyThere):
        return clerk
    return Way(capacity=clerk, sheet=scan, says=_signature(head))


def _in_the_system(head: Capacity | NobodyThere) -> Way | NobodyThere:
    return head if isinstance(head, NobodyThere) else Way(capacity=head, says=_signature(head))


def _signature(head: Capacity) -> dict[str, str]:
    return {
        "signed_by": head.person.name,
        "delegated_by": head.acting_for.name if head.acting_for else "",
    }
