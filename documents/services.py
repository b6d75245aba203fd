"""Taking files in: content first, then the row, so that a row never points to nothing."""

import hashlib
import logging
import os
from datetime import datetime
from pathlib import Path, PurePosixPath
from uuid import uuid4

from django.conf import settings

from core.text import tidy
from documents.errors import CannotKeep, DangerousArchive, EmptyFile, FileTooLarge, WrongFileType
from documents.media_types import EXTENSIONS, LONGEST_UNPACKED, MOST_PARTS, MediaType, recognize
from documents.models import Document, StoredFile
from documents.selectors import path_of
from organizations.models import Organization

logger = logging.getLogger(__name__)
_MEGABYTE = 1024 * 1024
_LONGEST_NAME = 120
_LONGEST_SUFFIX = 10


def store(
    *, content: bytes, file_name: str, title: str, organization: Organization, by_name: str, at: datetime
) -> Document:
    """收存文件: keeps the content under its digest and notes who handed it in.

    The same content handed in twice is kept once and noted twice. Content written by an act that then fails
    stays on the disk without a row; it is found again by its digest.
    Raises ``EmptyFile``, ``FileTooLarge``, ``WrongFileType``, ``DangerousArchive``, ``CannotKeep``.
    """
    name = safe_file_name(file_name)
    media_type = check(content=content, file_name=name)
    digest = hashlib.sha256(content).hexdigest()
    _keep(content, path_of(digest), file_name=name)
    stored, _created = StoredFile.objects.get_or_create(
        digest=digest, defaults={"size": len(content), "media_type": media_type, "stored_at": at}
    )
    return Document.objects.create(
        title=tidy(title)[:200] or name, file_name=_with_extension(name, media_type), file=stored,
        organization=organization, added_by_name=by_name, added_at=at,
    )  # fmt: skip


def check(*, content: bytes, file_name: str) -> MediaType:
    """What the content is; says no where it may not be kept."""
    check_size(size=len(content), file_name=file_name)
    found = recognize(content)
    if found.oversized:
        raise DangerousArchive(field="file", file_name=file_name, limit=LONGEST_UNPACKED // _MEGABYTE, count=MOST_PARTS)
    if found.media_type is None:
        raise WrongFileType(field="file", file_name=file_name, allowed=allowed_kinds())
    return found.media_type


def check_size(*, size: int, file_name: str) -> None:
    """Says no to what is empty or too long; a driver asks before it reads the content."""
    if not size:
        raise EmptyFile(field="file", file_name=file_name)
    limit = settings.DINGFEN_MAX_UPLOAD
    if size > limit:
        length = f"{size / _MEGABYTE:.1f}"
        raise FileTooLarge(field="file", file_name=file_name, size=length, limit=limit // _MEGABYTE)


def allowed_kinds() -> str:
    """The kinds that are kept, for people: PDF, PNG…"""
    return ", ".join(kind.name for kind in MediaType)


def safe_file_name(file_name: str) -> str:
    """The last part of the name as a person typed it, without what a path or a header could trip over."""
    name = PurePosixPath(tidy(file_name).replace("\\", "/").replace("\n", " ")).name
    name = "".join(c for c in name if c not in '<>:"|?*').strip(". ")
    path = PurePosixPath(name or "file")
    return path.stem[:_LONGEST_NAME] + path.suffix[:_LONGEST_SUFFIX]


def _with_extension(name: str, media_type: MediaType) -> str:
    """The name ends as its content is, so that nobody opens a picture as a program."""
    suffix, wanted = PurePosixPath(name).suffix.lower(), EXTENSIONS[media_type]
    same = suffix == wanted or (media_type is MediaType.JPEG and suffix == ".jpeg")
    return name if same else name + wanted


def _keep(content: bytes, target: Path, *, file_name: str) -> None:
    """Written beside its place, flushed to the disk, then renamed: a half-written file is never read, nor left."""
    if target.exists() and target.stat().st_size == len(content):
        return
    draft = target.with_name(f".taking-in-{uuid4().hex}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        logger.exception("a file could not be kept", extra={"action": "store"})
        raise CannotKeep(field="file", file_name=file_name, reason=error.strerror or str(error)) from error
