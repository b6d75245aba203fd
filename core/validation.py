"""What is wrong with an input, in words that name the value, the rule and what to do."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop
from pydantic_core import ErrorDetails

_LONGEST_SHOWN = 40

REQUIRED = gettext_noop("Please fill this in.")
NOT_A_DATE = gettext_noop("“%(given)s” is not a date. Write year, month and day, for example 2026-11-26.")
NOT_A_MOMENT = gettext_noop("“%(given)s” is not a date with a time. Write it like 2026-11-26 09:30.")
NO_ZONE = gettext_noop("“%(given)s” has no time zone. Write it like 2026-11-26T09:30:00+08:00.")
NOT_A_NUMBER = gettext_noop("“%(given)s” is not a whole number.")
NOT_OFFERED = gettext_noop("“%(given)s” is not one of the choices. Choose one from the list.")
UNUSABLE = gettext_noop("“%(given)s” cannot be used here.")

MESSAGES: Mapping[str, str] = {
    "missing": REQUIRED,
    "string_too_long": gettext_noop("At most %(max_length)s characters; you wrote %(length)s. Please shorten it."),
    "string_type": UNUSABLE,
    "too_short": gettext_noop("At least %(min_length)s are needed; you gave %(actual_length)s."),
    "too_long": gettext_noop("At most %(max_length)s are possible; you gave %(actual_length)s."),
    "enum": NOT_OFFERED,
    "literal_error": NOT_OFFERED,
    "date_parsing": NOT_A_DATE,
    "date_type": NOT_A_DATE,
    "date_from_datetime_parsing": NOT_A_DATE,
    "date_from_datetime_inexact": NOT_A_DATE,
    "datetime_parsing": NOT_A_MOMENT,
    "datetime_type": NOT_A_MOMENT,
    "datetime_from_date_parsing": NOT_A_MOMENT,
    "datetime_object_invalid": NOT_A_MOMENT,
    "timezone_aware": NO_ZONE,
    "int_parsing": NOT_A_NUMBER,
    "int_type": NOT_A_NUMBER,
    "int_from_float": NOT_A_NUMBER,
    "int_parsing_size": NOT_A_NUMBER,
    "greater_than_equal": gettext_noop("“%(given)s” is too small; the least is %(ge)s."),
    "less_than_equal": gettext_noop("“%(given)s” is too large; the most is %(le)s."),
    "bool_parsing": NOT_OFFERED,
    "bool_type": NOT_OFFERED,
    "extra_forbidden": gettext_noop("“%(given)s” was sent, but nothing of that name is asked here."),
}


def words_for(error: ErrorDetails) -> str:
    """One pydantic error in the language of the moment."""
    kind, given = error["type"], error["input"]
    params: dict[str, Any] = {**error.get("ctx", {}), "given": _shown(given)}
    if kind == "value_error":
        return gettext(str(params["error"]))
    if given == "" or given is None or (kind == "string_too_short" and params.get("min_length") == 1):
        return gettext(REQUIRED)
    if kind == "too_short" and not params.get("actual_length"):
        return gettext(REQUIRED)
    params["length"] = len(given) if isinstance(given, str) else ""
    return gettext(MESSAGES.get(kind, UNUSABLE)) % params


def _shown(given: Any) -> str:
    text = str(given)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
