"""What the API's own handlers never see still answers as a problem document: 404, 405, 400 and 500 of the framework."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from api.problems import MEDIA_TYPE, plain

API = "/api/"


class ProblemMiddleware:
    """问题说明: for addresses of the API only; nothing of an answer is kept on the way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(API):
            return response
        if response.status_code >= HTTPStatus.BAD_REQUEST and response.headers.get("Content-Type") != MEDIA_TYPE:
            allowed = response.headers.get("Allow", "")
            response = plain(request, response.status_code, allowed=allowed)
            if allowed:
                response.headers["Allow"] = allowed
        response.headers.setdefault("Cache-Control", "no-store")
        return response
