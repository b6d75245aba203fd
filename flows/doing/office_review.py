"""Tier 3: the establishment office registers an application, instructs, reviews, and forwards what it accepts."""

from cases import office, statements
from cases.statements import Forum
from core.labels import label
from core.vocabulary import DeadlineState, ForumSubject, ReviewDecision, Step
from deadlines.services import arm, end, running
from flows.acting import Acting
from flows.doing.papers import done, organization_of, signed
from flows.inputs import (
    AcceptApplication,
    AskToSupplement,
    DeclineApplication,
    ForwardApplication,
    InstructApplication,
    RegisterApplication,
    SupplementApplication,
    TransferCase,
)
from flows.office_errors import ReceivedLater, RightForum
from organizations.selectors import local_date


def register_application(acting: Acting, form: RegisterApplication) -> None:
    """登记: the date of receipt is that of the paper, and at the latest today."""
    today = local_date(acting.case.jurisdiction, acting.at)
    received_on = form.received_on or local_date(acting.case.jurisdiction, acting.open_stage.opened_at)
    if received_on > today:
        raise ReceivedLater(field="received_on", received_on=received_on, today=today)
    office.register(
        stage=acting.open_stage, received_on=received_on, year=today.year, remark=form.remark, act=acting.act
    )


def instruct_application(acting: Acting, form: InstructApplication) -> None:
    """批示."""
    office.instruct(
        stage=acting.open_stage, handler=form.handler, text=form.text, signed=signed(acting, form), act=acting.act
    )


def accept_application(acting: Acting, form: AcceptApplication) -> None:
    """受理: the term to forward the application to the other parties begins."""
    _review(acting, ReviewDecision.ACCEPTED, reason=form.remark)
    arm(
        case=acting.case, stage=acting.open_stage, organization=acting.organization, step=Step.FORWARDING,
        effect=acting.effect_of(Step.FORWARDING), by_rule=acting.by_rule(Step.FORWARDING), act=acting.act,
    )  # fmt: skip


def ask_to_supplement(acting: Acting, form: AskToSupplement) -> None:
    """通知补正: the applicant's term begins."""
    _review(acting, ReviewDecision.TO_SUPPLEMENT, missing=form.missing)


def decline_application(acting: Acting, form: DeclineApplication) -> None:
    """不予受理: in writing, with the reason; the case is closed."""
    _review(acting, ReviewDecision.DECLINED, reason=form.reason)


def transfer_case(acting: Acting, form: TransferCase) -> None:
    """移送: to the forum that the procedure names for the subject; a forum known here may read the case from now on."""
    if form.subject is ForumSubject.DUTIES:
        raise RightForum(field="subject", subject=label(form.subject))
    forum = Forum(
        subject=form.subject, name=acting.pack.forum_routing[form.subject],
        organization=organization_of(acting, form.organization) if form.organization else None,
    )  # fmt: skip
    _review(acting, ReviewDecision.TRANSFERRED, reason=form.reason, forum=forum)


def _review(
    acting: Acting, decision: ReviewDecision, *, reason: str = "", missing: str = "", forum: Forum | None = None
) -> None:
    """Who decides on an application that nobody has registered registers it by that."""
    if not acting.case.registrations.filter(stage=acting.open_stage).exists():
        register_application(acting, RegisterApplication())
    statements.review_application(
        stage=acting.open_stage, decision=decision, reason=reason, missing=missing, forum=forum, act=acting.act
    )
    done(acting)


def supplement_application(acting: Acting, form: SupplementApplication) -> None:
    """补正材料: the review goes on."""
    paper = signed(acting, form)
    statements.supplement(stage=acting.open_stage, text=form.supplement, signed=paper, act=acting.act)
    done(acting)


def forward_application(acting: Acting, form: ForwardApplication) -> None:
    """转送其他各方."""
    forward_with(acting, remark=form.remark)


def forward_with(acting: Acting, *, remark: str = "") -> None:
    """The application has gone to the other parties: the term to forward it is met."""
    office.forward(stage=acting.open_stage, remark=remark, act=acting.act)
    clocks = running(acting.case).filter(step=Step.FORWARDING, stage=acting.open_stage, of=None)
    end(clocks, DeadlineState.MET, acting.act)
