"""The act in hand: who does what, when, and what it changed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from audit.actors import Actor
from core.rows import Rows


@dataclass(kw_only=True)
class Act:
    """One act, from its first statement to its audit event.

    ``kind`` is the event's name in the past tense; ``data`` holds ids, codes and dates; ``changes`` lists every
    change of state, so that replaying the events rebuilds it; ``rows`` is what writes, at once unless the act is one
    of a batch.
    """

    kind: str
    actor: Actor
    at: datetime
    request_key: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)
    rows: Rows = field(default_factory=Rows)

    def changed(self, what: str, **values: Any) -> None:
        """Note one change of state, e.g. ``changed("stage.opened", stage=7, tier="NEGOTIATION")``."""
        self.changes.append({"what": what, **values})
