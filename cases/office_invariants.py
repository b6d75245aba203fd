"""What must always hold of issued opinions: nothing that the procedure demands before them is missing."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext_noop

from cases.models import Case, Consultation, MajorMark, Opinion, OpinionPoint, OutcomeAssignment
from core.invariants import Finding, Invariant
from core.vocabulary import ConsultationKind, PaperKind
from procedures.models import ProcedureVersion
from procedures.pack import Pack
from procedures.selectors import pack_of

_WITH_REVIEWER = 3


def issued_opinions_answer_every_point(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """意见采纳情况表: no opinion is issued while a point of a reply has no answer."""
    points = OpinionPoint.objects.filter(reply__round__stage=OuterRef("stage"), adoption="")
    message = gettext_noop("The opinion is issued, and points of the replies have no answer.")
    yield from _found(_issued().filter(Exists(points)), "opinion_leaves_points_open", message)


def issued_opinions_are_reviewed(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """审核: where the procedure puts a reviewer before the head."""
    versions = _versions(lambda pack: pack.sign_off[PaperKind.OPINION] >= _WITH_REVIEWER)
    message = gettext_noop("The opinion is issued, and nobody has reviewed it.")
    yield from _found(_issued().filter(reviewed_at=None, case__procedure__in=versions), "opinion_not_reviewed", message)


def issued_opinions_have_their_legality_opinion(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """合法性审查 (R50): where the procedure demands it."""
    versions = _versions(lambda pack: pack.legality_opinion_required)
    given = Consultation.objects.filter(
        stage=OuterRef("stage"), kind=ConsultationKind.LEGALITY, answered_at__lte=OuterRef("confirmed_at")
    )
    message = gettext_noop("The opinion is issued without the legality opinion that the procedure demands.")
    yield from _found(
        _issued().filter(~Exists(given), case__procedure__in=versions), "opinion_without_legality", message
    )


def major_cases_are_not_settled_by_an_opinion(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """重大复杂 (R15): where the procedure leaves them to the government."""
    versions = _versions(lambda pack: pack.major_complex_forces_tier4)
    marked = MajorMark.objects.filter(case=OuterRef("case"), marked_at__lte=OuterRef("confirmed_at"))
    message = gettext_noop("The case is marked as major or complex, and an opinion has settled it.")
    yield from _found(_issued().filter(Exists(marked), case__procedure__in=versions), "opinion_on_major_case", message)


def assignments_belong_to_their_outcome(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """同案其他事项: who is assigned in a further matter is assigned in the outcome that the matter belongs to."""
    astray = OutcomeAssignment.objects.exclude(further=None).exclude(further__outcome=F("outcome"))
    for row in astray.select_related("outcome__case").order_by("pk").iterator():
        yield Finding(
            code="assignment_of_another_outcome", subject=row.outcome.case.number,
            message=gettext_noop("An assignment names a further matter of another result."),
        )  # fmt: skip


def _issued() -> QuerySet[Opinion]:
    """Those drafted since the office keeps who drafted, reviewed and signed them."""
    return Opinion.objects.filter(confirmed_at__isnull=False, void_at=None).exclude(drafted_by_name="")


def _versions(wanted: Callable[[Pack], bool]) -> list[int]:
    used = ProcedureVersion.objects.filter(Exists(Case.objects.filter(procedure=OuterRef("pk"))))
    return [version.pk for version in used if wanted(pack_of(version))]


def _found(opinions: QuerySet[Opinion], code: str, message: str) -> Iterator[Finding]:
    for number in opinions.order_by("pk").values_list("case__number", flat=True).iterator():
        yield Finding(code=code, subject=number, message=message)


OFFICE_INVARIANTS = (
    Invariant(
        code="issued_opinions_answer_every_point", number=6, check=issued_opinions_answer_every_point,
        title=gettext_noop("Every point of a reply is answered before the opinion is issued"),
    ),
    Invariant(
        code="issued_opinions_are_reviewed", number=6, check=issued_opinions_are_reviewed,
        title=gettext_noop("An opinion is reviewed where the procedure demands it"),
    ),
    Invariant(
        code="issued_opinions_have_their_legality_opinion", number=6, check=issued_opinions_have_their_legality_opinion,
        title=gettext_noop("An opinion has its legality opinion where the procedure demands it"),
    ),
    Invariant(
        code="major_cases_are_not_settled_by_an_opinion", number=6, check=major_cases_are_not_settled_by_an_opinion,
        title=gettext_noop("What is major or complex is not settled by an opinion where the procedure forbids it"),
    ),
    Invariant(
        code="assignments_belong_to_their_outcome", number=6, check=assignments_belong_to_their_outcome,
        title=gettext_noop("Assignments belong to the result that they are about"),
    ),
)  # fmt: skip
