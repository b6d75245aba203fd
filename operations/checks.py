"""System check before deployment: nothing of the tests stands in an installation."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error

from core import failpoints


def check_failpoints(**_options: Any) -> Sequence[CheckMessage]:
    """故障点: an installation has none."""
    if not failpoints.SOURCE:
        return []
    return [Error("DINGFEN_FAILPOINTS is set: it is for tests alone.", hint="Remove it.", id="operations.E001")]
