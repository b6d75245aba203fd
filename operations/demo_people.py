"""演示人员与名称: who stands in and who is on duty, plates, management, a standing body, a working group.

Invented like the people themselves, and at bodies whose people nobody needs for the stories of the demonstration.
"""

from datetime import date, datetime, timedelta
from typing import Any

from audit.actors import SYSTEM
from core.vocabulary import BodyRole, DutyPost, MembershipRole
from organizations.deputies import name_deputy
from organizations.duty import enter_shift
from organizations.groups import found_group, join_group
from organizations.models import Membership, Organization
from organizations.names import hang_plate
from organizations.selectors import local_date
from organizations.standing import put_under_management, seat

_SINCE = date(2025, 1, 1)
_WEEKS = timedelta(days=13)
_PLATES = (("LQY-X05", "龙泉驿区投资促进局", "区投促局"), ("XH-Z25", "徐汇区林业局", "区林业局"))
_INSTITUTION, _ORGAN = "XH-X05", "XH-Z14"
_BODY = "LQY-X17"
_SEATS = (
    ("LQY-Z01", BodyRole.CHAIR), ("LQY-X01", BodyRole.OFFICE), ("LQY-Z05", BodyRole.MEMBER),
    ("LQY-X03", BodyRole.MEMBER), ("LQY-X09", BodyRole.MEMBER),
)  # fmt: skip
_HOST, _GUESTS = "LQY-X05", ("LQY-X04",)


def load(*, at: datetime) -> None:
    """Once: what is there already stays as it is."""
    bodies = {body.code: body for body in Organization.objects.select_related("jurisdiction")}
    host = bodies[_HOST]
    if host.plates.exists():
        return
    by: dict[str, Any] = {"by": SYSTEM, "at": at}
    for code, name, short_name in _PLATES:
        hang_plate(organization=bodies[code], name=name, short_name=short_name, valid_from=_SINCE, **by)
    put_under_management(institution=bodies[_INSTITUTION], organ=bodies[_ORGAN], since=_SINCE, **by)
    for code, role in _SEATS:
        seat(body=bodies[_BODY], organization=bodies[code], role=role, valid_from=_SINCE, **by)
    _who_is_there(host, at)
    group = found_group(
        host=host, name="夜间经济投诉专班", purpose="集中研究夜市、外摆的投诉（演示）。", valid_from=_SINCE, **by
    )
    for organization in (host, *(bodies[code] for code in _GUESTS)):
        person = _office(organization, MembershipRole.HANDLER).person
        join_group(group=group, organization=organization, person=person, valid_from=_SINCE, **by)


def _who_is_there(organization: Organization, at: datetime) -> None:
    """代理与值班: for two weeks from the day of loading."""
    today = local_date(organization.jurisdiction, at)
    head, handler = _office(organization, MembershipRole.HEAD), _office(organization, MembershipRole.HANDLER)
    days: dict[str, Any] = {"first_day": today, "last_day": today + _WEEKS, "by": SYSTEM, "at": at}
    name_deputy(absent=head, deputy=handler.person, **days)
    for office, post in ((handler, DutyPost.ON_DUTY), (head, DutyPost.IN_CHARGE_1)):
        enter_shift(organization=organization, person=office.person, post=post, **days)


def _office(organization: Organization, role: MembershipRole) -> Membership:
    return Membership.objects.select_related("person").filter(organization=organization, role=role).order_by("pk")[0]
