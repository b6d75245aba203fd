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


class WorkOrderAnswered(DomainError):
    """The citizen has the answer; the order takes part in nothing any more."""

    code = "work_order_answered"
    message = gettext_noop("Work order %(reference)s is answered already.")
    status = 409


class OnlyItsOffice(DomainError):
    """A designated receiver does not get rid of an order by opening a case about it."""

    code = "work_order_designated"
    message = gettext_noop(
        "For work order %(reference)s a handler was designated; only the dispatch office puts it behind a case."
    )


class ReturnedBefore(DomainError):
    """An order that came back goes to another receiver, not to the same one again."""

    code = "returned_before"
    message = gettext_noop("%(organization)s returned this order; dispatch it to another one, or designate a handler.")


class DispatchToItself(DomainError):
    """The dispatch office hands orders out; what it can settle itself it answers."""

    code = "dispatch_to_itself"
    message = gettext_noop("%(organization)s dispatches this order; name another organization, or answer it.")


class OwnDutyListNeeded(DomainError):
    """街镇履职清单: nothing is pushed down to a subdistrict or town without its own duty list (R33)."""

    code = "own_duty_list_needed"
    message = gettext_noop(
        "%(organization)s is a subdistrict or town: cite the item of its own duty list that this order falls under."
    )


class NotAPaperOfTheOrder(DomainError):
    """The document named is not among the order's papers."""

    code = "document_not_of_order"
    message = gettext_noop("Document %(document)s is not among the papers of this work order.")


class WorkOrderInCase(DomainError):
    """The work order stands behind another case already."""

    code = "work_order_in_case"
    message = gettext_noop("Work order %(reference)s stands behind the case %(case)s already.")
    status = 409
