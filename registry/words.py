"""Words to look up by: pure rules, no database.

Chinese has no spaces, so a text is cut into every character (unigram) and every pair of neighbours (bigram); Latin
words and numbers stay whole. Two-character words, the usual length of a matter, are then found exactly.
"""

import re
import unicodedata

LONGEST_WORD = 40
MOST_WORDS_ASKED = 400

_CHINESE = re.compile(r"([\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+)")
_WORDS = re.compile(r"[^\W_]+")


def normalised(text: str) -> str:
    """归一: full-width and half-width letters and digits as one, case folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def words_of(text: str) -> list[str]:
    """检索词: everything the text can be found by, each once, sorted."""
    words: set[str] = set()
    for run, is_chinese in _runs(text):
        if is_chinese:
            words.update(run)
            words.update(_pairs(run))
        else:
            words.add(run[:LONGEST_WORD])
    return sorted(words)


def words_asked(query: str) -> list[str]:
    """What a query asks for: the pairs of neighbours, a character only where it stands alone; each once, in order."""
    words: dict[str, None] = {}
    for run, is_chinese in _runs(query):
        asked = (_pairs(run) or [run]) if is_chinese else [run[:LONGEST_WORD]]
        words.update(dict.fromkeys(asked))
    return list(words)[:MOST_WORDS_ASKED]


def _runs(text: str) -> list[tuple[str, bool]]:
    """Runs of Chinese characters, and words of letters and digits between them; all else separates."""
    runs: list[tuple[str, bool]] = []
    for word in _WORDS.findall(normalised(text)):
        runs += [(part, bool(_CHINESE.fullmatch(part))) for part in _CHINESE.split(word) if part]
    return runs


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]
