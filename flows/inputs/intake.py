"""What is entered while a case is taken in."""

from django.utils.translation import gettext_noop as _

from flows.inputs.fields import ActInput, Line, line


class CheckIn(ActInput):
    """报到: the department has come."""

    representative: Line = line(_("Who was sent"), longest=60)
