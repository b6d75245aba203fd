"""Shipped packs with some values changed, for tests of what a rule does."""

import re
from collections.abc import Mapping
from functools import partial

from procedures.files import shipped_pack, text_of


def pack_with(code: str, values: Mapping[str, str]) -> str:
    """The text of a shipped pack in which the values of these keys are others; values as TOML writes them."""
    text = text_of(shipped_pack(code))
    for key, value in values.items():
        section = rf"(^\[{re.escape(key)}\]\nvalue = ).*$"
        text, changed = re.subn(section, partial(_valued, value), text, flags=re.MULTILINE)
        if changed != 1:
            raise KeyError(key)
    return text


def _valued(value: str, match: re.Match[str]) -> str:
    return match.group(1) + value
