"""立项要件: what is ticked when a matter is taken in."""

from django.utils.translation import gettext

from cases.models import Case, Opening
from cases.opening.checklist import checklist
from core.labels import label
from core.vocabulary import CaseSource, ForumSubject
from web.forms.context import Choices


def checklist_of(case: Case) -> Choices:
    """The items for this kind of matter; those without which it is not taken in are marked."""
    opening = Opening.objects.filter(case=case).first()
    subject = ForumSubject(opening.subject) if opening else ForumSubject.DUTIES
    items = checklist(CaseSource(case.source), subject)
    needed = gettext("%(item)s (needed)")
    return [(str(one.item), needed % {"item": label(one.item)} if one.required else label(one.item)) for one in items]
