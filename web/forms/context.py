"""What a form must know about its case before it can offer choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class OrderChoice:
    """A work order to choose: ``reference`` is ``source:number``, ``recipient`` who got it first ("" if nobody)."""

    reference: str
    text: str
    received_at: datetime
    recipient: str


@dataclass(frozen=True, kw_only=True)
class OrderChoices:
    """可选工单: those offered, and whether earlier ones wait that are not."""

    offered: Sequence[OrderChoice]
    there_are_more: bool


NO_ORDERS = OrderChoices(offered=(), there_are_more=False)


@dataclass(frozen=True, kw_only=True)
class PointChoice:
    """A point of a reply that waits to be answered, in words."""

    id: int
    round: int
    number: int
    organization: str
    about: str
    text: str


@dataclass(frozen=True, kw_only=True)
class FormContext:
    """表单背景: the choices of one case, as codes with their words.

    ``parties`` are the departments concerned (attendances and outcomes are about them), ``organizations``
    everybody who may be named (``search_words`` by code: full name, initials), ``attending`` who was invited to the
    meeting at hand, ``cases`` and ``meetings`` those that can share an agenda, ``tasks`` those of one's
    organization, ``documents`` the documents of the case's file, ``papers`` those of one's organization that
    wait for review or signature, ``waited_for`` whose move it is, ``readers`` who has a copy, ``points`` what
    departments said and nobody has answered, ``study_lines`` the lines of the study sheet, ``questions`` the
    consultations that wait, ``work_orders`` those a case can be opened from (None where they are not the person's
    matter, so that nothing is asked about them). ``versions`` is the version of the agreement that stands, ``clauses``
    are its clauses, ``comments`` those that wait for an answer, ``notes`` one's own organization's that are not shared.
    ``other_cases`` are those to merge into or to link with, or the links there are.
    ``checklist`` is what such a matter needs to be taken in.
    ``colleagues``, ``groups`` and ``rows`` (by widget) are what an act names beside organizations. ``known`` are fields
    that the page itself answers.
    """

    zone: ZoneInfo
    parties: Choices = ()
    organizations: Choices = ()
    jurisdictions: Choices = ()
    documents: Choices = ()
    attending: Choices = ()
    cases: Choices = ()
    meetings: Choices = ()
    tasks: Choices = ()
    papers: Choices = ()
    waited_for: Choices = ()
    readers: Choices = ()
    objections: Choices = ()
    versions: Choices = ()
    clauses: Choices = ()
    comments: Choices = ()
    notes: Choices = ()
    colleagues: Choices = ()
    groups: Choices = ()
    rows: Mapping[str, Choices] = field(default_factory=dict)
    work_orders: OrderChoices | None = None
    points: tuple[PointChoice, ...] = ()
    study_lines: Choices = ()
    questions: Choices = ()
    checklist: Choices = ()
    other_cases: Choices = ()
    search_words: Mapping[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()

    @property
    def left_out(self) -> frozenset[str]:
        """Fields that are not asked of this person."""
        return self.known | {"work_orders"} if self.work_orders is None else self.known

    def words_of(self, code: str) -> str:
        """The name that belongs to an organization's code; the code itself where it is unknown."""
        for choices in (self.parties, self.attending, self.organizations):
            for known, words in choices:
                if known == code:
                    return words
        return code
