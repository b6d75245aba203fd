"""案卷·人员: whom to reach, who stands in for whom, which working groups read along and what they noted."""

from collections.abc import Sequence
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from cases.people import contacts_of, deputies_in, groups_reading, remarks_for
from organizations.models import WorkingGroupMember
from organizations.selectors import Capacity, valid_on
from web.dossier_rows import rows


def people_parts(on: date, held: Sequence[Capacity]) -> dict[str, ArraySubquery]:
    """Of the day ``on``; the groups and their remarks as who holds ``held`` may see them."""
    members = WorkingGroupMember.objects.filter(valid_on(on), group=OuterRef("group")).order_by("pk")
    return {
        "contacts": rows(
            contacts_of(OuterRef("pk"), on), organization="organization__short_name", role="role",
            name="person__name", phone="person__phone", email="person__email",
        ),
        "deputies": rows(
            deputies_in(OuterRef("pk"), on), organization="absent__organization__short_name", role="absent__role",
            absent="absent__person__name", deputy="deputy__name", first_day_on="first_day", last_day_on="last_day",
        ),
        "groups": rows(
            groups_reading(OuterRef("pk"), held), name="group__name", host="group__host__short_name",
            host_code="group__host__code", reason="reason", added_at="added_at",
            members=rows(members, name="person__name", organization="organization__short_name"),
        ),
        "remarks": rows(
            remarks_for(OuterRef("pk"), held), group="link__group__name", organization="organization__short_name",
            person="person_name", text="text", noted_at="noted_at",
        ),
    }  # fmt: skip
