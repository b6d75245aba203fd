"""Tokens: issued once in clear, kept as a digest, found by it, revoked by name."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from api.errors import TokenNameTaken, TokenTooLong, UnknownPerson, UnknownToken
from api.models import Token
from audit.acting import Act
from audit.actors import SYSTEM
from audit.models import ChainKind
from audit.services import record
from core.text import tidy
from organizations.models import Person

PREFIX = "dingfen_"
LONGEST_DAYS = 3650
_LONGEST_NAME = 60


@transaction.atomic
def issue_token(*, username: str, name: str, days: int, at: datetime) -> tuple[Token, str]:
    """发放令牌: the token and its secret, which nobody can read again.

    Raises ``UnknownPerson``, ``TokenNameTaken``, ``TokenTooLong``.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise TokenTooLong(field="days", days=days, longest=LONGEST_DAYS)
    person, name = _person(username), tidy(name)[:_LONGEST_NAME]
    if Token.objects.filter(person=person, name=name, revoked_at=None).exists():
        raise TokenNameTaken(field="name", username=username, name=name)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        person=person, name=name, digest=_digest(secret), created_at=at, expires_at=at + timedelta(days=days)
    )
    _record("token.issued", token, at=at)
    return token, secret


@transaction.atomic
def revoke_token(*, username: str, name: str, at: datetime) -> Token:
    """收回令牌: it opens nothing from now on. Raises ``UnknownPerson``, ``UnknownToken``."""
    person = _person(username)
    token = Token.objects.select_for_update().filter(person=person, name=tidy(name), revoked_at=None).first()
    if token is None:
        raise UnknownToken(field="name", username=username, name=name)
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    _record("token.revoked", token, at=at)
    return token


def person_of(secret: str, *, at: datetime) -> Person | None:
    """Whom the secret stands for; None where it is unknown, revoked or expired, or the person may not sign in."""
    tokens = Token.objects.filter(revoked_at=None, expires_at__gt=at, person__is_active=True)
    token = tokens.select_related("person").filter(digest=_digest(secret)).first()
    return token.person if token else None


def _person(username: str) -> Person:
    # The row is held, so that two tokens of one name cannot be issued at once.
    person = Person.objects.select_for_update(no_key=True).filter(username=tidy(username), is_active=True).first()
    if person is None:
        raise UnknownPerson(field="username", username=username)
    return person


def _digest(secret: str) -> str:
    # A plain digest is enough: the secret is random, nobody can guess it from a list of words.
    return hashlib.sha256(secret.encode()).hexdigest()


def _record(kind: str, token: Token, *, at: datetime) -> None:
    data = {"token": token.pk, "person": token.person_id, "expires_at": token.expires_at.isoformat()}
    record(chain=ChainKind.SECURITY, subject_id=token.person_id, act=Act(kind=kind, actor=SYSTEM, at=at, data=data))
