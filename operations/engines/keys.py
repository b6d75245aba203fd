"""Passwords and keys of one installation: made once, kept in one file that only its owner may read."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from operations.console import CannotStart, _


def _password() -> str:
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, kw_only=True)
class Keys:
    """密钥: of the embedded engines and of the application."""

    superuser: str = field(default_factory=_password)
    owner: str = field(default_factory=_password)
    application: str = field(default_factory=_password)
    broker: str = field(default_factory=_password)
    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(60))


def keys_in(data: Path) -> Keys:
    """The keys kept under ``data``; made at the first call."""
    path = data / "keys.json"
    if not path.exists():
        _write(path, Keys())
    try:
        return Keys(**json.loads(path.read_text()))
    except (ValueError, TypeError) as error:
        raise CannotStart(
            _("%(path)s cannot be read (%(error)s): put back the copy that belongs to this database.")
            % {"path": path, "error": error}
        ) from error


def write_private(path: Path, text: str) -> None:
    """Write the file whole or not at all, readable by its owner alone."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _write(path: Path, keys: Keys) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, json.dumps(asdict(keys), indent=1) + "\n")
