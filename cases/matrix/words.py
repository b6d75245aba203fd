"""意见矩阵用语: what a phase amounts to, in one line."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from cases.matrix.rules import Finding, PhaseColumn
from core.vocabulary import PhaseFinding

_SENTENCES: Mapping[PhaseFinding, str] = {
    PhaseFinding.DOUBLE_LEAD: _("several would lead: %(who)s"),
    PhaseFinding.GAP: _("nobody leads"),
    PhaseFinding.ALL_NOT_OURS: _("all say that it is not theirs"),
    PhaseFinding.ONLY_ASSIST: _("only to assist: %(who)s"),
    PhaseFinding.PART_WITHOUT_LEAD: _("a part only: %(who)s"),
    PhaseFinding.SILENT: _("still to speak: %(who)s"),
}


def summary_of(column: PhaseColumn, names: Mapping[int, str]) -> str:
    """一句话: the findings of a phase, or who alone would lead; ``names`` are those of the organizations by id."""
    if not column.is_raised:
        return gettext("Nobody has spoken of it.")
    said = [_sentence(finding, names) for finding in column.findings]
    if len(column.leads) == 1:
        said.insert(0, gettext("one would lead: %(who)s") % {"who": _listed(column.leads, names)})
    return gettext("%(findings)s.") % {"findings": gettext("; ").join(said)}


def _sentence(finding: Finding, names: Mapping[int, str]) -> str:
    return gettext(_SENTENCES[finding.kind]) % {"who": _listed(finding.organizations, names)}


def _listed(organizations: Iterable[int], names: Mapping[int, str]) -> str:
    return gettext(", ").join(names[organization] for organization in organizations)
