"""待复事项的一行: what an organization is asked for beside the steps of the flow."""

from dataclasses import dataclass

from django.urls import reverse

from cases.models import Case
from flows.waiting import AskInFull
from organizations.models import Organization
from web.clocks import ClocksInAList, ClockView, MomentView


@dataclass(frozen=True, kw_only=True)
class AskRow:
    """One line, with its clock, or the moment that it has instead."""

    ask: AskInFull
    clock: ClockView | None
    moment: MomentView | None

    @property
    def title(self) -> str:
        return self.ask.title

    @property
    def case(self) -> Case:
        return self.ask.case

    @property
    def organization(self) -> Organization:
        return self.ask.organization

    @property
    def address(self) -> str:
        """Where it is answered: the sheet of what was asked, the form of the act, or the case where there are two."""
        awaited, number = self.ask.awaited, self.ask.case.number
        if self.ask.has_sheet:
            return reverse("consultation", args=[awaited.about])
        (first, *others) = awaited.ask.acts
        return reverse("case", args=[number]) if others else reverse("case_act", args=[number, first])


def ask_row(ask: AskInFull, clocks: ClocksInAList) -> AskRow:
    awaited = ask.awaited
    if awaited.ask.has_moment:
        return AskRow(ask=ask, clock=None, moment=clocks.moment_of(ask.case, awaited.due))
    clock = clocks.next_of(ask.case, awaited.organization_id, tiers=awaited.ask.tiers)
    return AskRow(ask=ask, clock=clock, moment=None)
