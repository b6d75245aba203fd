"""法定指定: clauses of law that leave it to the government to name the department, and where a basis rests on one.

Pure: the list comes as an argument. A department, or the establishment office, cannot settle among themselves what a
statute leaves to the government; the case must go to the government (R47, R50).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_STATE = "中华人民共和国"
_DIGITS = {sign: value for value, signs in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
           for sign in signs}  # fmt: skip
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = rf"[0-9{''.join(_DIGITS)}{''.join(_UNITS)}]+"
_UNTIL = "至到~—–-"
_LISTED = re.compile(rf"第?({_NUMBER}(?:条?[、,和及与{_UNTIL}]+第?{_NUMBER})*)条(?!之)")
_PART = re.compile(rf"([{_UNTIL}]?)第?({_NUMBER})")
_OTHER = r"[一-鿿]{2,}?(?:法|条例|规定|办法|细则|规则)(?=第)"
_SAME = ("本法", "该法", "同法")
_NO_LONGER_THE_LAW = "(?!实施|办法|条例|细则|解释|释义)"


@dataclass(frozen=True, kw_only=True)
class Designation:
    """法定指定条款: ``says`` in our own words what the clause leaves to the government."""

    instrument: str
    aliases: tuple[str, ...]
    clause: str
    says: str
    source: str

    @property
    def cited(self) -> str:
        return f"《{self.instrument}》{self.clause}"

    @property
    def article(self) -> int:
        return number_of(self.clause.removeprefix("第").removesuffix("条"))

    @property
    def names(self) -> tuple[str, ...]:
        return (self.instrument.removeprefix(_STATE), *self.aliases)


def designations_in(text: str, known: Sequence[Designation]) -> list[Designation]:
    """Those of the ``known`` clauses that a basis names: the instrument or an alias, and the article after it.

    Articles may be written in Chinese numerals or digits, listed or as a range (第七十七、七十八条; 第77至82条).
    """
    found = {(name, article) for name, articles in _cited(text, known) for article in articles}
    return [one for one in known if any((name, one.article) in found for name in one.names)]


def number_of(numeral: str) -> int:
    """一百一十八 → 118; digits as they are. Raises ValueError where it is no number."""
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    total, digit = 0, None
    for sign in numeral:
        if sign in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[sign]
            digit = None
        elif sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            raise ValueError(numeral)
    return total + (digit or 0)


def _cited(text: str, known: Sequence[Designation]) -> Iterator[tuple[str, set[int]]]:
    """Each instrument named, with the articles that stand between it and the next one."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace(_STATE, "")
    names = sorted({name for one in known for name in one.names}, key=len, reverse=True)
    if not names:
        return
    ours = "|".join(re.escape(name) for name in names)
    mentions = list(re.finditer(rf"《([^《》]*)》|(?:环境)?(?:{ours}){_NO_LONGER_THE_LAW}|{_OTHER}", plain))
    mentions = [one for one in mentions if not one[0].endswith(_SAME)]
    for place, mention in enumerate(mentions):
        name = _name_of(mention, names)
        after = mentions[place + 1].start() if place + 1 < len(mentions) else len(plain)
        if name:
            yield name, set(_articles(plain[mention.end() : after]))


def _name_of(mention: re.Match[str], names: Sequence[str]) -> str:
    """The instrument's name; "" of one that is not ours: a title in brackets is meant as a whole."""
    title = mention[1]
    if title is not None:
        whole = re.sub(r"\(.*?\)$", "", title)
        return whole if whole in names else ""
    # 环境噪声污染防治法 was another law, repealed in 2022
    return next((name for name in names if mention[0].endswith(name) and not mention[0].endswith(f"环境{name}")), "")


def _articles(text: str) -> Iterator[int]:
    for listed in _LISTED.finditer(text):
        last: int | None = None
        for until, numeral in _PART.findall(listed[1]):
            number = number_of(numeral)
            yield from range(last + 1, number) if until and last is not None else ()
            yield number
            last = number
