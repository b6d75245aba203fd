"""What must always hold of joint enforcement and of extensions asked for."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_noop

from cases.models import CaseDocument, ExtensionRequest, JointAction, JointActionMember
from core.invariants import Finding, Invariant
from deadlines.models import Extension


def joint_actions_are_proven(at: datetime) -> Iterator[Finding]:  # noqa: ARG001 (every check takes the moment)
    """联合执法佐证: what is recorded rests on a document of the same case, and who led it was called."""
    held = CaseDocument.objects.filter(case=OuterRef("case"), document=OuterRef("proof"))
    for action in JointAction.objects.filter(~Exists(held), proof__isnull=False).select_related("case").order_by("pk"):
        yield Finding(
            code="joint_action_proof_is_not_in_the_file", subject=action.case.number,
            message=gettext_noop("The proof of a joint enforcement action is not in the file of the case."),
        )  # fmt: skip
    called = JointActionMember.objects.filter(action=OuterRef("pk"), organization=OuterRef("leader"))
    for action in JointAction.objects.filter(~Exists(called)).select_related("case").order_by("pk"):
        yield Finding(
            code="joint_action_leader_is_not_called", subject=action.case.number,
            message=gettext_noop("The leader of a joint enforcement action is not among those called."),
        )  # fmt: skip


def granted_extensions_are_in_the_ledger(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """同意延期: the clock of the tier has the days, by the same act."""
    entered = Extension.objects.filter(
        deadline__stage=OuterRef("stage"), granted_at=OuterRef("answered_at"), added=OuterRef("granted_workdays")
    )
    wrong = ExtensionRequest.objects.filter(~Exists(entered), granted=True)
    for request in wrong.select_related("case", "organization").order_by("pk"):
        yield Finding(
            code="granted_extension_is_not_in_the_ledger", subject=request.case.number,
            message=gettext_noop("What %(organization)s was granted is not in the ledger of the clock."),
            params={"organization": request.organization.name},
        )  # fmt: skip


def requests_are_of_their_case(at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """延期申请 belongs to a stage of its own case."""
    wrong = ExtensionRequest.objects.exclude(stage__case=F("case"))
    for request in wrong.select_related("case").order_by("pk"):
        yield Finding(
            code="extension_request_of_another_case", subject=request.case.number,
            message=gettext_noop("An extension was asked for a stage of another case."),
        )  # fmt: skip


INVARIANTS = (
    Invariant(
        code="joint_actions_are_proven", number=6, check=joint_actions_are_proven,
        title=gettext_noop("A joint enforcement action is led by one of those called and recorded with proof"),
    ),
    Invariant(
        code="granted_extensions_are_in_the_ledger", number=3, check=granted_extensions_are_in_the_ledger,
        title=gettext_noop("An extension granted is in the ledger of its clock"),
    ),
    Invariant(
        code="requests_are_of_their_case", number=6, check=requests_are_of_their_case,
        title=gettext_noop("An extension is asked for in its own case"),
    ),
)  # fmt: skip
