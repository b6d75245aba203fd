"""Rules of tier 3 and of consultations that can be broken."""

from django.utils.translation import gettext_noop

from core.errors import DomainError


class ReceivedLater(DomainError):
    """An application is registered before it was received."""

    code = "received_later"
    message = gettext_noop("The day of receipt, %(received_on)s, lies after today, %(today)s.")


class RightForum(DomainError):
    """What a case is transferred for is what this forum is for."""

    code = "right_forum"
    message = gettext_noop("A dispute about “%(subject)s” belongs here; choose what else it is about.")


class NoSuchPoint(DomainError):
    """The point named does not wait for an answer."""

    code = "no_such_point"
    message = gettext_noop("Point %(point)s is none of those that wait for an answer.")
    status = 409


class PointTwice(DomainError):
    """A point is answered twice at once."""

    code = "point_twice"
    message = gettext_noop("Point %(point)s is answered twice.")


class ReasonNeeded(DomainError):
    """What is not adopted, or in part, has no reason."""

    code = "reason_needed"
    message = gettext_noop("Point %(number)s is not adopted, or in part: say why.")


class NoSuchLine(DomainError):
    """The study sheet has no such line."""

    code = "no_such_line"
    message = gettext_noop("The study sheet has no line %(line)s.")


class WhomToAsk(DomainError):
    """A consultation names nobody, or two at once."""

    code = "whom_to_ask"
    message = gettext_noop("Name either an organization or a person or body outside, not both and not none.")


class PartyIsNotConsulted(DomainError):
    """A department concerned is asked in a written round."""

    code = "party_is_not_consulted"
    message = gettext_noop("%(organization)s takes part in the case; it is asked in a written round, not consulted.")


class AskedAlready(DomainError):
    """The same body is asked again before it has answered."""

    code = "asked_already"
    message = gettext_noop("%(whom)s was asked already and has not answered yet.")
    status = 409


class NoSuchConsultation(DomainError):
    """Nothing was asked that this organization could answer."""

    code = "no_such_consultation"
    message = gettext_noop("Question %(consultation)s does not wait for an answer of your organization.")
    status = 409


class ConsultationOver(DomainError):
    """What was asked has been answered already, or the stage ended without an answer."""

    code = "consultation_over"
    message = gettext_noop("It was answered already, or is awaited no more.")
    status = 409
