"""What interrupts or accompanies the course of a case."""

from django.utils.translation import gettext_noop as _

from flows import inputs
from flows.acts.spec import HEADS, ActSpec
from flows.conditions import course as rules
from flows.doing import course

ACTS = (
    ActSpec(
        name="suspend_case", event="case.suspended", title=_("Suspend the case"),
        consequence=_("Every clock stands still until the case is resumed."),
        input=inputs.SuspendCase, service=course.suspend_case, who=rules.who_suspends, roles=HEADS,
        check=rules.may_be_suspended,
    ),
    ActSpec(
        name="resume_case", event="case.resumed", title=_("Resume the case"),
        consequence=_("Every clock runs on with exactly the days that were left."),
        input=inputs.ResumeCase, service=course.resume_case, who=rules.who_resumes, while_suspended=True,
    ),
    ActSpec(
        name="terminate_case", event="case.terminated", title=_("Terminate the case"),
        consequence=_("Every clock stops and the case is closed without an outcome."),
        input=inputs.TerminateCase, service=course.terminate_case, who=rules.who_terminates, roles=HEADS,
        while_suspended=True, irreversible=True,
    ),
    ActSpec(
        name="withdraw_case", event="case.withdrawn", title=_("Withdraw the case"),
        consequence=_("Every clock stops and the case is closed without an outcome."),
        input=inputs.WithdrawCase, service=course.withdraw_case, who=rules.who_withdraws, check=rules.needs_no_leave,
        while_suspended=True, irreversible=True,
    ),
    ActSpec(
        name="request_withdrawal", event="withdrawal.requested", title=_("Ask leave to withdraw"),
        consequence=_("Who conducts the tier grants or refuses it; until then the case goes on."),
        input=inputs.RequestWithdrawal, service=course.request_withdrawal, who=rules.who_withdraws,
        check=rules.needs_leave, while_suspended=True,
    ),
    ActSpec(
        name="grant_withdrawal", event="withdrawal.granted", title=_("Grant leave to withdraw"),
        consequence=_("Every clock stops and the case is closed without an outcome."),
        input=inputs.GrantWithdrawal, service=course.grant_withdrawal, who=rules.who_answers_withdrawal, roles=HEADS,
        while_suspended=True, irreversible=True,
    ),
    ActSpec(
        name="refuse_withdrawal", event="withdrawal.refused", title=_("Refuse leave to withdraw"),
        consequence=_("The case goes on."),
        input=inputs.RefuseWithdrawal, service=course.refuse_withdrawal, who=rules.who_answers_withdrawal,
        roles=HEADS, while_suspended=True,
    ),
    ActSpec(
        name="urge", event="reminder.sent", title=_("Urge a department"),
        consequence=_("It is told at once that it is waited for; the reminder goes on the record."),
        input=inputs.Urge, service=course.urge, who=rules.who_urges, check=rules.somebody_can_be_urged,
    ),
    ActSpec(
        name="copy_to", event="reader.added", title=_("Give a copy to another organization"),
        consequence=_("It may read the case from now on; it takes no part."),
        input=inputs.CopyTo, service=course.copy_to, who=rules.who_copies, while_suspended=True,
    ),
    ActSpec(
        name="end_copy", event="reader.ended", title=_("Take a copy back"),
        consequence=_("It may no longer read the case."),
        input=inputs.EndCopy, service=course.end_copy, who=rules.who_copies, check=rules.somebody_reads,
        while_suspended=True,
    ),
    ActSpec(
        name="mark_urgent", event="case.hurried", title=_("Put into the fast lane"),
        consequence=_("The short terms of the procedure apply from now on."),
        input=inputs.MarkUrgent, service=course.mark_urgent, who=rules.who_hurries, check=rules.is_not_urgent,
    ),
)  # fmt: skip
