"""What can be wrong with a work order."""

from django.utils.translation import gettext_noop

from core.errors import DomainError


class WorkOrderUnusable(DomainError):
    """A value of a work order breaks a rule; ``reason`` says which."""

    code = "work_order_unusable"
    message = gettext_noop("Work order %(number)s, %(column)s: %(reason)s")


class WorkOrderDiffers(DomainError):
    """The same source and number came before with other content."""

    code = "work_order_differs"
    message = gettext_noop(
        "Work order %(reference)s was taken in before with other content (%(columns)s). "
        "Nothing was changed: send a correction under a number of its own."
    )
    status = 409


class UnknownWorkOrder(DomainError):
    """No work order of the jurisdiction has this source and number."""

    code = "unknown_work_order"
    message = gettext_noop("There is no work order %(reference)s in %(jurisdiction)s; write source:number.")


class WorkOrderInCase(DomainError):
    """The work order stands behind another case already."""

    code = "work_order_in_case"
    message = gettext_noop("Work order %(reference)s stands behind the case %(case)s already.")
    status = 409
