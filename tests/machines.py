"""A program that talks to the API as one person."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client

from api.tokens import issue_token
from core.clock import now
from organizations.models import Person


@dataclass(kw_only=True)
class Machine:
    """Signs in with a token; ``headers`` go along with every request."""

    secret: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **query: Any) -> Any:
        """The answer's JSON; the request must succeed."""
        return self.ask("get", path, query).json()

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("post", path, {} if body is None else body, **headers)

    def ask(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        """``headers``: idempotency_key="a" is sent as Idempotency-Key."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        every = {"Authorization": f"Bearer {self.secret}", **self.headers, **sent}
        address = path if path.startswith("/") else f"/api/v1/{path}"
        options = {} if method == "get" else {"content_type": "application/json"}
        return getattr(self.client, method)(address, data, headers=every, **options)


def machine_of(person: Person, *, days: int = 30, name: str = "") -> Machine:
    """A program of this person, its token issued yesterday."""
    name = name or f"test {person.pk}"
    return Machine(secret=issue_token(username=person.username, name=name, days=days, at=now() - timedelta(days=1))[1])
