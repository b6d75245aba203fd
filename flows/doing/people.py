"""Acts on who handles a case and who reads along."""

from cases import assignments
from cases.models import CaseGroup
from flows.acting import Acting
from flows.errors import NoSuchGroup, NotInThisGroup
from flows.inputs import AddWorkingGroup, AssignCase, RemarkInGroup, RemoveWorkingGroup
from organizations.deputies import check_member
from organizations.errors import GroupDissolved, NotAMember
from organizations.groups import seats_in_groups
from organizations.models import Person, WorkingGroup
from organizations.selectors import local_date


def assign_case(acting: Acting, form: AssignCase) -> None:
    """转办: to a colleague of the same organization."""
    on = local_date(acting.case.jurisdiction, acting.at)
    person = Person.objects.filter(username=form.colleague).first()
    if person is None:
        raise NotAMember(field="colleague", person=form.colleague, organization=acting.organization.name, on=on)
    check_member(person, acting.organization, on, on, field="colleague")
    assignments.assign(case=acting.case, organization=acting.organization, person=person, act=acting.act)


def add_working_group(acting: Acting, form: AddWorkingGroup) -> None:
    """专班参与: a group of the case's jurisdiction, once."""
    groups = WorkingGroup.objects.filter(pk=form.group, host__jurisdiction=acting.case.jurisdiction)
    group = groups.exclude(case_links__in=_links(acting)).first()
    if group is None:
        raise NoSuchGroup(field="group", group=form.group)
    on = local_date(acting.case.jurisdiction, acting.at)
    if group.valid_to is not None and group.valid_to <= on:
        raise GroupDissolved(field="group", name=group.name, since=group.valid_to)
    assignments.let_group_read(case=acting.case, group=group, reason=form.reason, act=acting.act)


def remove_working_group(acting: Acting, form: RemoveWorkingGroup) -> None:
    """专班退出."""
    assignments.end_reading(link=_link(acting, form.group), act=acting.act)


def remark_in_group(acting: Acting, form: RemarkInGroup) -> None:
    """专班内部意见: by a member, for the members."""
    link = _link(acting, form.group)
    if acting.capacity is None or not seats_in_groups([acting.capacity]).filter(group=link.group).exists():
        raise NotInThisGroup(field="group", group=link.group.name)
    assignments.note_for_group(link=link, organization=acting.organization, text=form.text, act=acting.act)


def _links(acting: Acting) -> list[CaseGroup]:
    return list(CaseGroup.objects.filter(case=acting.case, removed_at=None).select_related("group"))


def _link(acting: Acting, group: int) -> CaseGroup:
    found = next((link for link in _links(acting) if link.group_id == group), None)
    if found is None:
        raise NoSuchGroup(field="group", group=group)
    return found
