"""编办工作与征求意见: what the establishment office owes the departments, and who was asked for an opinion."""

from collections.abc import Sequence

from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_noop as _

from cases.models import (
    ClauseComment,
    Consultation,
    Feedback,
    Forwarding,
    Opinion,
    OpinionPoint,
    Party,
    Registration,
    Stage,
)
from core.vocabulary import Tier
from flows.asks.spec import Ask, Part, Viewer, at_step, first_of, open_stages


def _at_the_office() -> QuerySet[Stage]:
    return open_stages().filter(tier=Tier.OFFICE_COORDINATION)


def _unregistered(_viewer: Viewer) -> Sequence[Part]:
    rows = _at_the_office().filter(~Exists(Registration.objects.filter(stage=OuterRef("pk"))))
    return [Part(rows=rows, organization="conductor", since="opened_at")]


def _not_forwarded(_viewer: Viewer) -> Sequence[Part]:
    """Once the application is accepted."""
    forwarded = Forwarding.objects.filter(stage=OuterRef("pk"))
    rows = _at_the_office().filter(~Exists(forwarded), ~at_step("acceptance", "supplement"))
    return [Part(rows=rows, organization="conductor", since="opened_at")]


def _open_points(_viewer: Viewer) -> Sequence[Part]:
    points = OpinionPoint.objects.filter(
        reply__round__stage=OuterRef("pk"), reply__round__closed_at__isnull=False, adoption=""
    ).order_by()  # fmt: skip
    first = Subquery(points.values("reply__round__stage").annotate(at=Min("reply__round__closed_at")).values("at"))
    return [Part(rows=_at_the_office().filter(Exists(points)), organization="conductor", since=first)]


def _comments(_viewer: Viewer) -> Sequence[Part]:
    """At tier 1: who drafted the agreement says what becomes of each comment."""
    comments = ClauseComment.objects.filter(agreement__stage=OuterRef("pk"), answered_at=None).order_by()
    first = Subquery(comments.values("agreement__stage").annotate(at=Min("made_at")).values("at"))
    return [Part(rows=open_stages().filter(Exists(comments)), organization="conductor", since=first)]


def _issued_opinion(_viewer: Viewer) -> Sequence[Part]:
    issued = Opinion.objects.filter(confirmed_at__isnull=False, void_at=None, feedback=None)
    latest = issued.filter(~Exists(issued.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))))
    return [Part(rows=latest, organization="stage__conductor", since="confirmed_at")]


def _unacknowledged_opinion(_viewer: Viewer) -> Sequence[Part]:
    party = Party.objects.filter(case=OuterRef("opinion__case"), organization=OuterRef("organization"))
    rows = Feedback.objects.filter(Exists(party), acknowledged_at=None)
    return [Part(rows=first_of(rows, case="opinion__case"), case="opinion__case", since="given_at")]


def _waiting() -> QuerySet[Consultation]:
    return Consultation.objects.filter(answered_at=None, lapsed_at=None)


def _consulted(_viewer: Viewer) -> Sequence[Part]:
    return [Part(rows=first_of(_waiting().filter(organization__isnull=False)), since="asked_at")]


def _asked_outside(_viewer: Viewer) -> Sequence[Part]:
    """Who is not known here answers on paper, and who asked puts it on record."""
    outside = _waiting().filter(case=OuterRef("case"), organization=None, asked_by=OuterRef("conductor"))
    first = outside.order_by("pk")
    return [
        Part(
            rows=open_stages().filter(Exists(outside)), organization="conductor",
            since=Subquery(first.values("asked_at")[:1]), about=Subquery(first.values("pk")[:1]),
        )
    ]  # fmt: skip


CONSULTED = Ask(acts=("answer_consultation",), parts=_consulted, tells="conductors", tiers=False)
ASKS = (
    Ask(acts=("register_application",), parts=_unregistered),
    Ask(acts=("forward_application",), parts=_not_forwarded),
    Ask(acts=("record_adoption",), parts=_open_points),
    Ask(acts=("answer_comment",), parts=_comments),
    Ask(acts=("give_feedback",), parts=_issued_opinion),
    Ask(acts=("acknowledge_feedback",), parts=_unacknowledged_opinion),
    CONSULTED,
    Ask(
        acts=("answer_consultation",), code="record_outside_answer", parts=_asked_outside, tells="conductors",
        words=_("Record what was answered outside"),
    ),
)  # fmt: skip
