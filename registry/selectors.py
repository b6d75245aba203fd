"""Reading the registry: whose duty a matter is, on a date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, Exists, Func, IntegerField, OuterRef, Q, QuerySet, Value, When

from organizations.models import Jurisdiction, Organization
from registry.models import BoundaryEntry, EntryAssignment, EntryVersion
from registry.words import LONGEST_WORD, normalised, words_asked

ASKED_PER_MATCHED = 4  # of a whole sentence at least every fourth word: what every duty has in common is no answer
_ASSIGNMENTS = ("assignments__organization",)


@dataclass(frozen=True, kw_only=True)
class Found:
    """查询结果: a version in force that has ``matched`` of the ``asked`` words, with its assignments at hand."""

    version: EntryVersion
    matched: int
    asked: int


@dataclass(frozen=True, kw_only=True)
class EntriesPage:
    """One page of the list; ``next_after`` asks for the following one, None at the end."""

    versions: list[EntryVersion]
    next_after: int | None


class _MatchedWords(Func):
    """How many words two arrays have in common."""

    function = "unnest"
    template = "(SELECT count(*) FROM unnest(%(expressions)s))"
    arg_joiner = ") AS word WHERE word = ANY("
    arity = 2
    output_field = IntegerField()


def look_up(*, jurisdiction: Jurisdiction, q: str, on: date, limit: int = 10) -> list[Found]:
    """职责查询: entries in force on the day that share words with ``q``, those with most in common first.

    Three queries, whatever the number of entries found; [] where ``q`` holds no word.
    """
    asked = words_asked(q)
    if not asked:
        return []
    versions = (
        _in_force(jurisdiction, on)
        .filter(words__overlap=asked)
        .annotate(matched=_MatchedWords("words", _array(asked)), named=_named_in_matter(q))
        .filter(matched__gte=ceil(len(asked) / ASKED_PER_MATCHED))
        .order_by("-matched", "-named", "entry_id")[:limit]
    )
    return [Found(version=version, matched=version.matched, asked=len(asked)) for version in versions]


def entry_by_number(number: str) -> BoundaryEntry | None:
    """The entry with this public number."""
    return BoundaryEntry.objects.select_related("jurisdiction").filter(number=number).first()


def entry_of_matter(jurisdiction: Jurisdiction, matter: str, on: date) -> BoundaryEntry | None:
    """动态补丁: the entry that what begins ``on`` that day continues: same matter, its latest version begun before.

    None where there is no such entry: what begins no later than the version on record stands beside it as its own.
    """
    later = EntryVersion.objects.filter(entry=OuterRef("entry"), version__gt=OuterRef("version"))
    latest = EntryVersion.objects.filter(
        ~Exists(later), entry__jurisdiction=jurisdiction, matter__iexact=matter.strip()
    )
    version = latest.filter(valid__startswith__lt=on).select_related("entry").order_by("-entry_id").first()
    return version.entry if version else None


def entry_on(entry: BoundaryEntry, on: date) -> EntryVersion | None:
    """What the entry says on that day; None where no version is in force."""
    return entry.versions.filter(valid__contains=on).select_related("entry").prefetch_related(*_ASSIGNMENTS).first()


def versions_of(entry: BoundaryEntry) -> list[EntryVersion]:
    """All versions of the entry, the newest first."""
    return list(entry.versions.select_related("entry").prefetch_related(*_ASSIGNMENTS).order_by("-version"))


def duties_of(organization: Organization, on: date) -> list[EntryAssignment]:
    """What the organization leads, carries or assists in on that day, by entry and phase."""
    assignments = EntryAssignment.objects.filter(organization=organization, valid__contains=on)
    return list(assignments.select_related("entry", "version", "organization").order_by("entry_id", "phase"))


def entries_page(
    *, jurisdiction: Jurisdiction, on: date, q: str = "", after: int | None = None, limit: int = 20
) -> EntriesPage:
    """清单: entries in force on the day, by number; ``q`` narrows to those that hold all its words."""
    versions = _in_force(jurisdiction, on)
    if asked := words_asked(q):
        versions = versions.filter(words__contains=asked)
    if after is not None:
        versions = versions.filter(entry_id__gt=after)
    rows = list(versions.order_by("entry_id")[: limit + 1])
    return EntriesPage(versions=rows[:limit], next_after=rows[limit - 1].entry_id if len(rows) > limit else None)


def _in_force(jurisdiction: Jurisdiction, on: date) -> QuerySet[EntryVersion]:
    versions = EntryVersion.objects.filter(entry__jurisdiction=jurisdiction, valid__contains=on)
    return versions.select_related("entry").prefetch_related(*_ASSIGNMENTS)


def _array(words: Sequence[str]) -> Value:
    return Value(list(words), output_field=ArrayField(CharField(max_length=LONGEST_WORD)))


def _named_in_matter(q: str) -> Case:
    """1 where the matter's own name holds the query, 0 where the words lie in the description only."""
    named: Q = Q(matter__icontains=normalised(q).strip())
    return Case(When(named, then=Value(1)), default=Value(0), output_field=IntegerField())
