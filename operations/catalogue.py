"""译文目录: the catalogue of translations, taken from the sources without gettext's own tools (a newcomer lacks them).

English is written in the code; ``locale/zh_Hans`` holds the Chinese. Needs the development packages Babel and polib.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

KEYWORDS: Mapping[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
FOLDERS_WITHOUT_SOURCES = {"migrations", "tests", "var", "stubs", "node_modules", "locale", "static"}
HEADER = {
    "Project-Id-Version": "dingfen",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
# Names that stay as they are on a Chinese page.
PROPER_NAMES = {
    "AGPL", "API", "BPMN", "CSV", "Celery", "CloudEvents", "Ctrl-C", "Dingfen", "English", "GNU",
    "GBK", "HTTP", "JSON", "JavaScript", "OCEL", "PDF", "PostgreSQL", "README", "REST", "Redis", "TOML", "URL", "UTF",
    "XES", "XLSX", "ZIP",
}  # fmt: skip
_PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%%")
_ENGLISH_WORD = re.compile(r"[A-Za-z][A-Za-z-]+[A-Za-z]")
_LITERAL = re.compile(r"<[^>]*>|[「“\"`].*?[」”\"`]|[A-Za-z0-9-]*[./][\w./-]+|[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+|--[\w-]+")


@dataclass(frozen=True, order=True)
class Message:
    """一条原文: the English source, its context ("" where it has none) and its plural form ("" likewise)."""

    text: str
    context: str = ""
    plural: str = ""


@dataclass
class Findings:
    """What is not in step; empty when all is well."""

    missing: list[str] = field(default_factory=list)
    obsolete: list[str] = field(default_factory=list)
    untranslated: list[str] = field(default_factory=list)
    placeholders: list[str] = field(default_factory=list)
    english_left: list[str] = field(default_factory=list)
    compiled_is_stale: bool = False

    def __bool__(self) -> bool:
        return any(vars(self).values())


def sources(root: Path) -> list[Path]:
    """The Python files and templates of the product, in a stable order."""
    found = (path for kind in ("*.py", "*.html", "*.txt") for path in root.glob(f"*/**/{kind}"))
    return sorted(path for path in found if _is_source(path.relative_to(root)))


def _is_source(path: Path) -> bool:
    hidden = any(part.startswith(".") or part in FOLDERS_WITHOUT_SOURCES for part in path.parts)
    return not hidden and (path.suffix == ".py" or "templates" in path.parts)


def messages_of(root: Path) -> dict[Message, list[str]]:
    """Every source text with the files it stands in."""
    found: dict[Message, list[str]] = {}
    for path in sources(root):
        for message in _messages_in(path):
            places = found.setdefault(message, [])
            name = path.relative_to(root).as_posix()
            if name not in places:
                places.append(name)
    return _plurals_joined(found)


def _plurals_joined(found: dict[Message, list[str]]) -> dict[Message, list[str]]:
    """A text used with and without a plural is one entry of the catalogue, the one with the plural."""
    with_plural = {(message.text, message.context): message for message in found if message.plural}
    joined: dict[Message, list[str]] = {}
    for message, places in found.items():
        joined.setdefault(with_plural.get((message.text, message.context), message), []).extend(places)
    return joined


def _messages_in(path: Path) -> Iterator[Message]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is left between the messages is filler; indentation would only confuse the tokenizer.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    for _line, found, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        singular, plural = (found[0], found[1]) if isinstance(found, tuple) else (found, "")
        if singular:
            yield Message(singular, context or "", plural or "")


def update(root: Path, folder: Path) -> polib.POFile:
    """Bring the catalogue in step with the sources, keep what is translated, drop what is gone, and compile."""
    known = {(entry.msgid, entry.msgctxt or ""): entry for entry in _read(folder)}
    catalogue = polib.POFile(wrapwidth=120)
    catalogue.metadata = dict(HEADER)
    for message, places in sorted(messages_of(root).items()):
        catalogue.append(_entry(message, places, known.get((message.text, message.context))))
    folder.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(folder / "django.po"))
    catalogue.save_as_mofile(str(folder / "django.mo"))
    return catalogue


def _entry(message: Message, places: Sequence[str], known: polib.POEntry | None) -> polib.POEntry:
    options: dict[str, object] = {"msgctxt": message.context} if message.context else {}
    translated = _translations(known) if known else [""]
    if message.plural:
        options |= {"msgid_plural": message.plural, "msgstr_plural": {0: translated[0]}}
    else:
        options |= {"msgstr": translated[0]}
    flags = ["python-format"] if "%(" in message.text else []
    return polib.POEntry(msgid=message.text, occurrences=[(place, "") for place in places], flags=flags, **options)


def check(root: Path, folder: Path) -> Findings:
    """Compare sources, catalogue and compiled catalogue; changes nothing."""
    wanted = {(message.text, message.context) for message in messages_of(root)}
    catalogue = _read(folder)
    present = {(entry.msgid, entry.msgctxt or "") for entry in catalogue}
    compiled = folder / "django.mo"
    return Findings(
        missing=sorted(text for text, _context in wanted - present),
        obsolete=sorted(text for text, _context in present - wanted),
        untranslated=[entry.msgid for entry in catalogue if not all(_translations(entry))],
        placeholders=[entry.msgid for entry in catalogue if _placeholders_differ(entry)],
        english_left=[entry.msgid for entry in catalogue if any(map(english_in, _translations(entry)))],
        compiled_is_stale=not compiled.exists() or compiled.read_bytes() != catalogue.to_binary(),
    )


def _read(folder: Path) -> polib.POFile:
    path = folder / "django.po"
    return polib.pofile(str(path), wrapwidth=120) if path.exists() else polib.POFile()


def _translations(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr_plural[key] for key in sorted(entry.msgstr_plural)] if entry.msgid_plural else [entry.msgstr]


def _placeholders_differ(entry: polib.POEntry) -> bool:
    """A translation may leave nothing out and add nothing; a plural's may take from either form."""
    allowed = _names(entry.msgid) | _names(entry.msgid_plural or "")
    return any(text and not _names(entry.msgid) <= _names(text) <= allowed for text in _translations(entry))


def _names(text: str) -> set[str]:
    return {match.group(0) for match in _PLACEHOLDER.finditer(text)}


def english_in(text: str) -> list[str]:
    """The English words left in a translation; names, quoted codes, paths and placeholders are none."""
    bare = _LITERAL.sub(" ", _PLACEHOLDER.sub(" ", text))
    return [word for word in _ENGLISH_WORD.findall(bare) if word not in PROPER_NAMES]
