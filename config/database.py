"""From a database address in the environment to Django's settings."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# jit: our statements run for milliseconds; compiling the long one of the work lists would take longer than running it.
_SESSION = {
    "statement_timeout": "30s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "60s", "jit": "off",
}  # fmt: skip
# A line that died without a word: what was sent and is not confirmed, or a server that is not there, is noticed within
# a minute. The system's own defaults would let a process wait for two hours.
_LINE = {
    "connect_timeout": 5, "tcp_user_timeout": 30_000, "keepalives_idle": 30, "keepalives_interval": 10,
    "keepalives_count": 3,
}  # fmt: skip


def connection(url: str) -> dict[str, Any]:
    """Django's connection settings for a ``postgresql://user:password@host:port/name`` address.

    A query such as ``?host=/run/postgresql`` or ``?sslmode=require`` is handed to the driver.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(
            f"DATABASE_URL must begin with postgresql://, not {parts.scheme!r}: Dingfen runs on PostgreSQL only"
        )
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **_LINE,
            "options": " ".join(f"-c {name}={value}" for name, value in _SESSION.items()),
            **query,
        },
    }
