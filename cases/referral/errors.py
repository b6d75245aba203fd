"""Rules of a referral that can be broken."""

from django.utils.translation import gettext_noop

from core.errors import DomainError


class TwoMatters(DomainError):
    """A referral asks about more than one matter (请示一文一事)."""

    code = "two_matters"
    message = gettext_noop(
        "A referral asks about one matter; this names %(count)s: %(matters)s. Refer the others on their own."
    )


class CosignedOtherwise(DomainError):
    """What is sent differs from what the parties were asked to co-sign."""

    code = "cosigned_otherwise"
    message = gettext_noop(
        "The departments were asked to co-sign another text; change the referral file and ask them again, or leave "
        "it as it is: %(cosigned)s"
    )


class FromBeforeItCame(DomainError):
    """A day at tier 4 lies before the one it must follow."""

    code = "before_it_came"
    message = gettext_noop("%(day)s lies before %(since)s, when the referral came.")


class ReceptionNumberTaken(DomainError):
    """The secretariat has given this number to another referral."""

    code = "reception_number_taken"
    message = gettext_noop("The number %(number)s was given to another referral already.")
    status = 409


class BodyMayNotDecide(DomainError):
    """The procedure does not know this body as one that decides."""

    code = "body_may_not_decide"
    message = gettext_noop("Under this procedure %(body)s does not decide; deciding bodies are: %(allowed)s.")


class AnotherBodyNeedsReason(DomainError):
    """The secretariat chooses another body than the rule names, and does not say why."""

    code = "another_body_needs_reason"
    message = gettext_noop("By the rule %(by_rule)s decides (%(ground)s); to send it to %(body)s, state the reason.")


class SentToAnotherBody(DomainError):
    """A decision is entered for another body than the one the referral was sent to."""

    code = "sent_to_another_body"
    message = gettext_noop(
        "The referral was sent to %(routed)s; a decision of %(body)s can be entered once it is sent there."
    )


class InstructionIncomplete(DomainError):
    """A leader's instruction says who gave it, when and what, or nothing of it."""

    code = "instruction_incomplete"
    message = gettext_noop("An instruction names who gave it, on which day, and what it says.")


class LeadTimeNotKept(DomainError):
    """The meeting wanted comes before the lead time is over (R47)."""

    code = "lead_time_not_kept"
    message = gettext_noop(
        "The application must be in %(n)s %(unit)s before the meeting: %(wanted)s is too early, %(earliest)s is the "
        "earliest day."
    )


class UrgencyNeedsReason(DomainError):
    """The short lead time is asked for without a reason."""

    code = "urgency_needs_reason"
    message = gettext_noop("The short lead time is for urgent matters: state why this one is.")


class WrongForm(DomainError):
    """A body of this kind decides on paper of another form."""

    code = "wrong_form_of_decision"
    message = gettext_noop("%(body)s does not decide by “%(form)s”; possible are: %(allowed)s.")


class SheetMissing(DomainError):
    """Minutes or a reply without number or scan."""

    code = "sheet_missing"
    message = gettext_noop("%(form)s comes with its document number and its scanned sheet in the file of the case.")


class DissentTwice(DomainError):
    """An organization dissents twice from one decision."""

    code = "dissent_twice"
    message = gettext_noop("%(organization)s is named twice among the dissents.")


class WrittenFromTheRecord(DomainError):
    """A section that says what became of the co-signing is not written by hand."""

    code = "written_from_the_record"
    message = gettext_noop("“%(section)s” is written from the record when the referral is sent; it is not edited.")
