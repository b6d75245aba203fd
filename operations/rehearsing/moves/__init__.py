"""每一步怎么走: for each step that waits and each ask, what a sensible organization does, the likeliest first."""

from collections.abc import Mapping

from operations.rehearsing.moves import above, after, asked, below, office
from operations.rehearsing.turn import Moves

MOVES: Mapping[str, Moves] = {**below.MOVES, **office.MOVES, **above.MOVES, **after.MOVES, **asked.MOVES}
"""By the step of the flow, or the code of the ask."""

__all__ = ["MOVES"]
