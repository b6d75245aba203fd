"""案号: public numbers from a counter row per jurisdiction and year."""

from django.db.models import F

from cases.models import CaseNumberCounter
from organizations.models import Jurisdiction


def next_number(jurisdiction: Jurisdiction, year: int) -> str:
    """``LQY-2026-000123``; the counter row stays locked until the transaction ends, so no number is skipped."""
    CaseNumberCounter.objects.get_or_create(jurisdiction=jurisdiction, year=year)
    CaseNumberCounter.objects.filter(jurisdiction=jurisdiction, year=year).update(last=F("last") + 1)
    counter = CaseNumberCounter.objects.get(jurisdiction=jurisdiction, year=year)
    return f"{jurisdiction.number_prefix}-{year}-{counter.last:06d}"
