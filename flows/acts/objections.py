"""Going back on what was said or agreed."""

from django.utils.translation import gettext_noop as _

from core.vocabulary import PaperKind
from flows import inputs
from flows.acts.spec import HEADS, ActSpec
from flows.conditions import objections as rules
from flows.doing import objections

ACTS = (
    ActSpec(
        name="object_to_result", event="objection.raised", title=_("Object to the result"),
        consequence=_("With a new fact or law inside the window it is taken up; otherwise it is refused and counted."),
        input=inputs.ObjectToResult, service=objections.object_to_result, who=rules.who_objects,
        paper=PaperKind.OBJECTION, irreversible=True,
    ),
    ActSpec(
        name="change_view", event="view.changed", title=_("Change the view stated before"),
        consequence=_("It goes on the record; without a new fact or law it is refused and counted."),
        input=inputs.ChangeView, service=objections.change_view, who=rules.who_changes_view,
        paper=PaperKind.OBJECTION, irreversible=True,
    ),
    ActSpec(
        name="uphold_objection", event="objection.upheld", title=_("Uphold the objection"),
        consequence=_("The matter is taken up again where its result came from."),
        input=inputs.UpholdObjection, service=objections.uphold_objection, who=rules.who_decides_objections,
        roles=HEADS, irreversible=True,
    ),
    ActSpec(
        name="reject_objection", event="objection.rejected", title=_("Reject the objection"),
        consequence=_("The result stands."),
        input=inputs.RejectObjection, service=objections.reject_objection, who=rules.who_decides_objections,
        roles=HEADS,
    ),
)  # fmt: skip
