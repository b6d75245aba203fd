"""关注与取消关注: a person's own wish, no act on the case; whoever may read a case may follow it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Case, CaseFollow
from organizations.models import Person


def follow(*, case: Case, person: Person, at: datetime) -> None:
    """关注: from now on; who follows already goes on following. The caller has checked that the person may read it."""
    with transaction.atomic():
        CaseFollow.objects.get_or_create(case=case, person=person, ended_at=None, defaults={"since": at})


def unfollow(*, case: Case, person: Person, at: datetime) -> None:
    """取消关注."""
    CaseFollow.objects.filter(case=case, person=person, ended_at=None).update(ended_at=at)


def is_followed(case: Case, person: Person) -> bool:
    return CaseFollow.objects.filter(case=case, person=person, ended_at=None).exists()


def followed_by(person: Person) -> Q:
    """我关注的: of a query of cases, those that the person follows."""
    return Q(Exists(CaseFollow.objects.filter(case=OuterRef("pk"), person=person, ended_at=None)))


def followers_of(cases: Collection[int]) -> QuerySet[CaseFollow]:
    """Who follows these cases now; whether they may still read them is another question."""
    live = CaseFollow.objects.filter(case__in=cases, ended_at=None, person__is_active=True)
    return live.select_related("person").order_by("pk")
