"""The log: one JSON object a line, with what it is about, and nothing that was said."""

import json
import logging
import sys

from django.conf import settings


def line(**extra: object) -> dict[str, object]:
    options = dict(settings.LOGGING["formatters"]["line"])
    formatter = options.pop("()")(**options)
    try:
        raise RuntimeError("broken")
    except RuntimeError:
        failure = sys.exc_info()
    record = logging.LogRecord("escalation.sweep", logging.ERROR, __file__, 1, "did not take effect", (), failure)
    record.__dict__.update(extra)
    read: dict[str, object] = json.loads(formatter.format(record))
    return read


def test_a_line_says_which_action_and_which_case():
    written = line(action="sweep", case=7, deadline=12)
    assert (written["event"], written["level"], written["logger"]) == (
        "did not take effect", "error", "escalation.sweep",
    )  # fmt: skip
    assert (written["action"], written["case"], written["deadline"]) == ("sweep", 7, 12)
    assert "RuntimeError: broken" in str(written["exception"])


def test_a_line_does_not_say_who_or_what_was_said():
    assert "person" not in line(person="王某", opinion="不归本单位")
    assert "王某" not in str(line(person="王某"))
