"""协商协调办法的格式: packs in TOML (``schema = 1``) and, as versions are stored, in JSON. Pure; no database."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from core.vocabulary import ForumSubject, PaperKind, SilenceEffect, Step, Tier
from procedures.errors import PackInvalid, Problem
from procedures.keys import HEAD, RULES
from procedures.later_keys import with_later_keys
from procedures.pack import CitedValue, Pack, Term, TermLength, TierPolicy, plain
from procedures.reading import Reading

Code = TypeVar("Code", bound=StrEnum)

# Rules whose key stands alone: the field of the pack has the key's own name.
_PLAIN = tuple(key for key in RULES if "." not in key and key != "tier4_reminder")


def load(text: str, *, file: str) -> Pack:
    """Read a pack from TOML; PackInvalid names every problem with file, key and reason."""
    try:
        document = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        problem = Problem(file=file, key=_place(str(error), text), reason="broken_toml", params={"detail": str(error)})
        raise PackInvalid([problem]) from None
    return _pack(Reading(document, file=file))


def from_json(document: dict[str, Any], *, file: str = "json") -> Pack:
    """Read a pack back from what ``to_json`` gave; checked just as a file is.

    A version stored before a key existed says of it what was the rule then.
    """
    return _pack(Reading(with_later_keys(document), file=file))


def to_json(pack: Pack) -> dict[str, Any]:
    """The pack as nested tables of plain values, in the order of the schema; ``from_json`` reads it back unchanged."""
    document: dict[str, Any] = {"schema": 1}
    document |= {key: plain(getattr(pack, key)) for key in HEAD if key != "schema"}
    for entry in pack.cited():
        *groups, name = entry.key.split(".")
        table = document
        for group in groups:
            table = table.setdefault(group, {})
        source = {"basis": "sample", "reason": entry.reason} if entry.is_sample else {"citation": entry.citation}
        table[name] = {"value": plain(entry.value), **source}
    return document


def sha256(pack: Pack) -> str:
    """Digest of what the pack says; comments and spacing of its file do not count."""
    canonical = json.dumps(to_json(pack), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _pack(reading: Reading) -> Pack:
    if reading.problems:
        raise PackInvalid(reading.problems)
    entries = {key: reading.entries[key] for key in RULES if key in reading.entries}
    head = {key: value for key, value in reading.head.items() if key != "schema"}
    return Pack(
        **head,
        entries=MappingProxyType(entries),
        tiers=_tiers(entries),
        terms=_frozen({step: _term(entry) for step, entry in _under("terms", entries, Step).items()}),
        fast_terms=_frozen({step: _term(entry) for step, entry in _under("fast_terms", entries, Step).items()}),
        tier4_reminder=_term(entries["tier4_reminder"]),
        silence_effect=_frozen(_values_under("silence_effect", entries, Step, SilenceEffect)),
        forum_routing=_frozen(_values_under("forum_routing", entries, ForumSubject, str)),
        sign_off=_frozen(_values_under("sign_off", entries, PaperKind, int)),
        **{key: entries[key].value for key in _PLAIN},
    )


def _tiers(entries: Mapping[str, CitedValue]) -> Mapping[Tier, TierPolicy]:
    return _frozen(
        {
            tier: TierPolicy(
                conductor=entries[f"tiers.{tier}.conductor"].value,
                escalation_mode=entries[f"tiers.{tier}.escalation_mode"].value,
            )
            for tier in Tier
            if f"tiers.{tier}.conductor" in entries
        }
    )


def _term(entry: CitedValue) -> Term:
    length: TermLength = entry.value
    return Term(
        n=length.n, unit=length.unit, roll=length.roll,
        citation=entry.citation, is_sample=entry.is_sample, reason=entry.reason,
    )  # fmt: skip


def _under(group: str, entries: Mapping[str, CitedValue], codes: type[Code]) -> dict[Code, CitedValue]:
    return {code: entries[f"{group}.{code}"] for code in codes if f"{group}.{code}" in entries}


Value = TypeVar("Value")


def _values_under(
    group: str, entries: Mapping[str, CitedValue], codes: type[Code], kind: Callable[[Any], Value]
) -> dict[Code, Value]:
    return {code: kind(entry.value) for code, entry in _under(group, entries, codes).items()}


Key = TypeVar("Key")


def _frozen(table: dict[Key, Value]) -> Mapping[Key, Value]:
    return MappingProxyType(table)


def _place(detail: str, text: str) -> str:
    """Where TOML broke; an unfinished file broke at its last line."""
    found = re.search(r"at line (\d+)", detail)
    return f"line {found.group(1) if found else len(text.splitlines())}"
