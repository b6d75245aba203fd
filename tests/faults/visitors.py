"""People at a real web process, and how long it keeps them waiting."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from api.tokens import issue_token
from core import clock
from operations.engines.ports import HOST
from organizations.models import Person

_PATIENCE = 60


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """来访者: signs in with a token at each request; raises ``HTTPError`` where the answer is no success."""

    port: int
    secret: str

    def ask(self, path: str, body: dict[str, Any] | None = None) -> bytes:
        """The answer; a ``body`` makes it a POST of JSON."""
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(f"http://{HOST}:{self.port}{path}", data, headers), timeout=_PATIENCE) as answer:
            return bytes(answer.read())

    def do(self, number: str, name: str, body: dict[str, Any]) -> None:
        """An act of the case, sent where the case's own offer says."""
        case = json.loads(self.ask(f"/api/v1/cases/{number}"))
        offer = next(one for one in case["actions"] if one["name"] == name)
        self.ask(offer["href"], body)


def visitor_at(port: int, person: Person) -> Visitor:
    return Visitor(port=port, secret=issue_token(username=person.username, name="visitor", days=30, at=clock.now())[1])


def readiness_at(port: int) -> tuple[int, dict[str, Any]]:
    """Status and checks of /readyz; 0 while nobody answers."""
    try:
        with urlopen(f"http://{HOST}:{port}/readyz", timeout=_PATIENCE) as answer:
            return int(answer.status), json.loads(answer.read())["checks"]
    except HTTPError as refusal:
        return refusal.code, json.loads(refusal.read())["checks"]
    except OSError:
        return 0, {}


def seconds_each(act: Callable[[], Any], *, times: int = 7) -> float:
    """The median."""
    taken = []
    for _ in range(times):
        begun = time.monotonic()
        act()
        taken.append(time.monotonic() - begun)
    return median(taken)
