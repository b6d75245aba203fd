"""并案、关联: two cases in one act, each with an event of its own."""

from cases import course, links
from cases.models import Case, CaseLink, Party
from cases.services import join_party
from core.text import tidy
from core.vocabulary import CaseState, ClosingReason, PartyRole, StageResult, Tier
from flows.acting import Acting
from flows.doing.companions import take_part
from flows.engine import leave
from flows.inputs import LinkCase, MergeCase, UnlinkCase
from flows.link_errors import NoSuchLink, UnknownCase, WithItself
from flows.merging import let_others_follow


def merge_case(acting: Acting, form: MergeCase) -> None:
    """并案: the case ends; its parties and work orders go along with it."""
    if acting.led_by is not None:
        _absorb(acting, acting.led_by.case, form)
        return
    into = _other(acting, form.into, field="into")
    acting.case.closing_remark = form.reason
    acting.act.data["from_tier"] = acting.case.tier
    links.merge(case=acting.case, into=into, reason=form.reason, by=acting.organization, act=acting.act)
    leave(acting, StageResult.MERGED, ClosingReason.MERGED)


def link_case(acting: Acting, form: LinkCase) -> None:
    """关联案件."""
    if acting.led_by is not None:
        row = links.links_of(acting.case).get(pk=acting.led_by.act.data["link"])
        links.note_linked(row, acting.case, acting.act)
        return
    other = _other(acting, form.other, field="other")
    links.link(
        case=acting.case, other=other, relation=form.relation, reason=form.reason, by=acting.organization,
        act=acting.act,
    )  # fmt: skip


def unlink_case(acting: Acting, form: UnlinkCase) -> None:
    """解除关联."""
    if acting.led_by is not None:
        links.note_unlinked(CaseLink.objects.get(pk=acting.led_by.act.data["link"]), acting.act)
        return
    row = links.links_of(acting.case).filter(pk=form.link).first()
    if row is None:
        raise NoSuchLink(field="link", link=form.link)
    links.unlink(row=row, reason=form.reason, act=acting.act)


def _absorb(acting: Acting, merged: Case, form: MergeCase) -> None:
    """并入: whoever took part in the merged case takes part here; at tier 4, where nobody joins, it reads along."""
    acting.act.kind = "case.absorbed"
    links.note_absorbed(case=acting.case, merged=merged, act=acting.act)
    known = {party.organization_id for party in acting.parties()}
    came = [party for party in merged.parties.select_related("organization") if party.organization_id not in known]
    for party in came:
        _come_along(acting, party, form.reason)
    acting.act.data["came_along"] = [party.organization_id for party in came]
    if acting.capacity is not None:
        let_others_follow(merged, acting.case, acting.capacity, acting.at)


def _come_along(acting: Acting, party: Party, reason: str) -> None:
    organization = party.organization
    if acting.case.state == CaseState.INTAKE:
        join_party(case=acting.case, organization=organization, role=PartyRole.CONCERNED, reason=reason, act=acting.act)
    elif acting.open_stage.tier == Tier.REFERRAL:
        if not acting.case.readers.filter(organization=organization, ended_at=None).exists():
            course.let_read(case=acting.case, organization=organization, reason=reason, act=acting.act)
    else:
        take_part(acting, organization, reason=reason)


def _other(acting: Acting, number: str, *, field: str) -> Case:
    """The other case of the act, locked with this one."""
    if tidy(number) == acting.case.number:
        raise WithItself(field=field, number=acting.case.number)
    other = Case.objects.filter(pk__in=acting.together).exclude(pk=acting.case.pk).first()
    if other is None:
        raise UnknownCase(field=field, number=number)
    return other
