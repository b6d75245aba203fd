"""关注: the visitor follows a case that they may read, or no longer does."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.following import follow, unfollow
from web.views.case_access import the_case
from web.visitors import VisitorRequest, signed_in


@require_POST
@signed_in
def follow_case(request: VisitorRequest, number: str) -> HttpResponse:
    """``follow=1`` begins it, anything else ends it."""
    case, person = the_case(request, number), request.visitor.person
    if request.POST.get("follow") == "1":
        follow(case=case, person=person, at=request.at)
        messages.success(request, _("You follow this case: you hear what its departments hear."))
    else:
        unfollow(case=case, person=person, at=request.at)
        messages.success(request, _("You no longer follow this case."))
    return redirect("case", number=case.number)
