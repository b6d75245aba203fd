"""报到: a department that a subdistrict called has come."""

from cases.models import CheckIn
from core.vocabulary import DeadlineState, Step
from deadlines import services as deadlines
from flows import inputs
from flows.acting import Acting
from flows.conditions.intake import called


def check_in(acting: Acting, form: inputs.CheckIn) -> None:
    """报到: with the last of those called nobody need be reminded."""
    CheckIn.objects.create(
        case=acting.case, organization=acting.organization, representative=form.representative,
        checked_in_at=acting.at, checked_in_by_name=acting.act.actor.person_name,
    )  # fmt: skip
    acting.act.data["organization"] = acting.organization.pk
    done = set(CheckIn.objects.filter(case=acting.case).values_list("organization", flat=True))
    if all(one.pk in done for one in called(acting.case, acting.parties())):
        reminder = deadlines.running(acting.case).filter(step=Step.CHECK_IN)
        deadlines.end(reminder, DeadlineState.MET, acting.act)
