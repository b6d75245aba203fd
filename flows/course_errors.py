"""Rules of joint enforcement and of the four steps that can be broken."""

from django.utils.translation import gettext_noop

from core.errors import DomainError


class ActionInThePast(DomainError):
    """A joint action that has begun already cannot be called."""

    code = "action_in_the_past"
    message = gettext_noop("The joint action begins in the future.")


class LeaderNotCalled(DomainError):
    """The leader of a joint action is not among those called."""

    code = "leader_not_called"
    message = gettext_noop("%(organization)s is to lead the action and is not among those called.")


class CalledTwice(DomainError):
    """A department is called twice to one action."""

    code = "called_twice"
    message = gettext_noop("%(organization)s is called twice; each department is called once.")


class NotInvolved(DomainError):
    """A department that takes no part in the case is named among those that do."""

    code = "not_involved"
    message = gettext_noop("%(organization)s takes no part in this case; name it among the further departments.")


class NoReasonGiven(DomainError):
    """Who does not come says why."""

    code = "no_reason_given"
    message = gettext_noop("Say why your organization does not come.")


class NotCalled(DomainError):
    """Somebody is noted as absent who was not called."""

    code = "not_called"
    message = gettext_noop("%(organization)s was not called to this action.")


class HeldOutOfTime(DomainError):
    """A joint action is recorded before it was called or before it was held."""

    code = "held_out_of_time"
    message = gettext_noop("The action was held between %(first)s, when it was called, and %(last)s, today.")


class StepDone(DomainError):
    """A step is ticked by hand that is done already."""

    code = "step_done"
    message = gettext_noop("“%(step)s” is done already in this visit.")
