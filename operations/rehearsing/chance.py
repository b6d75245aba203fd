"""机缘: draws that depend on the seed and on what they are about, and on nothing else. Pure.

Whoever asks first or last gets the same answer: a change in one corner of the model does not stir up the others.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


class Chance:
    """机缘, for one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def of(self, *about: object) -> Random:
        """A source of draws for one question."""
        return Random("|".join(str(part) for part in (self.seed, *about)))  # noqa: S311  (nothing secret)

    def happens(self, share: float, *about: object) -> bool:
        """Whether it happens, as it does in this share of such questions."""
        return self.of(*about).random() < share

    def pick(self, weights: Mapping[Thing, float], *about: object) -> Thing:
        """One of the things, by weight."""
        return self.of(*about).choices(list(weights), list(weights.values()))[0]

    def among(self, things: Sequence[Thing], *about: object) -> Thing:
        """One of the things, each as likely."""
        return self.of(*about).choice(things)
