"""Stretches of days as the database compares them."""

from typing import Any

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db.models import Func


class DateSpan(Func):
    """日期区间: the days between two date columns; an empty column is an open end."""

    function = "DATERANGE"
    output_field: Any = DateRangeField()


PERIOD = DateSpan("valid_from", "valid_to", RangeBoundary())
DAYS = DateSpan("first_day", "last_day", RangeBoundary(inclusive_lower=True, inclusive_upper=True))
