"""留痕, as machines read it."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas import Next, Shape
from audit.models import Event
from notifications.wording import title_of


class ActorOut(Shape):
    """操作人: names as they were then; no person where the clock acted."""

    person: str | None
    on_behalf_of: str | None
    acting_for: str | None


class EventOut(Shape):
    """留痕: one fact in the past tense; ``data`` holds ids, codes and dates."""

    sequence: int
    kind: str
    title: str = Field(description="in words")
    at: datetime
    actor: ActorOut
    data: dict[str, Any]
    digest: str = Field(description="link of the chain")

    @staticmethod
    def of(event: Event) -> "EventOut":
        actor = ActorOut(
            person=event.actor_name if event.actor_id is not None else None,
            on_behalf_of=event.on_behalf_of_name or None, acting_for=event.acting_for_name or None,
        )  # fmt: skip
        return EventOut(
            sequence=event.sequence, kind=event.kind, title=title_of(event.kind), at=event.at, actor=actor,
            data=event.data, digest=event.digest,
        )  # fmt: skip


class Events(Next):
    items: list[EventOut]
