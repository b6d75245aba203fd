"""Rules of the procedure's steps that can be broken."""

from typing import Any

from django.utils.translation import gettext_noop

from core.errors import DomainError, Stale


class NotNow(DomainError):
    """The case is not at the step that this act belongs to."""

    code = "not_now"
    message = gettext_noop("This is not possible now: %(reason)s")
    status = 409


class TermOver(Stale):
    """The clock was first: the term had run out, and by which rule."""

    code = "term_over"
    message = gettext_noop(
        "The term has run out at %(when)s: %(step)s (%(rule)s). What you typed was kept; look at the case again."
    )


class Overtaken(Exception):
    """What the input rests on has changed; ``kinds`` are the events that may have changed it."""

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds
        super().__init__(*kinds)


class OtherOvertaken(Exception):
    """The other case that the act takes in is past that: somebody was first there."""

    def __init__(self, case: Any) -> None:
        self.case = case
        super().__init__(case)


class UnknownAct(DomainError):
    """No act has this name."""

    code = "unknown_act"
    message = gettext_noop("There is no act named %(name)s.")
    status = 404


class RequestKeyReused(DomainError):
    """The same request key was used for something else."""

    code = "request_key_reused"
    message = gettext_noop("This request key was used already for %(kind)s on another matter.")
    status = 409


class ConsentNeeded(DomainError):
    """The procedure does not let the establishment office determine against a party."""

    code = "consent_needed"
    message = gettext_noop(
        "Under this procedure the establishment office may not determine the matter without the consent of all "
        "departments; refer the case to tier 4 instead."
    )


class MustGoToTier4(DomainError):
    """A statute leaves the designation to the government: nobody below may settle it."""

    code = "must_go_to_tier_4"
    message = gettext_noop(
        "%(clause)s leaves it to the government to designate the department (%(says)s). This cannot be settled below "
        "tier 4: refer the case."
    )


class ExtensionTooLong(DomainError):
    """More working days than the procedure allows for one extension."""

    code = "extension_too_long"
    message = gettext_noop("%(workdays)s working days are more than one extension may have: %(longest)s.")


class NotInThisFile(DomainError):
    """The document named is not in the case's file."""

    code = "document_not_in_file"
    message = gettext_noop("Document %(document)s is not in the file of this case.")


class NoCitizensMatter(DomainError):
    """An interim handler handles a citizen's matter; there is none."""

    code = "no_citizens_matter"
    message = gettext_noop("No citizen's matter stands behind this case; it has no interim handler.")


class InterimHandlerNeeded(DomainError):
    """The procedure wants an interim handler while a citizen waits."""

    code = "interim_handler_needed"
    message = gettext_noop("A citizen's matter stands behind this case; name the interim handler.")


class WrongOpener(DomainError):
    """Who opens a case is a party to it or the dispatch or establishment office of its jurisdiction."""

    code = "wrong_opener"
    message = gettext_noop(
        "%(organization)s cannot open this case: it is neither one of the departments concerned nor the dispatch or "
        "establishment office of %(jurisdiction)s."
    )


class NoSuchPaper(DomainError):
    """No such paper waits inside the organization."""

    code = "no_such_paper"
    message = gettext_noop("No paper %(paper)s waits for this in your organization.")
    status = 409


class PaperOvertaken(DomainError):
    """What the paper says can no longer be done; it waits to be taken back."""

    code = "paper_overtaken"
    message = gettext_noop("What paper %(paper)s says can no longer be done; take it back.")
    status = 409


class NotReviewedYet(DomainError):
    """The paper must be reviewed before the head signs it."""

    code = "not_reviewed_yet"
    message = gettext_noop("This paper must be reviewed before the head signs it.")
    status = 409


class SignerPreparedIt(DomainError):
    """Who prepared a paper neither reviews nor signs it."""

    code = "signer_prepared_it"
    message = gettext_noop("%(person)s has worked on this paper already; under this procedure somebody else must.")


class SignOffNeeded(DomainError):
    """The procedure demands that a paper passes several people."""

    code = "sign_off_needed"
    message = gettext_noop(
        "Under this procedure %(kind)s passes %(levels)s people: send it for sign-off, or record the sheet that was "
        "signed on paper."
    )


class ReviewerMissing(DomainError):
    """A paper that must be reviewed was recorded without its reviewer."""

    code = "reviewer_missing"
    message = gettext_noop("Under this procedure %(kind)s is reviewed before it is signed: name who reviewed it.")


class ScanMissing(DomainError):
    """A signature on paper was recorded without the scanned sheet."""

    code = "scan_missing"
    message = gettext_noop("Under this procedure a signature on paper is recorded with the scanned sheet.")


class NotSigned(DomainError):
    """The act is not an organization's word: nothing about it is sent for sign-off."""

    code = "not_signed"
    message = gettext_noop("This needs no signature; do it directly.")


class CaseSuspended(DomainError):
    """Nothing moves while a case is suspended."""

    code = "case_suspended"
    message = gettext_noop("The case has been suspended since %(since)s; it must be resumed first.")
    status = 409


class NotWaitedFor(DomainError):
    """Nobody waits for this organization."""

    code = "not_waited_for"
    message = gettext_noop("Nothing waits for %(organization)s just now.")


class RemindedLately(DomainError):
    """Reminders are spaced by the procedure."""

    code = "reminded_lately"
    message = gettext_noop("%(organization)s was urged already; by the procedure again from %(day)s at the earliest.")


class AlreadyReads(DomainError):
    """The organization can read the case already."""

    code = "already_reads"
    message = gettext_noop("%(organization)s can read this case already.")


class NobodyReads(DomainError):
    """The organization has no copy that could be taken back."""

    code = "nobody_reads"
    message = gettext_noop("%(organization)s has no copy of this case.")


class BasisOfObjectionMissing(DomainError):
    """Something new is claimed and not named."""

    code = "basis_of_objection_missing"
    message = gettext_noop("Name the clause of the new law or the proof of the new fact.")


class NoSuchObjection(DomainError):
    """No such objection waits."""

    code = "no_such_objection"
    message = gettext_noop("No objection %(objection)s waits in this case.")
    status = 409


class NoSuchGroup(DomainError):
    """No such working group of the jurisdiction, or it is (not) on the case already."""

    code = "no_such_group"
    message = gettext_noop("%(group)s is no working group that this can be done with here.")


class NotInThisGroup(DomainError):
    """Remarks are by the members of the group."""

    code = "not_in_this_group"
    message = gettext_noop("You are not a member of the working group %(group)s today.")
    status = 403
