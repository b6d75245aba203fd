"""问题说明: every refusal as an RFC 9457 problem document with a stable code and words in the reader's language."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field
from pydantic_core import ErrorDetails

from core.errors import DomainError, InvalidRows
from core.validation import words_for

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TITLES: Mapping[int, str] = {
    400: _("The request cannot be read"),
    401: _("Not signed in"),
    403: _("Not permitted"),
    404: _("Not found"),
    405: _("Not possible at this address"),
    409: _("Overtaken by events"),
    413: _("Too large"),
    415: _("Wrong kind of content"),
    422: _("A rule does not allow this"),
    500: _("Something is wrong on our side"),
}
# What is refused before any rule of ours is asked: (code, words).
_PLAIN: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", _("The request cannot be read: send JSON in UTF-8, as the schema of the operation says.")),
    403: ("forbidden", _("You may not do this.")),
    404: ("not_found", _("There is nothing at this address, or you may not see it.")),
    405: ("method_not_allowed", _("This address does not take this method; it takes: %(allowed)s.")),
    413: ("too_large", _("The request is too large.")),
    500: ("internal_error", _("The request failed on our side and nothing was saved. Tell the administrators.")),
}
_INVALID = _("%(count)s values cannot be used; nothing was saved.")
_SOURCES = ("body", "query", "path", "header", "form", "file")
_BODY_NAME = "form"


class FieldError(Schema):
    """What is wrong with one value of the input."""

    field: str = Field(description="path of the value, e.g. assignments.0.organization")
    message: str
    rule: str


class RowError(Schema):
    """What is wrong with one row of a file."""

    row: int
    column: str
    message: str


class Problem(Schema):
    """问题说明 (RFC 9457)."""

    type: str = Field(description="urn:dingfen:error:<code>")
    title: str
    status: int
    detail: str = Field(description="in the language of the reader")
    instance: str
    code: str = Field(description="stable, for machines")
    field: str | None = Field(None, description="the input the rule is about")
    params: dict[str, str] | None = Field(None, description="the values that the words name")
    errors: list[FieldError] | None = None
    rows: list[RowError] | None = None


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A broken rule in its own words."""
    more: dict[str, Any] = {}
    if error.field:
        more["field"] = error.field
    if error.params:
        more["params"] = {name: str(value) for name, value in error.params.items()}
    if isinstance(error, InvalidRows):
        more["rows"] = [{"row": row, "column": column, "message": message} for row, column, message in error.rows]
    return problem(request, status=error.status, code=error.code, detail=error.text(), **more)


def invalid(request: HttpRequest, errors: list[ErrorDetails]) -> HttpResponse:
    """Values that the schema of the operation does not take, each with its place and the rule it breaks."""
    telling = [one for one in errors if not _follows(one, errors)]
    found = [{"field": place_of(one["loc"]), "message": words_for(one), "rule": one["type"]} for one in telling]
    detail = gettext(_INVALID) % {"count": len(found)}
    return problem(request, status=422, code="invalid_input", detail=detail, errors=found)


def plain(request: HttpRequest, status: int, *, allowed: str = "") -> HttpResponse:
    """A refusal that no rule of ours made."""
    code, words = _PLAIN.get(status, _PLAIN[400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500])
    return problem(request, status=status, code=code, detail=gettext(words) % {"allowed": allowed})


def problem(request: HttpRequest, *, status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """The document itself."""
    document = {
        "type": f"urn:dingfen:error:{code}", "title": gettext(TITLES.get(status, TITLES[400])), "status": status,
        "detail": detail, "instance": request.path, "code": code, **more,
    }  # fmt: skip
    content = json.dumps(document, ensure_ascii=False)
    response = HttpResponse(content, status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="dingfen"'
    return response


def _follows(one: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """A list counts as too short when one of its values cannot be used: the value says it all."""
    place = one["loc"]
    inside = (other["loc"] for other in errors if other is not one)
    return one["type"] == "too_short" and any(other[: len(place)] == place for other in inside)


def place_of(loc: tuple[int | str, ...]) -> str:
    """Where in the input: without the part that only says in which half of the request it came."""
    parts = [str(part) for part in loc]
    if parts and parts[0] in _SOURCES:
        source = parts.pop(0)
        if source == "body" and parts and parts[0] == _BODY_NAME:
            parts.pop(0)
    return ".".join(parts)
