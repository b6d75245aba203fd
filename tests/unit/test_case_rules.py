"""The pure rules of a case, as tables."""

from datetime import date

import pytest

from cases.errors import (
    EndsBeforeItBegins,
    NoLead,
    PaperFromTheFuture,
    PartyTwice,
    PhaseTwice,
    RoleTwice,
    TooFewParties,
    TwoLeads,
)
from cases.rules import check_assignments, check_paper_date, check_parties, check_period, check_phases_once
from core.vocabulary import DutyRole, Phase

LEAD, HELP = DutyRole.LEAD, DutyRole.ASSISTING
A, S = Phase.APPROVAL, Phase.SUPERVISION


@pytest.mark.parametrize("names", [["甲", "乙"], ["甲", "乙", "丙"]])
def test_parties_that_make_a_dispute(names):
    check_parties(names)


@pytest.mark.parametrize(
    ("names", "error"), [([], TooFewParties), (["甲"], TooFewParties), (["甲", "乙", "甲"], PartyTwice)]
)
def test_parties_that_make_none(names, error):
    with pytest.raises(error) as caught:
        check_parties(names)
    assert caught.value.field == "parties"


@pytest.mark.parametrize(
    ("assignments", "error"),
    [
        ([(A, "甲", LEAD), (S, "乙", LEAD), (S, "甲", HELP)], None),
        ([(A, "甲", LEAD), (A, "乙", LEAD)], TwoLeads),
        ([(A, "甲", HELP)], NoLead),
        ([], NoLead),
        ([(A, "甲", LEAD), (A, "甲", HELP)], RoleTwice),
    ],
)
def test_one_lead_per_phase(assignments, error):
    if error is None:
        check_assignments(assignments)
        return
    with pytest.raises(error):
        check_assignments(assignments)


def test_two_leads_are_named():
    with pytest.raises(TwoLeads) as caught:
        check_assignments([(S, "生态环境局", LEAD), (S, "住建局", LEAD)])
    assert "生态环境局" in caught.value.text()
    assert "住建局" in caught.value.text()


def test_a_phase_is_spoken_of_once():
    check_phases_once([A, S])
    with pytest.raises(PhaseTwice):
        check_phases_once([A, S, A])


@pytest.mark.parametrize(
    ("until", "fine"), [(None, True), (date(2026, 1, 2), True), (date(2026, 1, 1), False), (date(2025, 1, 1), False)]
)
def test_an_outcome_ends_after_it_begins(until, fine):
    if fine:
        check_period(date(2026, 1, 1), until)
        return
    with pytest.raises(EndsBeforeItBegins):
        check_period(date(2026, 1, 1), until)


def test_a_paper_is_never_younger_than_its_recording():
    check_paper_date(date(2026, 1, 1), date(2026, 1, 1))
    check_paper_date(date(2025, 1, 1), date(2026, 1, 1))
    with pytest.raises(PaperFromTheFuture):
        check_paper_date(date(2026, 1, 2), date(2026, 1, 1))
