"""Extensions that somebody else asks for."""

from django.utils.translation import gettext_noop as _

from flows import inputs
from flows.acts.spec import HEADS, ActSpec
from flows.conditions import extensions as rules
from flows.conditions.companions import may_be_extended
from flows.doing import extensions

ACTS = (
    ActSpec(
        name="request_extension", event="extension.requested", title=_("Ask for an extension"),
        consequence=_("Who may extend the term grants or refuses it; until then the term runs as it is."),
        input=inputs.RequestExtension, service=extensions.request_extension, who=rules.who_asks, check=rules.may_ask,
    ),
    ActSpec(
        name="grant_extension", event="extension.granted", title=_("Grant the extension"),
        consequence=_("The whole term is counted again from its start with the working days added."),
        input=inputs.GrantExtension, service=extensions.grant_extension, who=rules.who_answers, roles=HEADS,
        check=may_be_extended,
    ),
    ActSpec(
        name="refuse_extension", event="extension.refused", title=_("Refuse the extension"),
        consequence=_("The term stays as it is."),
        input=inputs.RefuseExtension, service=extensions.refuse_extension, who=rules.who_answers, roles=HEADS,
    ),
)  # fmt: skip
