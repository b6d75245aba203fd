"""内务表单: what a form about an organization's people and names offers to choose from."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.labels import label
from core.vocabulary import DutyPost, MembershipRole
from flows.staff import StaffAct
from organizations.deputies import OFFICES, deputyships_of
from organizations.duty import roster_of
from organizations.models import Membership, Organization, WorkingGroup, WorkingGroupMember
from organizations.names import plates_of, shown_name
from organizations.selectors import local_date, organizations_for_choice, valid_on
from organizations.standing import seats_of
from web.forms.context import Choices, FormContext


def background_of_staff_act(body: Organization, *, at: datetime) -> FormContext:
    """The choices of the day."""
    today = local_date(body.jurisdiction, at)
    listed = organizations_for_choice(body.jurisdiction, today)
    members = Membership.objects.filter(valid_on(today), organization=body, person__is_active=True)
    offices = list(members.select_related("person").order_by("person__name", "pk"))
    staff = {row.person.username: row.person.name for row in offices if row.role in OFFICES}
    return FormContext(
        zone=ZoneInfo(body.jurisdiction.timezone),
        organizations=[(one.code, shown_name(one)) for one in listed],
        search_words={one.code: f"{one.name} {one.code} {one.initials}" for one in listed},
        colleagues=list(staff.items()),
        rows=_rows(body, offices, today),
    )


def with_something_to_choose(acts: Iterable[StaffAct], context: FormContext) -> list[StaffAct]:
    """Without those that end what there is none of: no deputyship to revoke, no plate to take down."""
    return [act for act in acts if all(context.rows.get(kind, (True,)) for kind in _kinds_of_rows(act))]


def _kinds_of_rows(act: StaffAct) -> list[str]:
    extras = (field.json_schema_extra for field in act.input.model_fields.values())
    return [str(extra.get("widget")) for extra in extras if isinstance(extra, dict)]


def _rows(body: Organization, offices: list[Membership], today: date) -> Mapping[str, Choices]:
    groups = WorkingGroup.objects.filter(valid_on(today), host=body)
    seats = WorkingGroupMember.objects.filter(valid_on(today), group__in=groups).select_related("group", "person")
    return {
        "membership": [(str(m.pk), f"{m.person.name}（{label(MembershipRole(m.role))}）") for m in offices],
        "deputyship": [
            (str(d.pk), f"{d.deputy.name} → {d.absent.person.name} {d.first_day:%m-%d} – {d.last_day:%m-%d}")
            for d in deputyships_of(body, today)
        ],
        "shift": [
            (str(s.pk), f"{s.person.name} {label(DutyPost(s.post))} {s.first_day:%m-%d} – {s.last_day:%m-%d}")
            for s in roster_of(body, today, date.max)
        ],
        "plate": [(str(plate.pk), plate.name) for plate in plates_of(body, today)],
        "seat": [(str(seat.pk), seat.organization.short_name) for seat in seats_of(body, today)],
        "hosted_group": [(str(group.pk), group.name) for group in groups],
        "group_seat": [(str(seat.pk), f"{seat.group.name}：{seat.person.name}") for seat in seats],
    }
