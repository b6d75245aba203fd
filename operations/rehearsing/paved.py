"""熟路: the database of a rehearsal plans each statement once, and waits for no disk: it is thrown away in the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_STATEMENTS = 2000
# One plan for all values: most statements take less time than planning them again for these ones.
_SESSION = " -c synchronous_commit=off -c plan_cache_mode=force_generic_plan"


@contextmanager
def paved() -> Iterator[None]:
    """While it lasts, connections prepare what they send more than once; those made before are closed."""
    options: dict[str, Any] = connection.settings_dict["OPTIONS"]
    before = dict(options)
    connection.close()
    options.update(server_side_binding=True, prepare_threshold=1, options=before.get("options", "") + _SESSION)
    try:
        yield
    finally:
        connection.close()
        options.clear()
        options.update(before)


def plan_anew() -> None:
    """Plans are made anew where they are next needed: what was small when they were made has grown."""
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")


def keep_prepared() -> None:
    """This process's connection keeps all that it has prepared: a year needs some hundred statements."""
    connection.ensure_connection()
    connection.connection.prepared_max = _STATEMENTS
