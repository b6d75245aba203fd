"""提请的规则: who decides, on what paper, about how many matters, and how early. No Django, no clock, no database."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cases.errors import PaperFromTheFuture
from cases.referral.errors import (
    AnotherBodyNeedsReason,
    BodyMayNotDecide,
    FromBeforeItCame,
    InstructionIncomplete,
    LeadTimeNotKept,
    SentToAnotherBody,
    SheetMissing,
    TwoMatters,
    UrgencyNeedsReason,
    WrongForm,
)
from core.labels import label
from core.vocabulary import DecidingBody, DecisionForm, OrganizationKind, RoutingGround, TermUnit

# Bodies that the government's decisions do not bind: they follow the party committee (design §2).
NOT_UNDER_THE_GOVERNMENT = frozenset(
    {OrganizationKind.PARTY_ORGAN, OrganizationKind.DISCIPLINE, OrganizationKind.CONGRESS_OR_CONSULTATIVE}
)
FORMS: Mapping[DecidingBody, tuple[DecisionForm, ...]] = {
    DecidingBody.LEADER_IN_CHARGE: (DecisionForm.INSTRUCTION, DecisionForm.REPLY),
    DecidingBody.ESTABLISHMENT_COMMISSION: (DecisionForm.MINUTES, DecisionForm.REPLY),
    DecidingBody.GOVERNMENT_MEETING: (DecisionForm.MINUTES, DecisionForm.REPLY),
    DecidingBody.PARTY_STANDING_COMMITTEE: (DecisionForm.MINUTES, DecisionForm.REPLY),
}
_MARK = re.compile(
    r"(?:^|(?<=[\s；;。]))(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d+[.．、)）](?!\d))"
)
_ENDS = re.compile(r"[；;\n]+")


@dataclass(frozen=True, kw_only=True)
class Fork:
    """送审去向: the body that decides by the rule, and on what ground."""

    body: DecidingBody
    ground: RoutingGround


def fork(
    kinds: Collection[OrganizationKind], *, left_to_government: bool, default: DecidingBody,
    allowed: Collection[DecidingBody],
) -> Fork:  # fmt: skip
    """由谁审定: the first body of the rule that the procedure lets decide.

    ``kinds`` are those of the parties. A party organ, discipline inspection, people's congress or CPPCC among them:
    the party standing committee, else the establishment commission, which serves both sides. A statute that leaves
    the designation to the government: a government meeting. Otherwise the procedure's default, which it lets decide.
    """
    for body, ground in _wanted(kinds, left_to_government=left_to_government):
        if body in allowed:
            return Fork(body=body, ground=ground)
    return Fork(body=default, ground=RoutingGround.DEFAULT)


def _wanted(
    kinds: Collection[OrganizationKind], *, left_to_government: bool
) -> Iterator[tuple[DecidingBody, RoutingGround]]:  # fmt: skip
    if NOT_UNDER_THE_GOVERNMENT.intersection(kinds):
        yield DecidingBody.PARTY_STANDING_COMMITTEE, RoutingGround.PARTY_SIDE
        yield DecidingBody.ESTABLISHMENT_COMMISSION, RoutingGround.PARTY_SIDE
    if left_to_government:
        yield DecidingBody.GOVERNMENT_MEETING, RoutingGround.STATUTE


def chosen(body: DecidingBody | None, *, by_rule: Fork, allowed: Collection[DecidingBody], reason: str) -> Fork:
    """The body that the secretariat sends it to: the rule's, or another one of the procedure's with a reason."""
    if body is None or body is by_rule.body:
        return by_rule
    if body not in allowed:
        names = ", ".join(sorted(label(one) for one in allowed))
        raise BodyMayNotDecide(field="deciding_body", body=label(body), allowed=names)
    if not reason:
        raise AnotherBodyNeedsReason(
            field="reason", by_rule=label(by_rule.body), ground=label(by_rule.ground), body=label(body)
        )
    return Fork(body=body, ground=RoutingGround.OVERRIDDEN)


def check_body(body: DecidingBody, *, routed: DecidingBody) -> None:
    """One body decides: the one it was sent to."""
    if body is not routed:
        raise SentToAnotherBody(field="deciding_body", body=label(body), routed=label(routed))


def check_form(form: DecisionForm, body: DecidingBody) -> None:
    """批示 is a leader's, 纪要 a meeting's, 批复 anybody's."""
    allowed = FORMS[body]
    if form not in allowed:
        words = ", ".join(label(one) for one in allowed)
        raise WrongForm(field="form", body=label(body), form=label(form), allowed=words)


def check_return(form: DecisionForm, body: DecidingBody | None, *, number: str, has_sheet: bool) -> None:
    """A leader sends back by instruction at any time; minutes and replies of the body have number and scan."""
    if form is DecisionForm.INSTRUCTION:
        return
    if body is None:
        raise WrongForm(
            field="form", body=label(DecidingBody.LEADER_IN_CHARGE), form=label(form),
            allowed=label(DecisionForm.INSTRUCTION),
        )  # fmt: skip
    check_form(form, body)
    if not number or not has_sheet:
        raise SheetMissing(field="sheet" if number else "document_number", form=label(form))


def check_instruction(leader: str, instruction: str, on: date | None) -> None:
    """批示: who, when and what together, or none of it."""
    given = {"leader": leader, "instruction": instruction, "instructed_on": on}
    missing = [field for field, value in given.items() if not value]
    if missing and len(missing) < len(given):
        raise InstructionIncomplete(field=missing[0])


def check_between(day: date, since: date, today: date, *, field: str) -> None:
    """Nothing of tier 4 happens before the referral came, and nothing is recorded that has yet to happen."""
    if day < since:
        raise FromBeforeItCame(field=field, day=day, since=since)
    if day > today:
        raise PaperFromTheFuture(field=field, signed_on=day, today=today)


def check_notice(wanted: date, earliest: date, *, n: int, unit: TermUnit, urgent: bool, reason: str) -> None:
    """提前报送: the meeting lies behind the lead time; the short one is for what is urgent, with the reason (R47)."""
    if urgent and not reason:
        raise UrgencyNeedsReason(field="urgent_reason")
    if wanted < earliest:
        raise LeadTimeNotKept(field="wanted_on", n=n, unit=label(unit), wanted=wanted, earliest=earliest)


def matters_in(text: str) -> list[str]:
    """一文一事: the matters that a text names: one per line, numbered part, or part between semicolons."""
    parts: Iterable[str] = (part for piece in _ENDS.split(text) for part in _MARK.split(piece))
    return [tidy for part in parts if (tidy := part.strip(" \t\u3000。，,"))]


def check_one_matter(text: str) -> None:
    found = matters_in(text)
    if len(found) > 1:
        raise TwoMatters(field="matter", count=len(found), matters=" / ".join(found))


def lines_of(text: str) -> list[str]:
    """One entry a line, as a list of people is typed."""
    return [line for raw in text.splitlines() if (line := raw.strip())]
