"""Words for the terminal, before Django is set up: the same catalogue, Chinese unless the terminal asks for English."""

import gettext
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class CannotStart(Exception):
    """The installation cannot be started as it is; the message says what to do. Nothing was changed."""


def language() -> str:
    """``en`` where the terminal's environment asks for English, otherwise ``zh_Hans``."""
    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    wanted = next((value for name in names if (value := os.environ.get(name))), "")
    return "en" if wanted.lower().startswith("en") else "zh_Hans"


def _(message: str) -> str:
    """The message in the terminal's language; English where the catalogue lacks it."""
    return gettext.translation("django", ROOT / "locale", languages=[language()], fallback=True).gettext(message)


def say(line: str) -> None:
    """One line for the person who started it, at once."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
