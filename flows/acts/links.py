"""Cases that belong together."""

from django.utils.translation import gettext_noop as _

from flows import inputs
from flows.acts.spec import ActSpec
from flows.conditions import links as rules
from flows.doing import links

ACTS = (
    ActSpec(
        name="merge_case", event="case.merged", title=_("Merge this case into another"),
        consequence=_("This case ends and its clocks stop; its departments and work orders go over to the other one."),
        input=inputs.MergeCase, service=links.merge_case, who=rules.who_merges, personal=rules.somewhere_to_go,
        also=rules.case_into, joins=rules.may_go_up_in, while_suspended=True, irreversible=True,
    ),
    ActSpec(
        name="link_case", event="case.linked", title=_("Link with another case"),
        consequence=_("Both cases show the link; neither moves by it."),
        input=inputs.LinkCase, service=links.link_case, who=rules.who_links, personal=rules.something_to_link,
        also=rules.case_beside, joins=rules.may_be_linked, while_suspended=True,
    ),
    ActSpec(
        name="unlink_case", event="case.unlinked", title=_("Take a link back"),
        consequence=_("The link stays on record and holds no more."),
        input=inputs.UnlinkCase, service=links.unlink_case, who=rules.who_links, check=rules.something_linked,
        also=rules.case_at_the_other_end, joins=rules.may_be_unlinked, while_suspended=True,
    ),
)  # fmt: skip
