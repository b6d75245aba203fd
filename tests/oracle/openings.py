"""How a case can begin: under which procedure, what stands behind it, who opens it, and at which tier it enters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cases.models import Case
from core.errors import DomainError
from core.vocabulary import CaseSource, Tier
from procedures.files import shipped
from tests.oracle.cast import Cast

_OPENERS: Mapping[CaseSource, tuple[str, ...]] = {
    CaseSource.HOTLINE: ("dispatch",),
    CaseSource.PETITION: ("dispatch",),
    CaseSource.DEPARTMENT: ("ecology",),
    CaseSource.ASSIGNED: ("office", "secretariat", "dispatch"),
    CaseSource.EX_OFFICIO: ("office",),
    CaseSource.SUGGESTION: ("dispatch", "office"),
    CaseSource.SUBDISTRICT: ("subdistrict",),
}
_ENTRIES = (None, Tier.OFFICE_COORDINATION, Tier.REFERRAL)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """提起: ``by`` is who opens it, in the words of the cast."""

    pack: str
    source: CaseSource
    by: str
    enter_at: Tier | None = None

    def begin(self, cast: Cast, *, at: datetime) -> Case | None:
        """The case; None where the procedure does not open one so."""
        scene = cast.scene
        scene.number = ""
        try:
            return scene.open_case(at=at, by=cast.named(self.by), source=self.source, enter_at=self.enter_at)
        except DomainError:
            return None


def openings() -> list[Opening]:
    """Every shipped procedure with every source, by whoever could open it; a procedure may know some of them not."""
    return [
        Opening(pack=path.stem, source=source, by=by, enter_at=enter_at)
        for enter_at in _ENTRIES
        for source in CaseSource
        for by in _OPENERS[source]
        for path in shipped()
        if enter_at is None or (source is CaseSource.ASSIGNED and by != "dispatch")
    ]
