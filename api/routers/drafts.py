"""提起草稿: what the caller has begun to write, for nobody else to see."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from ninja import Router, Status
from pydantic import Field

from api.callers import Caller
from api.requests import ApiRequest
from api.schemas import Shape
from cases.drafts import discard_draft, drafts_of, find_draft, save_draft
from cases.models import OpeningDraft
from flows.inputs.opening import OpenCaseDraft, as_draft

router = Router(tags=["drafts"])


class DraftOut(Shape):
    """提起草稿."""

    id: int
    title: str
    content: dict[str, Any] = Field(description="what is filled in; send it, completed, to POST /cases?draft={id}")
    saved_at: datetime
    href: str


class Drafts(Shape):
    """我的草稿."""

    items: list[DraftOut]


@router.get("/drafts", response=Drafts, operation_id="list_drafts", url_name="drafts", summary="Your drafts")
def list_drafts(request: ApiRequest) -> Drafts:
    """我的草稿: the latest first."""
    caller: Caller = request.auth
    return Drafts(items=[_out(draft) for draft in drafts_of(caller.person)])


@router.post("/drafts", response={201: DraftOut}, operation_id="create_draft", summary="Keep a draft")
def create_draft(request: ApiRequest, form: OpenCaseDraft) -> Status[DraftOut]:  # type: ignore[valid-type]
    """保存草稿: no case, nothing on record."""
    caller: Caller = request.auth
    draft = save_draft(person=caller.person, content=_content(form), at=caller.at, request_key=caller.request_key)
    return Status(201, _out(draft))


@router.get("/drafts/{draft}", response=DraftOut, operation_id="read_draft", url_name="draft", summary="Read a draft")
def read_draft(request: ApiRequest, draft: int) -> DraftOut:
    """继续填写."""
    return _out(find_draft(request.auth.person, draft))


@router.put("/drafts/{draft}", response=DraftOut, operation_id="replace_draft", summary="Keep it as it is now")
def replace_draft(request: ApiRequest, draft: int, form: OpenCaseDraft) -> DraftOut:  # type: ignore[valid-type]
    """保存草稿."""
    caller: Caller = request.auth
    kept = find_draft(caller.person, draft)
    return _out(save_draft(person=caller.person, content=_content(form), at=caller.at, replaces=kept.pk))


@router.delete("/drafts/{draft}", response={204: None}, operation_id="delete_draft", summary="Delete a draft")
def delete_draft(request: ApiRequest, draft: int) -> Status[None]:
    """删除草稿."""
    caller: Caller = request.auth
    discard_draft(caller.person, find_draft(caller.person, draft).pk)
    return Status(204, None)


def _content(form: Any) -> dict[str, Any]:
    return as_draft(form.model_dump(mode="json", exclude_none=True))


def _out(draft: OpeningDraft) -> DraftOut:
    return DraftOut(
        id=draft.pk, title=draft.title, content=draft.content, saved_at=draft.saved_at,
        href=reverse("api:draft", args=[draft.pk]),
    )  # fmt: skip
