"""转办、专班: who handles a case inside an organization, and which groups read along."""

from audit.acting import Act
from cases.models import Case, CaseAssignment, CaseGroup, GroupRemark
from organizations.models import Organization, Person, WorkingGroup


def assign(*, case: Case, organization: Organization, person: Person, act: Act) -> CaseAssignment:
    """转办: from now on this colleague has the case; who had it before has it no more."""
    end_assignments(case=case, organization=organization, act=act)
    given = CaseAssignment.objects.create(
        case=case, organization=organization, person=person, since=act.at, assigned_by_name=act.actor.person_name
    )
    act.data.update(assignment=given.pk, person=person.pk)
    return given


def end_assignments(*, case: Case, organization: Organization, act: Act) -> None:
    """Nobody in particular has the case for the organization."""
    live = CaseAssignment.objects.filter(case=case, organization=organization, ended_at=None)
    before = live.values_list("person", flat=True).first()
    if before is not None:
        act.data["person_before"] = before
        live.update(ended_at=act.at)


def let_group_read(*, case: Case, group: WorkingGroup, reason: str, act: Act) -> CaseGroup:
    """专班参与: its people read the case from now on."""
    link = CaseGroup.objects.create(case=case, group=group, reason=reason, added_at=act.at)
    act.data.update(group=group.pk, link=link.pk)
    return link


def end_reading(*, link: CaseGroup, act: Act) -> None:
    """专班退出: its people read the case no more; what they noted stays with the group."""
    link.removed_at = act.at
    link.save(update_fields=["removed_at"])
    act.data.update(group=link.group_id, link=link.pk)


def note_for_group(*, link: CaseGroup, organization: Organization, text: str, act: Act) -> GroupRemark:
    """专班内部意见: for the group alone."""
    remark = GroupRemark.objects.create(
        link=link, organization=organization, person_name=act.actor.person_name, text=text, noted_at=act.at
    )
    act.data.update(group=link.group_id, remark=remark.pk)
    return remark
