"""脱敏: phone and identity numbers do not enter with a work order's text. Pure; every pattern is of bounded length."""

import re

_FULL_WIDTH = str.maketrans("０１２３４５６７８９－＋", "0123456789-+")
_GAP = r"[ -]?"
_BEFORE, _AFTER = r"(?<![0-9])", r"(?![0-9])"
# A resident identity number: region, date of birth, order, check character.
_IDENTITY = re.compile(_BEFORE + r"([1-9][0-9]{5})(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{5}[0-9Xx]" + _AFTER)
_MOBILE = re.compile(_BEFORE + rf"((?:\+?86{_GAP})?1[3-9][0-9]){_GAP}[0-9]{{4}}{_GAP}([0-9]{{4}})" + _AFTER)
_LANDLINE = re.compile(_BEFORE + rf"(0(?:10|2[0-9]|[3-9][0-9]{{2}})){_GAP}[0-9]{{4}}{_GAP}[0-9]{{3,4}}" + _AFTER)
_DIGITS = re.compile(r"[０-９－＋]+")


def masked(text: str) -> str:
    """Identity numbers are cut to their region, mobile numbers to their ends, landlines to their area code."""
    text = _DIGITS.sub(lambda found: found.group().translate(_FULL_WIDTH), text)
    text = _IDENTITY.sub(r"\1************", text)
    text = _MOBILE.sub(r"\1****\2", text)
    return _LANDLINE.sub(r"\1-*******", text)
