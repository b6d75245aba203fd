"""帮助: how a dispute travels, what the words mean; in a demonstration, who can sign in."""

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations.models import Membership, Person


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The four tiers, the lights, the words; for everybody, signed in or not."""
    people = demo_people() if settings.DEMO else Person.objects.none()
    return render(request, "web/help.html", {"people": people})


@require_safe
def licence(request: HttpRequest) -> HttpResponse:
    """许可证: the licence, and how to come by the source of what runs here."""
    text = (settings.BASE_DIR / "LICENSE").read_text(encoding="utf-8")
    return render(request, "web/licence.html", {"text": text})


def demo_people() -> QuerySet[Person]:
    """Who can sign in to the demonstration, with organization and role."""
    memberships = Membership.objects.select_related("organization__jurisdiction").order_by("pk")
    people = Person.objects.filter(is_active=True, memberships__isnull=False).distinct()
    return people.prefetch_related(Prefetch("memberships", queryset=memberships)).order_by("pk")
