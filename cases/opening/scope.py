"""不属协调范围: what this procedure does not take, and where to go with it instead."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from cases.errors import ScopeRefused
from core.labels import label
from core.vocabulary import IntakeDecision, ScopeExclusion

_INSTEAD: Mapping[ScopeExclusion, str] = {
    ScopeExclusion.INTERNAL: _("the department settles it by itself"),
    ScopeExclusion.LITIGATION: _("await the court's judgment"),
    ScopeExclusion.RECONSIDERATION: _("await the decision of the reconsideration organ"),
    ScopeExclusion.DISCIPLINE: _("hand it to the discipline inspection and supervision organ"),
    ScopeExclusion.CLASSIFIED: _("handle it on paper under the rules on state secrets; type nothing of it here"),
    ScopeExclusion.REPEAT: _("the earlier result applies; come back with a new fact or a new basis"),
}
_COMPLETE_IT = _("complete the matter, then open it anew")


def check_scope(exclusions: Collection[ScopeExclusion]) -> None:
    """不属协调范围: what is outside is refused, with what it is and where to go instead; nothing of it is kept."""
    named = [kind for kind in ScopeExclusion if kind in exclusions]
    if named:
        raise ScopeRefused(
            field="exclusions", kinds="、".join(label(kind) for kind in named), instead=where_instead(named[0])
        )


def where_after(decision: IntakeDecision, exclusion: ScopeExclusion | None, *, lapsed: bool = False) -> str:
    """另循途径: where somebody goes whose matter was not taken in, in the language of the moment; "" where it was."""
    if exclusion is not None:
        return where_instead(exclusion)
    if lapsed or decision is IntakeDecision.DECLINED:
        return gettext(_COMPLETE_IT)
    return ""


def where_instead(kind: ScopeExclusion) -> str:
    """Where such a matter belongs, in the language of the moment."""
    return gettext(_INSTEAD[kind])
