"""The one door: people, the hotline and the clock come through here, and nowhere else does a case change."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from audit.acting import Act
from audit.models import ChainKind, Event
from cases.access import reachable_to
from cases.gate import reaches
from cases.models import Case
from core.errors import NotFound, NotPermitted
from core.failpoints import failpoint
from core.labels import label
from core.vocabulary import MembershipRole
from documents.services import store
from flows.acting import Acting, acting_on, lock_case
from flows.acts import ACTS, STAFF, ActSpec
from flows.conditions.companions import who_adds_papers
from flows.doing.companions import add_document as put_into_file
from flows.doing.opening import NO_HISTORY, History, check_opener, create_case, plan_case
from flows.doing.sign_off import prepare_paper
from flows.engine import start
from flows.errors import (
    CaseSuspended,
    NotNow,
    NotSigned,
    OtherOvertaken,
    Overtaken,
    RequestKeyReused,
    UnknownAct,
)
from flows.inputs import ActInput, OpenCase
from flows.models import WorkItem
from flows.precedence import someone_was_first
from flows.selectors import item_for
from flows.situation import Situation, situation_of
from flows.together import follow, followers, lock_together
from organizations.models import Organization
from organizations.selectors import Capacity, local_date


def open_case(
    *, form: OpenCase, capacity: Capacity, at: datetime, request_key: str = "", history: History = NO_HISTORY
) -> Case:
    """提起协调: opens a case; its first tier starts with its clock. ``history`` is what is known from before.

    Raises ``ScopeRefused``, ``PartyKindNotTaken``, ``SourceNotYours``, ``WrongEntry``, ``UnknownOrganization``,
    ``DissolvedOrganization``, ``PartyTwice``, ``TooFewParties``, ``NotAParty``, ``InterimHandlerNeeded``,
    ``WrongOpener``, ``NoProcedure``, ``NotPermitted``. The same ``request_key`` again gives the same case.
    """
    if capacity.role not in STAFF:
        raise NotPermitted(who=_roles(STAFF))
    known = _already(capacity, request_key, "case.opened")
    if known:
        return Case.objects.get(pk=known.subject_id)
    plan = plan_case(form, opener=capacity.organization, history=history, at=at)
    check_opener(plan, form, capacity.organization)
    act = Act(kind="case.opened", actor=capacity.actor(), at=at, request_key=request_key)
    try:
        with _one_act_per_key(capacity, request_key), transaction.atomic():
            case = create_case(plan, form=form, opened_by=capacity.organization, act=act)
            with acting_on(case, name="open_case", act=act, capacity=capacity):
                start()
    except RequestKeyReused:
        twin = _already(capacity, request_key, "case.opened")
        if twin is None:
            raise
        return Case.objects.get(pk=twin.subject_id)
    failpoint("act.committed")
    return case


def perform(
    *, number: str, act: str, form: ActInput, capacity: Capacity, at: datetime, request_key: str = "",
    stage_id: int | None = None,
) -> Event:  # fmt: skip
    """办理: one act of the table on one case; returns its event.

    ``stage_id`` is the stage the person was looking at: when it has ended since, the act is refused as stale.
    Raises ``NotFound``, ``UnknownAct``, ``Stale``, ``NotPermitted``, ``NotNow`` and what the act itself refuses.
    """
    spec = ACTS.get(act)
    if spec is None:
        raise UnknownAct(name=act)
    with _one_act_per_key(capacity, request_key), transaction.atomic():
        case, further = _locked_together(number, spec, form, capacity, request_key)
        known = _already(capacity, request_key, spec.event, case, act)
        if known:
            return known
        now = situation_of(case, at=at)
        _check_stage(now, stage_id)
        check_allowed(spec, now, capacity, with_another=bool(further))
        following = _following(spec, now, further, capacity)
        record = Act(kind=spec.event, actor=capacity.actor(), at=at, request_key=request_key, data={"act": act})
        with acting_on(case, name=act, act=record, capacity=capacity) as acting:
            acting.item = item_for(now, spec, capacity.organization)
            acting.together = frozenset({case.pk, *(one.pk for one in further)})
            _serve(spec, acting, form)
        follow(acting, spec, form, following, capacity)
    return written(acting)


def send_for_sign_off(
    *, number: str, act: str, form: ActInput, capacity: Capacity, at: datetime, request_key: str = "",
    stage_id: int | None = None,
) -> Event:  # fmt: skip
    """送签: what an act says waits inside the organization until its head signs it; ``form`` is the unsigned input.

    Raises what ``perform`` raises, and ``NotSigned`` for an act that is nobody's word or has its own steps of review.
    """
    spec = ACTS.get(act)
    if spec is None:
        raise UnknownAct(name=act)
    if not spec.goes_to_sign_off:
        raise NotSigned
    with _one_act_per_key(capacity, request_key), transaction.atomic():
        case = _locked(number, capacity, request_key)
        known = _already(capacity, request_key, "paper.prepared", case, act)
        if known:
            return known
        now = situation_of(case, at=at)
        _check_stage(now, stage_id)
        check_allowed(replace(spec, roles=STAFF), now, capacity)
        record = Act(kind="paper.prepared", actor=capacity.actor(), at=at, request_key=request_key, data={"act": act})
        with acting_on(case, name="prepare_paper", act=record, capacity=capacity) as acting:
            prepare_paper(acting, spec, form)
    return written(acting)


def _following(
    spec: ActSpec, now: Situation, further: list[Case], capacity: Capacity
) -> list[tuple[Case, WorkItem | None]]:
    try:
        return followers(spec, now, further, capacity)
    except OtherOvertaken as overtaken:
        raise someone_was_first(overtaken.case) from overtaken


def _serve(spec: ActSpec, acting: Acting, form: ActInput) -> None:
    try:
        spec.service(acting, form)
    except Overtaken as overtaken:
        raise someone_was_first(acting.case, overtaken.kinds) from overtaken


def add_document(
    *, number: str, upload: bytes, file_name: str, title: str, capacity: Capacity, at: datetime, request_key: str = ""
) -> Event:
    """存入案卷: a paper joins the case's file; whoever may work on the case may add one."""
    with _one_act_per_key(capacity, request_key), transaction.atomic():
        case = _locked(number, capacity, request_key)
        known = _already(capacity, request_key, "document.added", case)
        if known:
            return known
        _check_may_add_papers(situation_of(case, at=at), capacity)
        document = store(
            content=upload, file_name=file_name, title=title, organization=capacity.organization,
            by_name=capacity.person.name, at=at,
        )  # fmt: skip
        record = Act(kind="document.added", actor=capacity.actor(), at=at, request_key=request_key)
        with acting_on(case, name="add_document", act=record, capacity=capacity) as acting:
            put_into_file(acting, document)
    return written(acting)


def _check_may_add_papers(now: Situation, capacity: Capacity) -> None:
    if capacity.organization not in who_adds_papers(now) and not _is_to_sign(now, capacity.organization):
        raise NotPermitted(who=gettext("the departments and offices that take part in the case"))
    if capacity.role not in STAFF:
        raise NotPermitted(who=_roles(STAFF))


def _is_to_sign(now: Situation, organization: Organization) -> bool:
    """Whether the organization, though it has no part in the case, may give its word in it now: with its sheet."""
    signed = (spec for spec in ACTS.values() if spec.is_signed)
    return any(organization in spec.open_to(now) and not spec.check(now) for spec in signed)


def written(acting: Acting) -> Event:
    """The event that the finished act wrote."""
    if acting.event is None:
        raise RuntimeError("the act wrote no event")
    failpoint("act.committed")
    return acting.event


def check_allowed(spec: ActSpec, now: Situation, capacity: Capacity, *, with_another: bool = False) -> None:
    """Refuse what is not this organization's, not this person's, or not possible now, each with its own error.

    Where the act names another case, the two are judged together, and that tells more than whether there is any.
    """
    open_to = spec.open_to(now)
    if capacity.organization not in open_to:
        if not open_to or _was_theirs(spec, now, capacity):
            raise someone_was_first(now.case)
        raise NotPermitted(who="、".join(sorted({str(organization) for organization in open_to})))
    if capacity.role not in spec.roles:
        raise NotPermitted(who=_roles(spec.roles))
    if now.case.suspended_at is not None and not spec.while_suspended:
        raise CaseSuspended(since=local_date(now.case.jurisdiction, now.case.suspended_at))
    judged_together = spec.joins is not None and with_another
    objection = spec.check(now) or ("" if judged_together else spec.personal(now, capacity))
    if objection:
        raise NotNow(reason=gettext(objection))


def _was_theirs(spec: ActSpec, now: Situation, capacity: Capacity) -> bool:
    return WorkItem.objects.filter(
        case=now.case, node__in=spec.nodes, organization=capacity.organization, ended_at__isnull=False
    ).exists()


def _check_stage(now: Situation, stage_id: int | None) -> None:
    if stage_id is not None and (now.stage is None or now.stage.pk != stage_id):
        raise someone_was_first(now.case)


def _locked(number: str, capacity: Capacity, request_key: str) -> Case:
    """Who acted with this key before may ask again, even where the act was the last that it could do to the case."""
    case = lock_case(number)
    if case is None or not (reaches(capacity, case) or _acted(capacity, request_key, case)):
        raise NotFound(field="number")
    return case


def _acted(capacity: Capacity, request_key: str, case: Case) -> bool:
    own = _of_key(capacity, request_key).filter(chain_kind=ChainKind.CASE, subject_id=case.pk)
    return bool(request_key) and own.exists()


def _locked_together(
    number: str, spec: ActSpec, form: ActInput, capacity: Capacity, request_key: str
) -> tuple[Case, list[Case]]:
    """The case, and the further ones that the act takes in; a stranger learns nothing of any of them."""
    if spec.also is None:
        return _locked(number, capacity, request_key), []
    if not reachable_to([capacity]).filter(number=number).exists():
        raise NotFound(field="number")
    return lock_together(number, spec, form)


def _already(capacity: Capacity, request_key: str, kind: str, case: Case | None = None, act: str = "") -> Event | None:
    """The event that this key has written; of another act, or on another case than ``case``, it is refused."""
    if not request_key:
        return None
    event = _of_key(capacity, request_key).first()
    if event is None:
        return None
    on_another = case is not None and (event.chain_kind, event.subject_id) != (ChainKind.CASE, case.pk)
    if event.data.get("by", "") == act != "":  # the head signed a paper: the record names what the paper did
        kind, act = event.kind, event.data["act"]
    if event.kind != kind or on_another or event.data.get("act", "") != act:
        raise RequestKeyReused(kind=event.kind)
    return event


@contextmanager
def _one_act_per_key(capacity: Capacity, request_key: str) -> Iterator[None]:
    """The same key at the same instant on two cases: no lock is shared, the second event finds the key taken."""
    try:
        yield
    except IntegrityError as error:
        if "one_event_per_request_key" not in str(error):
            raise
        raise RequestKeyReused(kind=_of_key(capacity, request_key).get().kind) from error


def _of_key(capacity: Capacity, request_key: str) -> QuerySet[Event]:
    return Event.objects.filter(actor_id=capacity.person.pk, request_key=request_key)


def _roles(roles: frozenset[MembershipRole]) -> str:
    return "、".join(sorted(label(role) for role in roles))
