"""The links of a chain: canonical bytes and their digest."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

LINKED_FIELDS = (
    "chain", "chain_kind", "subject_id", "sequence", "kind", "schema", "at", "actor_id", "actor_name",
    "on_behalf_of_id", "on_behalf_of_name", "acting_for_id", "acting_for_name", "data", "changes", "request_key",
    "previous",
)  # fmt: skip
# made once: json.dumps would make another for each part of each event
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def preferred_algorithm() -> str:
    """SM3 where this Python's OpenSSL has it, SHA-256 elsewhere; the name is stored with each event."""
    return "sm3" if "sm3" in hashlib.algorithms_available else "sha256"


def digest(fields: Mapping[str, Any], algorithm: str) -> str:
    """Hex digest over every linked field, each prefixed with its length so that no two contents look alike."""
    hasher = hashlib.new(algorithm)
    for name in LINKED_FIELDS:
        part = _canonical(fields[name])
        hasher.update(f"{name}:{len(part)}:".encode())
        hasher.update(part)
    return hasher.hexdigest()


def _canonical(value: Any) -> bytes:
    if isinstance(value, datetime):
        value = value.astimezone(UTC).isoformat(timespec="microseconds")
    return _ENCODER.encode(value).encode()
