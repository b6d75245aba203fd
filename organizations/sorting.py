"""拼音排序: keys for order and look-up; no collation of the database knows Chinese."""

from pypinyin import Style, lazy_pinyin, load_phrases_dict

# Place names that the dictionary of phrases reads otherwise.
load_phrases_dict({"长桥": [["cháng"], ["qiáo"]], "华泾": [["huá"], ["jīng"]], "漕河泾": [["cáo"], ["hé"], ["jīng"]]})

_SORT_KEY_LENGTH = 200
_INITIALS_LENGTH = 300


def sort_key(short_name: str) -> str:
    """The short name in pinyin without tones, at most 200 characters."""
    return " ".join(lazy_pinyin(short_name)).lower()[:_SORT_KEY_LENGTH]


def initials(name: str, short_name: str) -> str:
    """The first letters of both names, as people type them to look somebody up, at most 300 characters."""
    names = [name] if name == short_name else [name, short_name]
    return " ".join(_first_letters(text) for text in names)[:_INITIALS_LENGTH]


def _first_letters(text: str) -> str:
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()
