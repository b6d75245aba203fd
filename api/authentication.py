"""Signing in: a token in the Authorization header, or the session of the pages with its guard against forgery."""

from typing import Any

from django.http import HttpRequest
from django.utils import translation
from ninja.security import HttpBearer, SessionAuth
from ninja.utils import check_csrf

from api.callers import Caller, caller_of
from api.errors import CsrfFailed, NotSignedIn
from api.tokens import person_of
from core import clock
from organizations.models import Person


class BearerToken(HttpBearer):
    """令牌登录: an unknown, revoked or expired token is refused, even where a session would do."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        at = clock.now()
        person = person_of(token, at=at)
        if person is None:
            raise NotSignedIn
        speak_to(person, request)
        return caller_of(request, person, at=at)


class SessionSignIn(SessionAuth):
    """会话登录: as on the pages; a change needs the CSRF token."""

    def __call__(self, request: HttpRequest) -> Any:
        if not isinstance(request.user, Person):
            return None
        if check_csrf(request) is not None:
            raise CsrfFailed
        speak_to(request.user, request)
        return caller_of(request, request.user, at=clock.now())


def speak_to(person: Person, request: HttpRequest) -> None:
    """Answer in the language that the request asks for, else in the person's own."""
    asked = "Accept-Language" in request.headers
    translation.activate(translation.get_language_from_request(request) if asked else person.language)
    request.LANGUAGE_CODE = translation.get_language() or person.language


SIGN_IN = [BearerToken(), SessionSignIn()]
