"""接收工单: another system's items come in here, each once, masked."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.acting import Act
from audit.actors import Actor
from audit.models import ChainKind
from audit.services import record
from core.errors import DomainError, InvalidRows
from core.text import tidy
from flows.errors import RequestKeyReused
from hotline.errors import WorkOrderDiffers, WorkOrderUnusable
from hotline.masking import masked
from hotline.models import WorkOrder
from hotline.orders_file import WorkOrderLine
from organizations.models import Jurisdiction, Organization
from organizations.selectors import local_date, organizations_by_codes

_SOURCE = re.compile(r"[0-9A-Za-z_-]{1,20}")
_NUMBER = re.compile(r"[^\s:]{1,60}")
_LONGEST_TEXT, _LONGEST_CATEGORY = 5000, 100


@dataclass(frozen=True, kw_only=True)
class IntakeReport:
    """接收报告: what became of a row of a file."""

    row: int
    number: str
    created: bool


def intake(
    *, source: str, number: str, text: str, category: str = "", received_at: datetime,
    handle_by: datetime | None = None, jurisdiction: Jurisdiction, first_recipient: Organization | None = None,
    by: Actor, at: datetime, request_key: str = "",
) -> tuple[WorkOrder, bool]:  # fmt: skip
    """接收工单: keep a copy, phone and identity numbers masked; the same order again gives the one that is there.

    Returns the work order and whether it is new. Raises ``WorkOrderUnusable``, ``WorkOrderDiffers``,
    ``RequestKeyReused``.
    """
    content: dict[str, Any] = {
        "text": masked(tidy(text)), "category": tidy(category), "received_at": received_at, "handle_by": handle_by,
        "jurisdiction": jurisdiction, "first_recipient": first_recipient,
    }  # fmt: skip
    source, number = tidy(source), tidy(number)
    _check(source=source, number=number, content=content, at=at)
    try:
        with transaction.atomic():
            order, created = WorkOrder.objects.get_or_create(
                source=source, number=number, defaults={**content, "taken_in_at": at}
            )
            if created:
                _record_intake(order, by=by, at=at, request_key=request_key)
    except IntegrityError as error:
        if "one_event_per_request_key" not in str(error):
            raise
        raise RequestKeyReused(kind="work_order.received") from error
    if not created:
        _check_same(order, content)
    return order, created


def import_work_orders(
    lines: Sequence[WorkOrderLine], *, source: str, jurisdiction: Jurisdiction, by: Actor, at: datetime
) -> list[IntakeReport]:
    """导入工单: all rows or none; raises ``InvalidRows``."""
    problems: list[tuple[int, str, str]] = []
    reports = []
    with transaction.atomic():
        for line in lines:
            try:
                reports.append(_take_line(line, source=source, jurisdiction=jurisdiction, by=by, at=at))
            except DomainError as error:
                problems.append((line.row, error.field, error.text()))
        if problems:
            raise InvalidRows(problems)
    return reports


def _take_line(
    line: WorkOrderLine, *, source: str, jurisdiction: Jurisdiction, by: Actor, at: datetime
) -> IntakeReport:
    recipient = None
    if line.first_recipient:
        day = local_date(jurisdiction, line.received_at)
        (recipient,) = organizations_by_codes([line.first_recipient], day, field="first_recipient")
    _order, created = intake(
        source=source, number=line.number, text=line.text, category=line.category, received_at=line.received_at,
        handle_by=line.handle_by, jurisdiction=jurisdiction, first_recipient=recipient, by=by, at=at,
    )  # fmt: skip
    return IntakeReport(row=line.row, number=line.number, created=created)


def _check(*, source: str, number: str, content: dict[str, Any], at: datetime) -> None:
    received_at, handle_by = content["received_at"], content["handle_by"]
    rules = [
        ("source", _SOURCE.fullmatch(source), _("must be at most 20 letters A to Z, digits, hyphens")),
        ("number", _NUMBER.fullmatch(number), _("must have 1 to 60 characters, no spaces and no colon")),
        ("text", 0 < len(content["text"]) <= _LONGEST_TEXT, _("must have 1 to 5000 characters")),
        ("category", len(content["category"]) <= _LONGEST_CATEGORY, _("must have at most 100 characters")),
        ("received_at", received_at <= at, _("must not lie in the future")),
        ("handle_by", handle_by is None or handle_by > received_at, _("must be later than the moment of receipt")),
    ]
    for column, holds, reason in rules:
        if not holds:
            raise WorkOrderUnusable(field=column, number=number[:60] or "–", column=column, reason=reason)


def _check_same(order: WorkOrder, content: dict[str, Any]) -> None:
    differing = [column for column, value in content.items() if getattr(order, column) != value]
    if differing:
        raise WorkOrderDiffers(field="number", reference=order.reference, columns=", ".join(differing))


def _record_intake(order: WorkOrder, *, by: Actor, at: datetime, request_key: str) -> None:
    act = Act(kind="work_order.received", actor=by, at=at, request_key=request_key)
    act.data = {
        "work_order": order.pk, "source": order.source, "number": order.number, "jurisdiction": order.jurisdiction.code,
        "text_sha256": hashlib.sha256(order.text.encode()).hexdigest(),
    }  # fmt: skip
    act.changed("work_order.received", work_order=order.pk)
    record(chain=ChainKind.HOTLINE, subject_id=order.pk, act=act)
