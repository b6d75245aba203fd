"""协商室: letters with who has replied, and each version with its clauses, comments and the sheet of signatures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cases.clauses import ClauseChange, changes_between, clauses_of
from cases.models import Party
from web.dossier_rows import Row


@dataclass(frozen=True, kw_only=True)
class Round:
    """一轮函询: a letter, and a line for each department that was asked."""

    row: Row
    lines: list[tuple[str, Row | None, Row | None]]


@dataclass(frozen=True, kw_only=True)
class Clause:
    """一条: its number and words, and what was said to it."""

    number: int
    text: str
    comments: list[Row]


@dataclass(frozen=True, kw_only=True)
class Version:
    """一稿: ``changes`` against the version before are empty for the first; ``sheet`` is signer by signer."""

    row: Row
    clauses: list[Clause]
    changes: list[ClauseChange]
    sheet: list[tuple[Row, Row | None]]

    @property
    def missing(self) -> list[str]:
        """Whose signature is awaited."""
        return [signer["organization"] for signer, given in self.sheet if not given and not signer["dropped_at"]]


def rounds_of(file: Mapping[str, list[Row]], parties: Iterable[Party]) -> list[Round]:
    """Every letter, newest first; each party but the sender with its receipt and its reply."""
    listed = [(party.organization_id, party.organization.short_name) for party in parties]
    return [_round(row, listed) for row in file["rounds_of_letters"]]


def _round(row: Row, parties: list[tuple[int, str]]) -> Round:
    received = {one["organization_id"]: one for one in row["receipts"]}
    replied = {one["organization_id"]: one for one in row["replies"]}
    asked = [(pk, name) for pk, name in parties if pk != row["sender_id"]]
    return Round(row=row, lines=[(name, received.get(pk), replied.get(pk)) for pk, name in asked])


def versions_of(file: Mapping[str, list[Row]]) -> list[Version]:
    """Every version, newest first, each compared with the one before it in the same visit."""
    found = file["agreed_texts"]
    return [_version(row, _before(row, found[place + 1 :])) for place, row in enumerate(found)]


def _before(row: Row, earlier: list[Row]) -> Row | None:
    return next((one for one in earlier if one["stage_id"] == row["stage_id"]), None)


def _version(row: Row, before: Row | None) -> Version:
    said: dict[int, list[Any]] = {}
    for comment in row["comments"]:
        said.setdefault(comment["clause"], []).append(comment)
    signed = {one["organization_id"]: one for one in row["signatures"]}
    return Version(
        row=row,
        clauses=[
            Clause(number=number, text=text, comments=said.get(number, []))
            for number, text in enumerate(clauses_of(row["text"]), 1)
        ],
        changes=changes_between(before["text"], row["text"]) if before else [],
        sheet=[(signer, None if signer["dropped_at"] else signed.get(signer["organization_id"]))
               for signer in row["signers"]],
    )  # fmt: skip
