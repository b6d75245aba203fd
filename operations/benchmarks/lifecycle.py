"""一生: cases from opening through four tiers to the archive, each step through the one door."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from audit.models import ChainKind, Event
from cases.models import Case, CaseDocument, Stage
from core.vocabulary import CaseState, DecidingBody, StageResult
from flows.services import add_document, open_case, perform
from operations.benchmarks.measuring import Measured, WrongEndState, measured, milliseconds, spread
from operations.benchmarks.stage import BEGIN, District, form_of, opening_form, set_stage
from organizations.models import Organization

Found = dict[str, list[Measured]]
_DEPARTMENTS = 30
_PARTIES = 3
_PAUSE = timedelta(minutes=1)
_WITH_PAPER = {"report_carrying_out": "proof", "enter_decision": "sheet"}
EVERY_PARTY = "every party"
PUT_INTO_FILE = "put into the file"
WAY = (
    ("state_position", EVERY_PARTY), ("refer_case", "convening"),
    ("convene_meeting", "dispatch"), ("hold_meeting", "dispatch"), ("issue_minutes_not_agreed", "dispatch"),
    ("refer_case", "dispatch"),
    ("accept_application", "office"), ("open_round", "office"), ("reply_opinion", EVERY_PARTY),
    ("convene_meeting", "office"), ("hold_meeting", "office"), ("issue_minutes_not_agreed", "office"),
    ("refer_case", "office"),
    ("receive_referral", "secretariat"), ("route_referral", "secretariat"), (PUT_INTO_FILE, "secretariat"),
    ("enter_decision", "secretariat"),
    ("list_outcome", "office"), (PUT_INTO_FILE, "convening"),
    ("report_carrying_out", "convening"), ("strike_off", "office"),
    ("archive_case", "office"),
)  # fmt: skip
"""The acts in their order, and whose they are."""
RESULTS = [StageResult.REFERRED, StageResult.REFERRED, StageResult.REFERRED, StageResult.DECIDED]


def lifecycle(*, cases: int, seed: int) -> Iterator[dict[str, Any]]:
    """One line per act, then the whole. Raises ``WrongEndState``."""
    district = set_stage(departments=_DEPARTMENTS, at=BEGIN)
    chance = Random(seed)  # noqa: S311  (the same figures again, nothing secret)
    found: Found = defaultdict(list)
    begun = perf_counter()
    quarrels = [chance.sample(district.departments, _PARTIES) for _ in range(cases)]
    numbers = [play(district, parties, at=BEGIN, acts=len(WAY), found=found) for parties in quarrels]
    seconds = perf_counter() - begun
    for act, measures in found.items():
        yield {"benchmark": "lifecycle", "act": act, **_summary(measures)}
    every = [measure for measures in found.values() for measure in measures]
    check(numbers, acts=len(every) // cases)
    yield {
        "benchmark": "lifecycle", "seed": seed, "cases": cases, "seconds": round(seconds, 2),
        "cases_per_second": round(cases / seconds, 2), "acts_per_case": len(every) // cases,
        "statements_per_case": round(sum(measure.statements for measure in every) / cases, 1), "verified": True,
    }  # fmt: skip


def play(
    district: District, parties: list[Organization], *, at: datetime, acts: int, found: Found | None = None
) -> str:
    """Opens a case and takes it so many acts along its way; what each took is added to ``found``."""
    found = defaultdict(list) if found is None else found
    with measured() as measure:
        form = opening_form(district, parties)
        case = open_case(form=form, capacity=district.capacity(district.dispatch), at=at)
    found["open_case"].append(measure)
    for act, whose in WAY[:acts]:
        for organization in _whose(district, whose, parties):
            at += _PAUSE
            with measured() as measure:
                _take(act, case.number, district, organization, parties, at)
            found[act].append(measure)
    return case.number


def _take(
    act: str, number: str, district: District, organization: Organization, parties: list[Organization], at: datetime
) -> None:
    """One act of the way."""
    if act == PUT_INTO_FILE:
        add_document(
            number=number, upload=act.encode(), file_name="proof.txt", title=act,
            capacity=district.capacity(organization), at=at,
        )  # fmt: skip
        return
    given = _particulars(act, number)
    form, capacity = form_of(act, parties=parties, at=at, **given), district.capacity(organization, act)
    perform(number=number, act=act, form=form, capacity=capacity, at=at)


def _particulars(act: str, number: str) -> dict[str, Any]:
    """What an act says of this case alone; report and decision name the last paper put into the file."""
    if act == "receive_referral":
        return {"register_number": f"收文 {number}"}
    if act == "route_referral":
        return {"deciding_body": DecidingBody.LEADER_IN_CHARGE, "reason": "基准数据"}
    field = _WITH_PAPER.get(act)
    return {field: CaseDocument.objects.filter(case__number=number).latest("pk").document_id} if field else {}


def _whose(district: District, whose: str, parties: list[Organization]) -> list[Organization]:
    offices = {
        "convening": [parties[0]], EVERY_PARTY: parties, "dispatch": [district.dispatch],
        "office": [district.office], "secretariat": [district.secretariat],
    }  # fmt: skip
    return offices[whose]


def _summary(measures: list[Measured]) -> dict[str, Any]:
    return {
        "times": len(measures), "statements": median(measure.statements for measure in measures),
        "ms": spread(milliseconds(measure.seconds) for measure in measures),
    }  # fmt: skip


def check(numbers: list[str], *, acts: int) -> None:
    """Every case is archived, was in four tiers, and has one event per act."""
    for case in Case.objects.filter(number__in=numbers):
        results = list(Stage.objects.filter(case=case).order_by("pk").values_list("result", flat=True))
        events = Event.objects.filter(chain_kind=ChainKind.CASE, subject_id=case.pk).count()
        if case.state != CaseState.ARCHIVED or results != RESULTS or events != acts:
            raise WrongEndState(f"{case.number}: {case.state}, {results}, {events} events for {acts} acts")
    if Case.objects.count() != len(numbers):
        raise WrongEndState(f"{Case.objects.count()} cases instead of {len(numbers)}")
