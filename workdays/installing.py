"""放假通知的启用: a notice comes into use, whole or not at all, and each that was counted with stays on record."""

import os
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db import transaction

from audit.acting import Act
from audit.actors import SYSTEM, Actor
from audit.models import ChainHead, ChainKind
from audit.services import record
from workdays.errors import NoticeInUse
from workdays.models import NoticeEdition
from workdays.news import unrecorded
from workdays.notice_files import Notice, installed_file, loaded_notices, read_notice

THE_COUNTRY = 0
"""Subject of the chain on which the notices stand: they are of no jurisdiction."""
_LONGEST = 200


def take_note(*, at: datetime) -> list[NoticeEdition]:
    """记录在用的通知: those in use that are not on record yet: a release brought them, or an operator's own hand."""
    if not unrecorded(loaded_notices()):
        return []
    with transaction.atomic():
        _lock()
        return [_record(notice, SYSTEM, at, "calendar.notice_found") for notice in unrecorded(loaded_notices())]


def install_notice(*, path: Path, by: Actor, at: datetime) -> NoticeEdition:
    """启用放假通知: checks the file, puts it among the operator's and records it. Clocks keep their moments until then.

    Raises ``NoticeInvalid``, ``NoticeInUse``.
    """
    notice = read_notice(path)
    content, target = path.read_bytes(), installed_file(notice.year)
    if any(used.digest == notice.digest for used in loaded_notices()):
        raise NoticeInUse(reference=notice.reference, year=notice.year)
    take_note(at=at)
    with transaction.atomic():
        _lock()
        edition = _record(notice, by, at, "calendar.notice_installed")
        # Last: where this fails nothing is on record; where the commit fails the file is found in use later.
        _put(content, target)
    return edition


def _record(notice: Notice, by: Actor, at: datetime, kind: str) -> NoticeEdition:
    edition = NoticeEdition.objects.create(
        year=notice.year, reference=notice.reference[:_LONGEST], file=notice.file[:_LONGEST], digest=notice.digest,
        facts=_facts(notice), recorded_at=at, recorded_by_name=by.person_name,
    )  # fmt: skip
    act = Act(kind=kind, actor=by, at=at)
    act.data = {"edition": edition.pk, "year": edition.year, "reference": edition.reference, "digest": edition.digest}
    act.changed("calendar.notice", **act.data)
    record(chain=ChainKind.CALENDAR, subject_id=THE_COUNTRY, act=act)
    return edition


def _facts(notice: Notice) -> list[list[str]]:
    return [[day.isoformat(), str(fact.kind), fact.name] for day, fact in sorted(notice.days.items())]


def _lock() -> None:
    """Notices come one at a time: the head of their chain is held until the end."""
    name = f"{ChainKind.CALENDAR}:{THE_COUNTRY}"
    ChainHead.objects.get_or_create(chain=name)
    ChainHead.objects.select_for_update().get(chain=name)


def _put(content: bytes, target: Path) -> None:
    """Whole or not at all: a reader sees the old file or the new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".part", delete=False) as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).chmod(0o644)
    Path(part.name).replace(target)
