"""Language of a request, and the page that says no."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from core.errors import DomainError

API = "/api/"


class LanguageMiddleware:
    """界面语言: what the person chose, else the language of the product. Machines may also ask by Accept-Language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            patch_vary_headers(response, ("Cookie",))
            return response


def language_of(request: HttpRequest) -> str:
    """The language to answer in."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    if request.path.startswith(API) and "Accept-Language" in request.headers:
        return translation.get_language_from_request(request)
    return settings.LANGUAGE_CODE


class RefusalMiddleware:
    """Turns a broken rule that no form took up into a page with the rule's own words and status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError) or request.path.startswith(API):
            return None
        status = HTTPStatus(exception.status)
        template = f"web/errors/{status}.html" if status in (403, 404, 409) else "web/errors/400.html"
        return render(request, template, {"reason": exception.text()}, status=status)
