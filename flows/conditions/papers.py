"""Sign-off inside an organization: whose papers wait, and for whom."""

from collections.abc import Iterable

from django.utils.translation import gettext_noop as _

from cases.models import Paper
from flows.signed_acts import SIGNED_ACTS
from flows.situation import Situation
from organizations.models import Organization
from organizations.selectors import Capacity


def with_paper_to_review(situation: Situation) -> list[Organization]:
    return _of(paper for paper in situation.papers if paper.waits_for_review)


def with_paper_to_sign(situation: Situation) -> list[Organization]:
    """Only what can still be done: a paper for an act that is no longer open waits for nobody."""
    return _of(paper for paper in situation.papers if paper.waits_for_signature and still_open(situation, paper))


def with_paper(situation: Situation) -> list[Organization]:
    return _of(situation.papers)


def still_open(situation: Situation, paper: Paper) -> bool:
    """Whether the act that the paper is for is open to its organization now."""
    act = SIGNED_ACTS[paper.act]
    return paper.organization in act.open_to(situation) and not act.check(situation)


def reviews_somebody_elses(situation: Situation, capacity: Capacity) -> str | None:
    """Who prepares a paper does not review it."""
    own = [one for one in situation.papers if one.organization == capacity.organization and one.waits_for_review]
    if any(paper.prepared_by_id != capacity.person.pk for paper in own):
        return None
    return _("who prepared the paper cannot review it")


def signs_somebody_elses(situation: Situation, capacity: Capacity) -> str | None:
    """Where a paper passes several people, who prepared it does not sign it."""
    own = [one for one in situation.papers if one.organization == capacity.organization and one.waits_for_signature]
    if any(may_sign(paper, capacity.person.pk) and still_open(situation, paper) for paper in own):
        return None
    return _("under this procedure somebody else prepares what the head signs")


def may_sign(paper: Paper, person_id: int) -> bool:
    """Whether the person may sign it as its head."""
    return paper.levels < 2 or person_id not in (paper.prepared_by_id, paper.reviewed_by_id)


def _of(papers: Iterable[Paper]) -> list[Organization]:
    return [paper.organization for paper in papers]
