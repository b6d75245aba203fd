"""案卷里的联合执法、延期申请与关注."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from cases.models import CaseFollow, ExtensionRequest, JointAction, JointActionMember
from web.dossier_rows import of_case, rows


def followed_by(person: int) -> ArraySubquery:
    return rows(of_case(CaseFollow).filter(person=person, ended_at=None), since="since")


def together() -> dict[str, ArraySubquery]:
    members = rows(
        JointActionMember.objects.filter(action=OuterRef("pk")).order_by("pk"),
        organization="organization__short_name", brings="brings", answer="answer", reason="reason",
        answered_at="answered_at", came="came",
    )  # fmt: skip
    return {
        "enforcement": rows(
            of_case(JointAction).order_by("-pk"), state="state", purpose="purpose", place="place",
            starts_at="starts_at", called_by="called_by__short_name", leader="leader__short_name",
            called_at="called_at", held_on="held_on", result="result", proof_id="proof_id", proof="proof__title",
            ended_at="ended_at", members=members,
        ),
        "extensions_asked": rows(
            of_case(ExtensionRequest).order_by("-pk"), organization="organization__short_name", workdays="workdays",
            reason="reason", asked_at="asked_at", granted="granted", granted_workdays="granted_workdays",
            answer="answer", answered_at="answered_at", tier="stage__tier", stage_closed_at="stage__closed_at",
        ),
    }  # fmt: skip
