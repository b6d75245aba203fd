"""签发事项: the acts that are an organization's word, by name; ``flows.acts`` enters them here as it declares them."""

from collections.abc import Callable
from typing import Any, Protocol

from cases.models import Case, Letter
from cases.statements import LETTER_TO
from core.vocabulary import PaperKind, Tier
from flows.inputs import ActInput
from flows.situation import Situation
from organizations.models import Organization
from procedures.pack import Pack


class SignedAct(Protocol):
    """What sign-off needs to know of an act."""

    @property
    def name(self) -> str: ...
    @property
    def event(self) -> str: ...
    @property
    def nodes(self) -> tuple[str, ...]: ...
    @property
    def paper(self) -> PaperKind: ...
    @property
    def own_sign_off(self) -> bool: ...
    @property
    def input(self) -> type[ActInput]: ...
    @property
    def service(self) -> Callable[..., None]: ...
    @property
    def who(self) -> Callable[[Situation], list[Organization]]: ...
    @property
    def check(self) -> Callable[[Situation], str | None]: ...


SIGNED_ACTS: dict[str, Any] = {}


def kind_of(act: SignedAct, *, case: Case, sender: Organization, pack: Pack) -> PaperKind:
    """The kind of paper that the act puts its organization's name to; of a letter upward, by the tier it goes to."""
    if act.name == "refer_case":
        above = pack.tier_after(Tier(case.tier), case.source)
        return PaperKind(LETTER_TO[above]) if above else act.paper
    if act.name == "sign_letter":
        draft = Letter.objects.filter(case=case, sender=sender, signed_by="").order_by("pk").first()
        return PaperKind(draft.kind) if draft and draft.kind in set(PaperKind) else act.paper
    return act.paper


def levels_of(act: SignedAct, kind: PaperKind, pack: Pack) -> int:
    """How many people the paper passes, its head last; one where the flow itself has the steps of review."""
    return 1 if act.own_sign_off else pack.sign_off[kind]
