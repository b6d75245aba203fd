"""Text as people type it."""

import re
import unicodedata

_SPACES = re.compile(r"[ \t\u00a0\u3000]+")


def tidy(text: str) -> str:
    """One normal form (NFC), no control characters, runs of spaces as one, trimmed; line breaks stay."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) != "Cc")
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()
