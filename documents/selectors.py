"""Reading files. Who may read is decided by the room that holds the document, not here."""

import hashlib
from pathlib import Path

from django.conf import settings

from documents.errors import DigestMismatch
from documents.models import Document


def path_of(digest: str) -> Path:
    """Where a content lies: two levels of folders, so that none grows too large."""
    return Path(settings.DINGFEN_FILES) / digest[:2] / digest[2:4] / digest


def content_of(document: Document) -> bytes:
    """The content, compared with its digest on the way out. Raises ``DigestMismatch``."""
    path = path_of(document.file.digest)
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != document.file.digest:
        raise DigestMismatch(file_name=document.file_name)
    return content
