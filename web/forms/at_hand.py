"""手头的稿子: what the forms of the negotiation room offer to choose from, and begin with."""

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext

from cases.clauses import clauses_of
from cases.models import ClauseComment, InternalNote, Outcome
from core.vocabulary import OutcomeState
from flows.inputs import ActInput
from flows.situation import Situation
from organizations.selectors import Capacity
from web.forms.context import Choices

_SHOWN = 40


def versions_at_hand(now: Situation) -> Choices:
    """The version that stands: what was read is what is signed."""
    version = now.room.version
    return [(str(version), gettext("Version %(version)s") % {"version": version})] if version else []


def clauses_at_hand(now: Situation) -> Choices:
    """Its clauses by number."""
    return [(str(number), f"{number}. {_short(text)}") for number, text in enumerate(clauses_of(now.room.text), 1)]


def comments_waiting(now: Situation) -> Choices:
    """Comments without an answer."""
    rows = ClauseComment.objects.filter(pk__in=now.room.comments).select_related("organization", "agreement")
    return [
        (str(row.pk), gettext("Version %(version)s, clause %(clause)s, %(who)s: %(text)s") % {
            "version": row.agreement.version, "clause": row.clause, "who": row.organization.short_name,
            "text": _short(row.text),
        })
        for row in rows.order_by("pk")
    ]  # fmt: skip


def notes_kept(now: Situation, capacity: Capacity | None) -> Choices:
    """Notes of one's own organization that nobody else reads yet."""
    if capacity is None:
        return []
    rows = InternalNote.objects.filter(case=now.case, organization=capacity.organization, shared_at=None)
    return [(str(row.pk), _short(row.text)) for row in rows.order_by("pk")]


def known_of_agreement(now: Situation, model: type[ActInput]) -> dict[str, Any]:
    """A change begins with the version that stands, word for word."""
    if "version" not in model.model_fields:
        return {}
    known: dict[str, Any] = {"version": now.room.version}
    outcome = Outcome.objects.filter(case=now.case, state=OutcomeState.PROPOSED).first()
    if "change_note" not in model.model_fields or outcome is None:
        return known
    shares: dict[int | None, list[dict[str, str]]] = {}
    for row in outcome.assignments.select_related("organization").order_by("pk"):
        share = {"phase": row.phase, "organization": row.organization.code, "role": row.role}
        shares.setdefault(row.further_id, []).append(share)
    further = [
        {
            "matter": one.matter,
            "measures": one.measures,
            "basis": one.basis,
            "assignments": shares.get(one.pk, []),
        }
        for one in outcome.further.all()
    ]
    return {
        **known, "text": now.room.text, "matter": outcome.matter, "measures": outcome.measures,
        "outcome_basis": outcome.basis, "scope": outcome.scope, "kind": outcome.kind,
        "effective_from": outcome.effective_from,
        "effective_to": outcome.effective_to, "assignments": shares.get(None, []),
        "further": further,
    }  # fmt: skip


def _short(text: str) -> str:
    return Truncator(text).chars(_SHOWN)
