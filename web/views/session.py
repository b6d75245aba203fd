"""Signing in and out, and the language of the pages."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from organizations.models import Person

A_YEAR = 365 * 24 * 60 * 60


class SignInForm(AuthenticationForm):
    """登录."""

    username = UsernameField(
        label=_("User name"), widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    error_messages = {
        "invalid_login": _("The user name and the password do not go together. Both mind capitals; please try again."),
        "inactive": _("This account is closed. Ask your system administrator."),
    }


class SignIn(LoginView):
    """The page to sign in; people go on in the language they last chose."""

    template_name = "web/session/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        person = form.get_user()
        if isinstance(person, Person) and settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            _remember(response, person.language)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(help_url=reverse("help"), **kwargs)


class SignOut(LogoutView):
    """退出: by POST only."""


@require_POST
def choose_language(request: HttpRequest) -> HttpResponseRedirect:
    """界面语言: keep the choice in a cookie, and with the person who is signed in."""
    response = redirect(safe_return(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        _remember(response, chosen)
        if isinstance(request.user, Person):
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return response


def safe_return(request: HttpRequest) -> str:
    """The page a form came from, where it is one of ours; otherwise the first page."""
    target = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if own else reverse("home")


def _remember(response: HttpResponse, language: str) -> None:
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
        )  # fmt: skip
