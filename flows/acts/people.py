"""Who handles a case inside an organization, and which working group reads along."""

from django.utils.translation import gettext_noop as _

from flows import inputs
from flows.acts.spec import ActSpec
from flows.conditions import people as rules
from flows.doing import people

ACTS = (
    ActSpec(
        name="assign_case", event="case.assigned", title=_("Hand to a colleague"),
        consequence=_("The work of your organization in this case stands in the colleague's list."),
        input=inputs.AssignCase, service=people.assign_case, who=rules.who_assigns, while_suspended=True,
    ),
    ActSpec(
        name="add_working_group", event="working_group.added", title=_("Let a working group read along"),
        consequence=_("Its people read the case from now on, and keep remarks of their own about it."),
        input=inputs.AddWorkingGroup, service=people.add_working_group, who=rules.who_adds_groups,
        check=rules.may_add_group, while_suspended=True,
    ),
    ActSpec(
        name="remove_working_group", event="working_group.removed", title=_("Take a working group off the case"),
        consequence=_("Its people read the case no more."),
        input=inputs.RemoveWorkingGroup, service=people.remove_working_group, who=rules.who_adds_groups,
        check=rules.may_remove_group, while_suspended=True,
    ),
    ActSpec(
        name="remark_in_group", event="working_group.remarked", title=_("Remark for the working group"),
        consequence=_("The members of the group read it, and nobody else."),
        input=inputs.RemarkInGroup, service=people.remark_in_group, who=rules.who_remarks,
        personal=rules.is_in_a_group, while_suspended=True,
    ),
)  # fmt: skip
