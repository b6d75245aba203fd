"""What can be wrong with a procedure pack, in words for the person who wrote it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, gettext_noop

from core.errors import DomainError

REASONS: Mapping[str, str] = {
    "broken_toml": gettext_noop("this is not readable as TOML (%(detail)s)"),
    "not_utf8": gettext_noop("the file is not encoded in UTF-8 (byte %(position)s); save it as UTF-8"),
    "no_such_file": gettext_noop("there is no such file"),
    "unknown_key": gettext_noop("unknown key; known here: %(known)s"),
    "missing_key": gettext_noop("this key is missing"),
    "not_a_table": gettext_noop("must be a table of keys, not %(got)s"),
    "not_cited": gettext_noop(
        'must be a table with a value and its source: { value = …, citation = "…" } or '
        '{ value = …, basis = "sample", reason = "…" }, not %(got)s'
    ),
    "neither_citation_nor_basis": gettext_noop(
        'needs a source: citation = "…" where a rule says this, otherwise basis = "sample" with a reason'
    ),
    "both_citation_and_basis": gettext_noop("has both a citation and a basis; keep exactly one"),
    "unknown_basis": gettext_noop('the only basis is "sample", not %(got)s'),
    "sample_without_reason": gettext_noop("a sample value needs a reason"),
    "reason_without_sample": gettext_noop("a reason belongs to a sample value; a cited value needs none"),
    "empty_text": gettext_noop("must be a text that is not empty, not %(got)s"),
    "not_a_code": gettext_noop(
        "must be lower-case letters, digits and underscores, beginning with a letter, not %(got)s"
    ),
    "unknown_schema": gettext_noop("this program reads schema 1, not %(got)s"),
    "not_a_date": gettext_noop("must be a date such as 2026-01-01, not %(got)s"),
    "not_a_number": gettext_noop("must be a whole number of at least %(minimum)s, not %(got)s"),
    "number_too_large": gettext_noop("must be at most %(maximum)s, not %(got)s"),
    "not_yes_no": gettext_noop("must be true or false, not %(got)s"),
    "unknown_value": gettext_noop("%(got)s is not known; allowed: %(allowed)s"),
    "not_a_list": gettext_noop("must be a list, not %(got)s"),
    "empty_list": gettext_noop("must name at least one of: %(allowed)s"),
    "named_twice": gettext_noop("%(got)s is named twice"),
    "day_term_without_roll": gettext_noop("a term in days must say roll: %(allowed)s"),
    "roll_without_days": gettext_noop('only a term in days can roll; leave roll out or write "none"'),
    "marks_not_falling": gettext_noop("must fall from mark to mark, such as [2, 1, 0]"),
    "mark_before_term": gettext_noop("the mark %(mark)s is not inside %(step)s, which is only %(n)s %(unit)s long"),
    "nothing_above_tier_4": gettext_noop("must be notify_only, not %(got)s: there is nothing above tier 4"),
    "silence_as_consent": gettext_noop("%(got)s is refused: silence is never a department's consent at tiers 3 and 4"),
    "silence_not_here": gettext_noop("%(got)s has no meaning for this step; allowed: %(allowed)s"),
    "tier_2_not_enabled": gettext_noop("belongs to tier 2, but tier2_enabled_for is empty"),
    "rounds_contradict": gettext_noop("must be at least min_written_rounds, which is %(minimum)s"),
    "meeting_not_here": gettext_noop("%(got)s has no joint meeting; allowed: %(allowed)s"),
    "longer_than_normal": gettext_noop("must not be longer than %(normal)s, which is %(n)s %(unit)s long"),
    "never_reviewed": gettext_noop(
        "%(got)s is not reviewed: it comes from above or from the reviewing office itself; allowed: %(allowed)s"
    ),
    "nobody_gives_leave": gettext_noop(
        "at %(got)s nobody stands above the parties who could give leave; allowed: %(allowed)s"
    ),
    "party_designates": gettext_noop("%(got)s is a party and designates nobody; allowed: %(allowed)s"),
    "may_not_decide": gettext_noop("%(got)s is not named in decided_by; allowed: %(allowed)s"),
    "extension_contradicts": gettext_noop("must be 0 exactly when max_extensions is 0; max_extensions is %(count)s"),
}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """错误: one thing that is wrong, with the file, the key and the reason."""

    file: str
    key: str
    reason: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """``file: key: reason`` in the language of the moment."""
        words = gettext(REASONS[self.reason]) % dict(self.params)
        return ": ".join(part for part in (self.file, self.key, words) if part)

    def as_json(self) -> dict[str, str]:
        return {"file": self.file, "key": self.key, "code": self.reason, "text": self.text()}


class PackInvalid(DomainError):
    """协商协调办法有误: the pack cannot be used; ``problems`` names every one of them."""

    code = "pack_invalid"
    message = gettext_noop("The procedure pack %(file)s cannot be used; problems: %(count)s")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(file=self.problems[0].file, count=len(self.problems))

    def text(self) -> str:
        return "\n".join([super().text(), *(problem.text() for problem in self.problems)])


class TermMissing(DomainError):
    """期限缺失: the procedure gives this step no term."""

    code = "term_missing"
    message = gettext_noop("The procedure %(pack)s gives the step %(step)s no term.")


class NoProcedure(DomainError):
    """无适用办法: neither the jurisdiction nor any above it has a procedure in force on that day."""

    code = "no_procedure"
    message = gettext_noop("No procedure is in force on %(on)s for %(jurisdiction)s or any jurisdiction above it.")


class VersionTaken(DomainError):
    """版本号重复: this version was imported before, with other content."""

    code = "procedure_version_taken"
    message = gettext_noop(
        "%(file)s: version: version %(version)s of %(pack)s was already imported with other content, and a version is "
        "never changed; give the new text version %(next)s or higher."
    )
    status = 409


class EffectiveDateConflict(DomainError):
    """施行日期冲突: a version must take effect later than every version that the jurisdiction has."""

    code = "procedure_effective_date_conflict"
    message = gettext_noop(
        "%(file)s: effective_from: %(date)s is not later than %(latest)s, when version %(version)s of %(pack)s took "
        "effect in %(jurisdiction)s; cases were opened under it."
    )
    status = 409
