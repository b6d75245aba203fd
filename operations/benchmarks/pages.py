"""页面: how long the pages take, and how the database finds what they show, among very many cases."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from cases.models import Case
from notifications.services import fan_out
from operations.benchmarks.copies import copy_cases
from operations.benchmarks.lifecycle import WAY, play
from operations.benchmarks.measuring import WrongEndState, measured, milliseconds
from operations.benchmarks.stage import District, set_stage
from organizations.models import Person

_DEPARTMENTS = 24
_PARTIES = 3
_TIMES = 5
_BIG = 10_000
_AGO = timedelta(days=8)
_ACTS_DONE = (0,) * 10 + (1,) * 4 + (2,) * 3 + (7,) * 3 + (13,) + (len(WAY),) * 3
"""How far each of the cases that are copied went: most wait in the first tiers, some are archived."""
_STATIC = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
_STATIC["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """执行计划: of one statement: its top node, its cost, and the big tables it reads whole."""

    node: str
    cost: float
    reads_whole: frozenset[str]


@override_settings(STORAGES=_STATIC)
def pages(*, cases: int, at: datetime, owner_url: str) -> Iterator[dict[str, Any]]:
    """One line per page and person, then the whole. Raises ``WrongEndState`` when a page did not answer."""
    stage = set_stage(departments=_DEPARTMENTS, at=at - timedelta(days=400))
    numbers = _prepare(stage, cases, at, owner_url)
    big = _big_tables()
    found = Case.objects.count()
    if found != cases:
        raise WrongEndState(f"{found} cases instead of {cases}")
    unanswered: list[str] = []
    for who, person in _people(stage).items():
        client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        client.force_login(person)
        for page, address in _addresses(numbers).items():
            line = _measure(client, address, big)
            yield {"benchmark": "pages", "page": page, "person": who, **line}
            unanswered += [f"{page} for {who}"] if line["status"] != HTTPStatus.OK else []
    if unanswered:
        raise WrongEndState(f"these pages did not answer: {unanswered}")
    yield {"benchmark": "pages", "cases": cases, "big_tables": sorted(big), "verified": True}


def _prepare(stage: District, cases: int, at: datetime, owner_url: str) -> list[str]:
    numbers = []
    for place, acts in enumerate(_ACTS_DONE):
        parties = [stage.departments[(place + step) % _DEPARTMENTS] for step in range(_PARTIES)]
        numbers.append(play(stage, parties, at=at - _AGO + timedelta(minutes=30 * place), acts=acts))
    fan_out(at=at, limit=_BIG)
    share, rest = divmod(cases - len(numbers), len(numbers))
    ids = Case.objects.order_by("pk").values_list("pk", flat=True)
    copy_cases(owner_url, {pk: share + (place < rest) for place, pk in enumerate(ids)})
    return numbers


def _people(stage: District) -> Mapping[str, Person]:
    return {
        "department": stage.capacity(stage.departments[0]).person,
        "dispatch office": stage.capacity(stage.dispatch).person,
        "establishment office": stage.capacity(stage.office).person,
    }


def _addresses(numbers: list[str]) -> Mapping[str, str]:
    work, found = reverse("my_work"), reverse("cases")
    return {
        "to do": work,
        "done": f"{work}?box=done",
        "unread": f"{work}?box=unread",
        "cases": found,
        "cases, open in tier 2": f"{found}?state=OPEN&tier=DISPATCH_COORDINATION",
        "cases, mine": f"{found}?mine=1",
        "cases, overdue": f"{found}?overdue=1",
        "cases, due first": f"{found}?sort=due",
        "cases, a word that all have": f"{found}?q=噪声",
        "cases, a word that few have": f"{found}?q=争议77",
        "cases, a word that none has": f"{found}?q=渔业捕捞",
        "case": reverse("case", args=[numbers[0]]),
    }


def _measure(client: Client, address: str, big: frozenset[str]) -> dict[str, Any]:
    seconds = []
    for _ in range(_TIMES):
        with measured(keep=True) as measure:
            response = client.get(address, secure=True)
        seconds.append(measure.seconds)
    plans = [plan for sql, params in measure.kept if (plan := _plan(sql, params, big))]
    dearest = max(plans, key=lambda plan: plan.cost)
    return {
        "status": response.status_code, "ms": milliseconds(median(seconds)), "queries": measure.statements,
        "bytes": len(response.content),
        "dearest": {"node": dearest.node, "cost": dearest.cost},
        "reads_whole": sorted(frozenset[str]().union(*(plan.reads_whole for plan in plans))),
    }  # fmt: skip


def _plan(sql: str, params: Any, big: frozenset[str]) -> Plan | None:
    if not sql.lstrip(" \n(").upper().startswith(("SELECT", "WITH")):
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        answer = cursor.fetchone()[0]
    top = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    whole = {node["Relation Name"] for node in _nodes(top) if node["Node Type"] == "Seq Scan"}
    return Plan(node=top["Node Type"], cost=top["Total Cost"], reads_whole=frozenset(whole & big))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)


def _big_tables() -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [_BIG])
        return frozenset(name for (name,) in cursor.fetchall())
