"""我的工作: 待办, 已办, 待阅; what is mine and due first."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from flows.trials.services import to_review
from web.calendar_alarm import calendar_alarm
from web.listing import Listing
from web.views.inbox import notice_rows
from web.visitors import VisitorRequest, signed_in
from web.work_lists import work_done, work_to_do

BOXES = ("todo", "ours", "done", "unread")


@require_safe
@signed_in
def my_work(request: VisitorRequest) -> HttpResponse:
    """One of the boxes; ``ours`` has beside one's own work what colleagues have in hand."""
    box, after = request.GET.get("box", BOXES[0]), request.GET.get("after", "")
    page: Listing[Any]
    if box == "done":
        page = work_done(request.visitor, after=after)
    elif box == "unread":
        page = notice_rows(request.visitor, after=after, unread_only=True)
    else:
        box = box if box in BOXES else BOXES[0]
        page = work_to_do(request.visitor, request.at, after=after, of_all=box == "ours")
    trials = to_review(request.visitor.capacities, request.at) if box in BOXES[:2] else []
    context = {"box": box, "page": page, "after": after, "trials": trials, "alarm": calendar_alarm(request)}
    return render(request, "web/my_work.html", context)
