"""通知: what happened in the cases of mine."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from notifications.models import Notice
from notifications.selectors import inbox as notices_of
from notifications.selectors import names_in
from notifications.services import mark_read
from notifications.wording import sentence, title_of
from web.listing import Listing
from web.views.session import safe_return
from web.visitors import Visitor, VisitorRequest, signed_in

PAGE = 20


@dataclass(frozen=True)
class NoticeRow:
    """One notice in words."""

    notice: Notice
    title: str
    sentence: str


def notice_rows(visitor: Visitor, *, after: str, unread_only: bool = False) -> Listing[NoticeRow]:
    """A page of notices, the newest first."""
    before = int(after) if after.isdecimal() else None
    found = notices_of(visitor.person, unread_only=unread_only, before_id=before, limit=PAGE + 1)
    shown = found[:PAGE]
    names = names_in(notice.event for notice in shown)
    rows = [NoticeRow(notice, title_of(notice.kind), sentence(notice.event, names)) for notice in shown]
    return Listing(rows, str(shown[-1].pk) if len(found) > PAGE else "")


@require_safe
@signed_in
def inbox(request: VisitorRequest) -> HttpResponse:
    """All notices, or those not read."""
    unread_only, after = request.GET.get("unread") == "1", request.GET.get("after", "")
    page = notice_rows(request.visitor, after=after, unread_only=unread_only)
    return render(request, "web/inbox.html", {"page": page, "unread_only": unread_only, "after": after})


@require_POST
@signed_in
def read_notices(request: VisitorRequest) -> HttpResponse:
    """已阅: the notices named are read."""
    ids = [int(pk) for pk in request.POST.getlist("notice") if pk.isdecimal()]
    count = mark_read(person=request.visitor.person, ids=ids, at=request.at)
    said = ngettext("%(count)s notice marked as read.", "%(count)s notices marked as read.", count)
    messages.success(request, said % {"count": count})
    return redirect(safe_return(request))
