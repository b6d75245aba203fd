"""停演: a rehearsal stops where the product does not keep its word, and says how one gets there again."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Where:
    """停在何处: the case, the act, the person and the moment; "" where there is none."""

    at: datetime
    case: str = ""
    act: str = ""
    person: str = ""

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}


class Halt(Exception):
    """What was found; the rehearsal went no further."""

    def __init__(self, kind: str, told: str, where: Where) -> None:
        super().__init__(f"{kind}: {told}")
        self.kind = kind
        self.told = told
        self.where = where
