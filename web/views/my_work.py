"""我的工作: 待办, 已办, 待阅; what is mine and due first."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from web.listing import Listing
from web.views.inbox import notice_rows
from web.visitors import VisitorRequest, signed_in
from web.work_lists import work_done, work_to_do

BOXES = ("todo", "done", "unread")


@require_safe
@signed_in
def my_work(request: VisitorRequest) -> HttpResponse:
    """One of the three boxes."""
    box, after = request.GET.get("box", BOXES[0]), request.GET.get("after", "")
    page: Listing[Any]
    if box == "done":
        page = work_done(request.visitor, after=after)
    elif box == "unread":
        page = notice_rows(request.visitor, after=after, unread_only=True)
    else:
        box, page = BOXES[0], work_to_do(request.visitor, request.at, after=after)
    return render(request, "web/my_work.html", {"box": box, "page": page, "after": after})
