"""签发与联合执法: papers that wait for a person of the organization, and calls to go out together."""

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop as _

from cases.models import CaseDocument, JointAction, JointActionMember, Paper
from core.vocabulary import JointActionState, PaperState
from flows.asks.spec import Ask, Part, Viewer, first_of


def _to_review(viewer: Viewer) -> Sequence[Part]:
    """Who prepares a paper does not review it."""
    rows = Paper.objects.filter(state=PaperState.PREPARED, levels__gte=3)
    own = Q(prepared_by_id=viewer.person) if viewer.person is not None else Q(pk__in=[])
    return [_papers(rows.filter(~own))]


def _to_sign(viewer: Viewer) -> Sequence[Part]:
    """Where a paper passes several people, who prepared or reviewed it does not sign it."""
    rows = Paper.objects.filter(Q(state=PaperState.REVIEWED) | Q(state=PaperState.PREPARED, levels__lt=3))
    if viewer.person is None:
        return [_papers(rows)]
    own = Q(prepared_by_id=viewer.person) | Q(reviewed_by_id=viewer.person)
    return [_papers(rows.filter(Q(levels__lt=2) | ~own))]


def _papers(rows: QuerySet[Paper]) -> Part:
    return Part(rows=first_of(rows), since="prepared_at")


def _called(_viewer: Viewer) -> Sequence[Part]:
    rows = JointActionMember.objects.filter(action__state=JointActionState.CALLED, answer="")
    return [Part(rows=rows, case="action__case", since="action__called_at", until=F("action__starts_at"))]


def _begun(viewer: Viewer) -> Sequence[Part]:
    """From its hour on its leader is asked what came of it, once the proof is in the file."""
    members = JointActionMember.objects.filter(action=OuterRef("pk"))
    proof = CaseDocument.objects.filter(case=OuterRef("case"))
    rows = JointAction.objects.filter(
        Exists(members), Exists(proof), state=JointActionState.CALLED, starts_at__lte=viewer.at
    )
    return [Part(rows=rows, organization="leader", since="starts_at")]


ASKS = (
    Ask(acts=("review_paper", "return_paper"), parts=_to_review, tells="nobody", words=_("Review a paper")),
    Ask(acts=("sign_paper", "return_paper"), parts=_to_sign, tells="nobody"),
    Ask(acts=("answer_call",), parts=_called, has_moment=True),
    Ask(acts=("record_joint_action",), parts=_begun),
)
