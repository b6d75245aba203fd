"""提起草稿: kept for who writes it and for nobody else; no act, no event."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from cases.errors import DraftEmpty, DraftTooLong, TooManyDrafts
from cases.models import OpeningDraft
from cases.opening.scope import check_scope
from core.errors import NotFound
from core.vocabulary import ScopeExclusion
from organizations.models import Person

MOST_DRAFTS = 50
LONGEST_DRAFT = 40_000
_LONGEST_TITLE = 120


def drafts_of(person: Person) -> QuerySet[OpeningDraft]:
    """我的草稿: the latest first."""
    return OpeningDraft.objects.filter(person=person).order_by("-saved_at", "-pk")


def find_draft(person: Person, pk: int) -> OpeningDraft:
    """The person's own draft; raises ``NotFound``, of another's as of one that is not there."""
    draft = OpeningDraft.objects.filter(person=person, pk=pk).first()
    if draft is None:
        raise NotFound(field="draft")
    return draft


def save_draft(
    *, person: Person, content: Mapping[str, Any], at: datetime, replaces: int | None = None, request_key: str = ""
) -> OpeningDraft:
    """保存草稿: in place of the person's draft ``replaces``, else as a new one; also where that one is gone.

    The same ``request_key`` again gives the same draft. Raises ``ScopeRefused`` (what is outside the scope is not kept
    either), ``DraftEmpty``, ``DraftTooLong``, ``TooManyDrafts``.
    """
    check_scope([ScopeExclusion(kind) for kind in content.get("exclusions") or ()])
    length = len(json.dumps(content, ensure_ascii=False))
    if not content:
        raise DraftEmpty
    if length > LONGEST_DRAFT:
        raise DraftTooLong(length=length, longest=LONGEST_DRAFT)
    again = Q(pk=replaces) if replaces else Q(request_key=request_key) & ~Q(request_key="")
    draft = OpeningDraft.objects.filter(again, person=person).first()
    if draft is None:
        if drafts_of(person).count() >= MOST_DRAFTS:
            raise TooManyDrafts(most=MOST_DRAFTS)
        draft = OpeningDraft(person=person, request_key=request_key)
    draft.title, draft.content, draft.saved_at = str(content.get("title", ""))[:_LONGEST_TITLE], dict(content), at
    draft.save()
    return draft


def discard_draft(person: Person, pk: int) -> None:
    """删除草稿; nothing where it is gone already."""
    OpeningDraft.objects.filter(person=person, pk=pk).delete()
