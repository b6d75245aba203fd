"""How an act on an organization or its people goes on the organization's chain."""

from datetime import date, datetime
from typing import Any

from audit.acting import Act
from audit.actors import Actor
from audit.models import ChainKind, Event
from audit.services import record
from organizations.models import Organization


def note(
    kind: str, subject: Organization, /, *, by: Actor, at: datetime, request_key: str = "", **data: Any
) -> Event:  # fmt: skip
    """One event; ``data`` holds ids, codes and dates only."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in data.items()}
    act = Act(kind=kind, actor=by, at=at, request_key=request_key, data=plain)
    return record(chain=ChainKind.ORGANIZATION, subject_id=subject.pk, act=act)


def noted_before(kind: str, *, by: Actor, request_key: str) -> dict[str, Any] | None:
    """What the person's act under this key has put on record; None where there is none."""
    if not request_key:
        return None
    event = Event.objects.filter(actor_id=by.person_id, request_key=request_key, kind=kind).first()
    return event.data if event else None


def locked(organization: Organization) -> None:
    """One change of an organization's people at a time; the caller's transaction holds it."""
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
