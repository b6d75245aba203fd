"""The interface as a whole: its routes, its refusals, its description in OpenAPI 3.1."""

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError, ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema

from api.authentication import SIGN_IN
from api.errors import NotSignedIn
from api.problems import MEDIA_TYPE, Problem, invalid, plain, refusal
from api.routers import (
    actions,
    calendar,
    calendar_changes,
    cases,
    consultations,
    documents,
    drafts,
    me,
    meetings,
    order_actions,
    organizations,
    procedures,
    registry,
    rehearsal,
    reviews,
    running,
    tasks,
    work_orders,
)
from core.errors import DomainError

logger = logging.getLogger(__name__)

VERSION = "1"
DESCRIPTION = """Coordination of disputes over which department is responsible (部门职责分工争议协调).

Sign in with a token (`Authorization: Bearer …`) or with the session of the pages; with a session, changes need the
`X-CSRFToken` header. Read a case, choose one of its `actions`, send its input to its `href`: nothing else changes a
case. Refusals are problem documents (RFC 9457). Send an `Idempotency-Key` with every change: the same key again gives
the same answer. Who holds offices in several organizations says by `X-On-Behalf-Of` for which one a change is made.
Lists give `next`, the address of the following page."""
HEADERS = (
    ("Idempotency-Key", "At most 80 characters, unique per person; sent again it changes nothing a second time."),
    ("X-On-Behalf-Of", "Code of the organization for which the person acts; needed where several could be meant."),
)
CHANGES = ("post", "put", "patch", "delete")


class Interface(NinjaAPI):
    """接口: ninja's API with our refusals and a complete description, worked out once per process and language."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._described: dict[tuple[str, str], OpenAPISchema] = {}

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """As ninja does it, but what was sent is kept, because our words name it."""
        errors: list[dict[str, Any]] = []
        for context in error_contexts:
            model = context.model
            names = getattr(model, "__ninja_flatten_map_reverse__", {})
            for one in context.pydantic_validation_error.errors(include_url=False):
                place = (model.__ninja_param_source__, *names.get(one["loc"], one["loc"]))
                errors.append({**one, "loc": place})
        return ValidationError(errors)

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """With the refusals of every operation, and the headers of those that change something."""
        known = (path_prefix or "", get_language() or "")
        if known not in self._described:
            self._described[known] = self._describe(path_prefix, path_params)
        return self._described[known]

    def _describe(self, path_prefix: str | None, path_params: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"]["schemas"]["Problem"] = Problem.model_json_schema(
            ref_template="#/components/schemas/{model}"
        )
        definitions = schema["components"]["schemas"]["Problem"].pop("$defs", {})
        schema["components"]["schemas"].update(definitions)
        refused = {"$ref": "#/components/schemas/Problem"}
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                operation["responses"]["default"] = {
                    "description": "Refused", "content": {MEDIA_TYPE: {"schema": refused}},
                }  # fmt: skip
                if method in CHANGES:
                    operation["parameters"] = [*operation.get("parameters", []), *map(_header, HEADERS)]
        return schema


def _header(header: tuple[str, str]) -> dict[str, Any]:
    name, description = header
    return {"name": name, "in": "header", "required": False, "schema": {"type": "string"}, "description": description}


def build(*, rehearsing: bool) -> Interface:
    """Every route; the one that moves the clock only where there is a clock to move."""
    interface = Interface(
        title="Dingfen 定分", version=VERSION, description=DESCRIPTION, docs_url=None, auth=SIGN_IN,
        urls_namespace="api",
    )  # fmt: skip
    rooms = (
        cases, drafts, actions, documents, consultations, tasks, meetings, registry, reviews, order_actions,
        work_orders, organizations, calendar, calendar_changes, procedures, me, running,
    )  # fmt: skip
    for room in (*rooms, rehearsal) if rehearsing else rooms:
        interface.add_router("", room.router)
    _refuse_in_our_words(interface)
    return interface


def _refuse_in_our_words(interface: Interface) -> None:
    def internal(request: HttpRequest, error: Exception) -> HttpResponse:
        logger.error("the request failed", extra={"action": request.path}, exc_info=error)
        return plain(request, 500)

    handlers: dict[type[Exception], Any] = {
        DomainError: refusal,
        ValidationError: lambda request, error: invalid(request, error.errors),
        AuthenticationError: lambda request, _error: refusal(request, NotSignedIn()),
        HttpError: lambda request, error: plain(request, error.status_code),
        Http404: lambda request, _error: plain(request, 404),
        RequestDataTooBig: lambda request, _error: plain(request, 413),
        SuspiciousOperation: lambda request, _error: plain(request, 400),
        Exception: internal,
    }
    for kind, handler in handlers.items():
        interface.add_exception_handler(kind, handler)


interface = build(rehearsing=settings.REHEARSAL)
