"""From a document of nested tables to values by dotted key, with every problem noted on the way."""

from typing import Any

from procedures import checks
from procedures.errors import Problem
from procedures.keys import GROUPS, HEAD, REQUIRED, RULES
from procedures.pack import CitedValue
from procedures.values import Reader, Unusable, listed, shown, words

_WRAPPER = ("value", "citation", "basis", "reason")


class Reading:
    """校验: one reading of one file; ``head`` and ``entries`` hold what could be read, ``problems`` what could not."""

    def __init__(self, document: dict[str, Any], *, file: str) -> None:
        self.file = file
        self.head: dict[str, Any] = {}
        self.entries: dict[str, CitedValue] = {}
        self.problems: list[Problem] = []
        self._named: set[str] = set()
        self._walk(document, prefix="")
        self._note_missing()
        self._note_faults()

    def _walk(self, table: dict[str, Any], *, prefix: str) -> None:
        for name, raw in table.items():
            key = prefix + name
            self._named.add(key)
            if key in HEAD:
                self._read_head(key, raw)
            elif key in RULES:
                self._read_rule(key, raw)
            elif key not in GROUPS:
                self._note(key, "unknown_key", known=listed(_known_under(prefix)))
            elif isinstance(raw, dict):
                self._walk(raw, prefix=f"{key}.")
            else:
                self._note(key, "not_a_table", got=shown(raw))

    def _read_head(self, key: str, raw: Any) -> None:
        try:
            self.head[key] = HEAD[key](raw)
        except Unusable as problem:
            self._note(key, problem.reason, **problem.params)

    def _read_rule(self, key: str, raw: Any) -> None:
        if not isinstance(raw, dict) or "value" not in raw:
            self._note(key, "not_cited", got=shown(raw))
            return
        for name in raw:
            if name not in _WRAPPER:
                self._note(f"{key}.{name}", "unknown_key", known=listed(_WRAPPER))
        source = self._source(key, raw)
        value = self._typed(key, raw["value"], RULES[key])
        if source is not None and value is not None:
            citation, reason = source
            self.entries[key] = CitedValue(
                key=key, value=value, citation=citation, is_sample="basis" in raw, reason=reason
            )

    def _typed(self, key: str, raw: Any, read: Reader) -> Any:
        try:
            return read(raw)
        except Unusable as problem:
            inside = f"{key}.{problem.part}" if problem.part else key
            self._note(inside, problem.reason, **problem.params)
            return None

    def _source(self, key: str, raw: dict[str, Any]) -> tuple[str, str] | None:
        """Citation and reason, one of them empty; None where the source is not in order."""
        cited, sample = "citation" in raw, "basis" in raw
        if cited == sample:
            self._note(key, "both_citation_and_basis" if cited else "neither_citation_nor_basis")
            return None
        if cited and "reason" in raw:
            self._note(f"{key}.reason", "reason_without_sample")
            return None
        if sample and raw["basis"] != "sample":
            self._note(f"{key}.basis", "unknown_basis", got=shown(raw["basis"]))
            return None
        if sample and "reason" not in raw:
            self._note(key, "sample_without_reason")
            return None
        where = "citation" if cited else "reason"
        text = self._typed(f"{key}.{where}", raw[where], words)
        if text is None:
            return None
        return (text, "") if cited else ("", text)

    def _note_missing(self) -> None:
        for key in [*HEAD, *(key for key in RULES if key in REQUIRED)]:
            if key not in self._named:
                self._note(key, "missing_key")

    def _note_faults(self) -> None:
        values = {key: entry.value for key, entry in self.entries.items()}
        for fault in checks.faults(values, frozenset(self._named)):
            self._note(fault.key, fault.reason, **fault.params)

    def _note(self, key: str, reason: str, **params: Any) -> None:
        self.problems.append(Problem(file=self.file, key=key, reason=reason, params=params))


def _known_under(prefix: str) -> list[str]:
    """The names a table may hold, in the order of the schema."""
    keys = [*(HEAD if not prefix else ()), *RULES]
    return list(dict.fromkeys(key.removeprefix(prefix).split(".")[0] for key in keys if key.startswith(prefix)))
