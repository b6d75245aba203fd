"""您现在可以办理: what a stage asks of who looks comes first, what they may also do after it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.selectors import Offer

# Asked of who looks, though no step of the flow waits for it.
_ASKED_OF_ALL = frozenset({"acknowledge", "check_in", "answer_call", "grant_extension", "refuse_extension"})


@dataclass(frozen=True, kw_only=True)
class OfferGroups:
    """``steps`` are what the case waits for; ``others`` are companion acts."""

    steps: list[Offer]
    others: list[Offer]

    def __bool__(self) -> bool:
        return bool(self.steps or self.others)

    def __iter__(self) -> Iterator[Offer]:
        return iter([*self.steps, *self.others])


def grouped(offers: Sequence[Offer]) -> OfferGroups:
    """In each group in the order of the acts."""
    asked = [offer.item is not None or offer.spec.name in _ASKED_OF_ALL for offer in offers]
    return OfferGroups(
        steps=[offer for offer, is_asked in zip(offers, asked, strict=True) if is_asked],
        others=[offer for offer, is_asked in zip(offers, asked, strict=True) if not is_asked],
    )
