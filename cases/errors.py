"""Rules of a case that can be broken."""

from django.utils.translation import gettext_noop

from core.errors import DomainError


class PartyTwice(DomainError):
    """An organization is named twice among the parties."""

    code = "party_twice"
    message = gettext_noop("%(organization)s is named twice; each department takes part once.")


class TooFewParties(DomainError):
    """A dispute needs two sides."""

    code = "too_few_parties"
    message = gettext_noop("A dispute has at least two departments concerned; %(count)s named.")


class NotAParty(DomainError):
    """The organization named is not a party to the case."""

    code = "not_a_party"
    message = gettext_noop("%(organization)s is not a party to this case.")


class TwoLeads(DomainError):
    """One matter, one phase: one lead department."""

    code = "two_leads"
    message = gettext_noop("%(phase)s has two lead departments: %(first)s and %(second)s; there is at most one.")


class NoLead(DomainError):
    """An outcome names nobody as lead."""

    code = "no_lead"
    message = gettext_noop("No phase has a lead department; at least one is needed.")


class MatterTwice(DomainError):
    """An outcome settles the same matter twice."""

    code = "matter_twice"
    message = gettext_noop("“%(matter)s” stands twice in the result; each matter is settled once.")


class RoleTwice(DomainError):
    """An organization has two roles in one phase."""

    code = "role_twice"
    message = gettext_noop("%(organization)s is named twice in %(phase)s.")


class PhaseTwice(DomainError):
    """A position speaks twice of the same phase."""

    code = "phase_twice"
    message = gettext_noop("%(phase)s is named twice.")


class EndsBeforeItBegins(DomainError):
    """An outcome ends before it begins."""

    code = "ends_before_it_begins"
    message = gettext_noop("In force until %(until)s is not after in force from %(since)s.")


class BasisNotAdmissible(DomainError):
    """The procedure does not admit this kind of basis."""

    code = "basis_not_admissible"
    message = gettext_noop("The procedure does not admit %(kind)s as a basis; admitted are: %(admitted)s.")


class PaperFromTheFuture(DomainError):
    """A paper's date lies after the day on which it is recorded."""

    code = "paper_from_the_future"
    message = gettext_noop("The date on the paper, %(signed_on)s, lies after today, %(today)s.")


class ClauseUnknown(DomainError):
    """A comment speaks of a clause that the version does not have."""

    code = "clause_unknown"
    message = gettext_noop("Version %(version)s has %(count)s clauses; there is no clause %(clause)s.")


class NoteUnknown(DomainError):
    """There is no such note, or it is another organization's."""

    code = "note_unknown"
    message = gettext_noop("Your organization has no note %(note)s in this case.")


class NoteSharedAlready(DomainError):
    """A note is shared once."""

    code = "note_shared_already"
    message = gettext_noop("This note was shared already, by %(name)s at %(shared_at)s.")
    status = 409


class SignsAlready(DomainError):
    """The organization is among those who must sign."""

    code = "signs_already"
    message = gettext_noop("%(organization)s is asked to sign already.")


class SignatureNotAwaited(DomainError):
    """Only who must sign and has not can be left out of signing."""

    code = "signature_not_awaited"
    message = gettext_noop("No signature of %(organization)s is awaited; it cannot be left out.")


class DrafterSigns(DomainError):
    """Who put the agreement forward signs it."""

    code = "drafter_signs"
    message = gettext_noop("%(organization)s put the agreement forward and signs it.")


class CommentUnknown(DomainError):
    """There is no such comment that waits for an answer."""

    code = "comment_unknown"
    message = gettext_noop("No comment %(comment)s waits for an answer.")


class LeaderMissing(DomainError):
    """From the supervision order on a leader decides."""

    code = "leader_missing"
    message = gettext_noop("%(rung)s follows a leader's decision: name who decided it, and on which day.")


class LeaderNotNeeded(DomainError):
    """The reminder is the establishment office's own letter."""

    code = "leader_not_needed"
    message = gettext_noop("%(rung)s is the establishment office's own letter; leave the leader's decision empty.")


class ScopeRefused(DomainError):
    """The matter is none that this procedure coordinates; nothing of it was kept."""

    code = "scope_refused"
    message = gettext_noop("This is outside the scope of coordination (%(kinds)s): %(instead)s. Nothing was saved.")


class PartyKindNotTaken(DomainError):
    """The procedure does not coordinate bodies of this kind."""

    code = "party_kind_not_taken"
    message = gettext_noop(
        "%(organization)s is a body of the kind “%(kind)s”; this procedure coordinates: %(taken)s (%(rule)s)."
    )


class PlatformNeedsMembers(DomainError):
    """A joint platform consists of its host alone."""

    code = "platform_needs_members"
    message = gettext_noop("A joint platform has a host and at least one other member.")


class MeasuresMissing(DomainError):
    """An outcome of measures or of a working rule does not say what they are."""

    code = "measures_missing"
    message = gettext_noop("%(kind)s: write what they are.")


class ConfidentialityNotChecked(DomainError):
    """What is published was not checked for secrets."""

    code = "confidentiality_not_checked"
    message = gettext_noop("Before it is published it is checked for secrets; confirm that it was.")


class WorkSecretNotPublished(DomainError):
    """A case marked as a work secret is not published."""

    code = "work_secret_not_published"
    message = gettext_noop("The case is marked as a work secret; its result is not published.")


class ChecklistIncomplete(DomainError):
    """What must be there is not; the matter is returned for correction instead."""

    code = "checklist_incomplete"
    message = gettext_noop("Not taken in, as this is not ticked: %(items)s. Return it for correction instead.")


class NotOnTheChecklist(DomainError):
    """The checklist of this kind of matter has no such item."""

    code = "not_on_the_checklist"
    message = gettext_noop("The checklist of such a matter does not have: %(items)s.")


class CorrectionFirst(DomainError):
    """What is incomplete is returned for correction as often as the procedure allows, before it is declined."""

    code = "correction_first"
    message = gettext_noop(
        "What is incomplete is returned for correction first: the procedure allows %(most)s returns, so far there were "
        "%(count)s. Name what puts the matter outside the scope, or return it."
    )


class ProvisionalNeedsEnd(DomainError):
    """A provisional result has no day on which it ends."""

    code = "provisional_needs_end"
    message = gettext_noop("A provisional result names the day on which it no longer holds.")


class ProvisionalTooLong(DomainError):
    """A provisional result would hold longer than the procedure allows."""

    code = "provisional_too_long"
    message = gettext_noop(
        "A provisional result holds for at most %(longest)s days; until %(until)s it would be longer."
    )


class DraftEmpty(DomainError):
    """Nothing was typed that could be kept."""

    code = "draft_empty"
    message = gettext_noop("Nothing is typed yet; there is nothing to keep.")


class DraftTooLong(DomainError):
    """A draft is as long as a form can be, not longer."""

    code = "draft_too_long"
    message = gettext_noop("The draft has %(length)s characters; at most %(longest)s are kept.")


class TooManyDrafts(DomainError):
    """Somebody keeps more drafts than anybody finishes."""

    code = "too_many_drafts"
    message = gettext_noop("You keep %(most)s drafts already; hand one in or delete one first.")
    status = 409


class LinkedAlready(DomainError):
    """Two cases are linked once."""

    code = "linked_already"
    message = gettext_noop("This case is linked to %(number)s already; take that link back first.")
    status = 409


class HasParent(DomainError):
    """A case has one superior case."""

    code = "has_parent"
    message = gettext_noop("%(number)s has a superior case already: %(parent)s.")
    status = 409


class LinkGoesRound(DomainError):
    """A case would stand above itself."""

    code = "link_goes_round"
    message = gettext_noop("%(child)s stands above %(parent)s already; the links would go round in a circle.")
    status = 409
