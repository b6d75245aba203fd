"""放假安排的通知: reads one TOML file per State Council notice and says what is wrong with one that cannot be used."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext as _

from workdays.days import DayFact, DayKind
from workdays.errors import NoticeInvalid

SHIPPED = Path(__file__).resolve().parent / "notices"
SCHEMA = 1
_YEARS = range(2000, 2101)
_SATURDAY = 5
_Signature = tuple[tuple[Path, int, int], ...]
_KEYS: Mapping[str, tuple[type, bool]] = {
    "schema": (int, True),
    "year": (int, True),
    "title": (str, True),
    "source": (str, True),
    "festival": (list, True),
    "number": (str, False),
    "published": (date, False),
}
_FESTIVAL_KEYS: Mapping[str, tuple[type, bool]] = {"name": (str, True), "off": (list, True), "makeup": (list, False)}


@dataclass(frozen=True, slots=True, eq=False)
class Notice:
    """放假通知: one year's arrangement; ``reference`` is its number, else the address it was read from.

    Two are the same only where they were read together: what was counted with one is kept by it.
    """

    file: str
    year: int
    number: str
    title: str
    source: str
    published: date | None
    days: Mapping[date, DayFact]
    digest: str = ""

    @property
    def reference(self) -> str:
        return self.number or self.source


def operator_folder() -> Path:
    """Where an operator puts a notice that came after this release."""
    return Path(settings.DINGFEN_DATA) / "notices"


def loaded_notices() -> tuple[Notice, ...]:
    """The notices in force, by year; an operator's notice takes the place of the shipped one of the same year.

    Files are read again when one was added, changed or removed. Raises ``NoticeInvalid``.
    """
    return _load(_signature(SHIPPED), _signature(operator_folder()))


def shipped_notice(year: int) -> Notice | None:
    """The notice of a year as this release brings it, whatever an operator put in its place."""
    return next((notice for notice in _load(_signature(SHIPPED), ()) if notice.year == year), None)


def installed_file(year: int) -> Path:
    """Where the operator's notice of a year stands, or will stand."""
    for path, _modified, _size in _signature(operator_folder()):
        if read_notice(path).year == year:
            return path
    return operator_folder() / f"{year}.toml"


def read_notice(path: Path) -> Notice:
    """One notice from its file. Raises ``NoticeInvalid`` that names file, key and reason."""
    try:
        content = path.read_bytes()
        data = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise NoticeInvalid(file=path.name, key=_("encoding"), reason=_("The file is not UTF-8.")) from error
    except tomllib.TOMLDecodeError as error:
        raise NoticeInvalid(file=path.name, key="TOML", reason=str(error)) from error
    except OSError as error:
        raise NoticeInvalid(file=path.name, key=_("file"), reason=error.strerror or str(error)) from error
    return _Reader(path.name, data, sha256(content).hexdigest()).notice()


def _signature(folder: Path) -> _Signature:
    states = [(path, path.stat()) for path in sorted(folder.glob("*.toml"))]
    return tuple((path, state.st_mtime_ns, state.st_size) for path, state in states)


@lru_cache(maxsize=4)
def _load(shipped: _Signature, installed: _Signature) -> tuple[Notice, ...]:
    by_year = _by_year(shipped) | _by_year(installed)
    return tuple(by_year[year] for year in sorted(by_year))


def _by_year(signature: _Signature) -> dict[int, Notice]:
    notices: dict[int, Notice] = {}
    for path, _modified, _size in signature:
        notice = read_notice(path)
        if notice.year in notices:
            reason = _("%(other)s is about %(year)s too.") % {"other": notices[notice.year].file, "year": notice.year}
            raise NoticeInvalid(file=path.name, key="year", reason=reason)
        notices[notice.year] = notice
    return notices


class _Reader:
    """Turns the content of one file into a notice."""

    def __init__(self, file: str, data: dict[str, Any], digest: str) -> None:
        self.file = file
        self.digest = digest
        self.data = data
        self.days: dict[date, DayFact] = {}

    def notice(self) -> Notice:
        data = self.data
        self._check_table(data, _KEYS, "")
        if data["schema"] != SCHEMA:
            self._refuse("schema", _("This release reads schema %(schema)s only.") % {"schema": SCHEMA})
        if data["year"] not in _YEARS:
            self._refuse("year", _("%(year)s is not a year of this calendar.") % {"year": data["year"]})
        for position, festival in enumerate(data["festival"], start=1):
            self._read_festival(f"festival[{position}]", festival)
        if not self.days:
            self._refuse("festival", _("There is no day off in it."))
        return Notice(
            self.file, data["year"], data.get("number", ""), data["title"], data["source"],
            data.get("published"), MappingProxyType(self.days), self.digest,
        )  # fmt: skip

    def _read_festival(self, key: str, festival: Any) -> None:
        if not isinstance(festival, dict):
            self._refuse(key, _("It must be a table."))
        self._check_table(festival, _FESTIVAL_KEYS, f"{key}.")
        for column, kind in (("off", DayKind.HOLIDAY), ("makeup", DayKind.MAKEUP)):
            for day in festival.get(column, []):
                self._add_day(f"{key}.{column}", day, DayFact(kind, festival["name"], self._reference()))

    def _add_day(self, key: str, day: Any, fact: DayFact) -> None:
        if not _is_a(day, date):
            self._refuse(key, _("%(value)s is not a date such as 2026-10-01.") % {"value": day})
        year = self.data["year"]
        # The days next to New Year may lie over the turn of the year, e.g. December 31.
        if not date(year - 1, 12, 1) <= day <= date(year + 1, 1, 31):
            self._refuse(key, _("%(day)s does not belong to %(year)s.") % {"day": day, "year": year})
        if day in self.days:
            self._refuse(key, _("%(day)s stands there twice.") % {"day": day})
        if fact.kind is DayKind.MAKEUP and day.weekday() < _SATURDAY:
            self._refuse(key, _("%(day)s is not a Saturday or Sunday and needs no make-up.") % {"day": day})
        self.days[day] = fact

    def _reference(self) -> str:
        return str(self.data.get("number") or self.data["source"])

    def _check_table(self, table: dict[str, Any], keys: Mapping[str, tuple[type, bool]], prefix: str) -> None:
        for key in table:
            if key not in keys:
                known = "、".join(keys)
                self._refuse(prefix + key, _("There is no such key; known are %(known)s.") % {"known": known})
        for key, (kind, required) in keys.items():
            if required and table.get(key) in (None, "", []):
                self._refuse(prefix + key, _("It is missing or empty."))
            if key in table and not _is_a(table[key], kind):
                self._refuse(prefix + key, _("%(value)s is of the wrong type.") % {"value": table[key]})

    def _refuse(self, key: str, reason: str) -> NoReturn:
        raise NoticeInvalid(file=self.file, key=key, reason=reason)


def _is_a(value: Any, kind: type) -> bool:
    """TOML's own types: a datetime is no date, and true is no number."""
    return isinstance(value, kind) and not isinstance(value, (bool, datetime))
