"""演示数据: everything a newcomer needs to try the product; for a demo database only, as all know the password.

The files in ``demo/`` mix places on purpose and say where each row is from (``demo/README.md``).
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from audit.actors import SYSTEM
from core.labels import label
from core.tables import Table, read_table_file
from core.vocabulary import MembershipRole
from hotline.models import WorkOrder
from hotline.services import intake
from operations import demo_orders, demo_people
from organizations import roster
from organizations.models import Jurisdiction, Organization, Person
from organizations.services import appoint, import_organizations, register_person
from procedures.services import import_pack
from registry import duty_lists

PASSWORD = "dingfen-demo"  # noqa: S105  (shown to everybody: a demo database holds nothing to protect)
FOLDER = Path(settings.BASE_DIR) / "demo"
PACK = Path(settings.BASE_DIR) / "procedures" / "packs" / "longquanyi.toml"
_ROSTERS = (("departments.csv", False), ("organizations.csv", True), ("functions.csv", False))
_DISTRICTS = ("510112", "310104")
_ORDERS_OF = "510112"
_DUTIES_SINCE = date(2025, 1, 1)


def people() -> list[tuple[str, str, str, str]]:
    """Each demo person's username, name, role and organization, for those who start the demo."""
    names = {row["code"]: row["name"] for file, _is_demo in _ROSTERS for row in _rows(file)}
    return [
        (row["username"], row["name"], label(MembershipRole(row["role"])), names[row["organization"]])
        for row in _rows("people.csv")
    ]


def load(*, at: datetime) -> None:
    """载入演示数据: all of it or none; what is there already stays as it is."""
    with transaction.atomic():
        load_organizations(at)
        _load_people(at)
        demo_people.load(at=at)
        districts = {place.code: place for place in Jurisdiction.objects.filter(code__in=_DISTRICTS)}
        for code in _DISTRICTS:
            import_pack(
                text=PACK.read_text(encoding="utf-8"), file=PACK.name, jurisdiction=districts[code], by=SYSTEM, at=at
            )
        load_duties(districts["510112"], at)
        new = _load_work_orders(districts, at)
        demo_orders.play([order for order in new if order.jurisdiction == districts[_ORDERS_OF]], at=at)


def load_organizations(at: datetime) -> None:
    """The bodies of the demo, with their jurisdictions."""
    places = _table("jurisdictions.csv", roster.JURISDICTION_REQUIRED, roster.JURISDICTION_OPTIONAL)
    jurisdictions = roster.read_jurisdictions(places.rows)
    for file, is_demo in _ROSTERS:
        table = _table(file, roster.REQUIRED, roster.OPTIONAL)
        lines = roster.read_roster(table.rows)
        import_organizations(lines, jurisdictions=jurisdictions, demo=is_demo, digest=table.digest, by=SYSTEM, at=at)


def _load_people(at: datetime) -> None:
    known = set(Person.objects.values_list("username", flat=True))
    missing = [row for row in _rows("people.csv") if row["username"] not in known]
    organizations = {
        body.code: body for body in Organization.objects.filter(code__in={row["organization"] for row in missing})
    }
    password = make_password(PASSWORD)
    for row in missing:
        person = register_person(username=row["username"], name=row["name"], password=None, by=SYSTEM, at=at)
        person.password = password  # hashed once: thirty times would keep the first start waiting
        person.save(update_fields=["password"])
        appoint(
            person=person,
            organization=organizations[row["organization"]],
            role=MembershipRole(row["role"]),
            by=SYSTEM,
            at=at,
        )


def load_duties(jurisdiction: Jurisdiction, at: datetime) -> None:
    """The duty list of the demo, as if it were this district's."""
    table = _table("duty_items.csv", duty_lists.REQUIRED, duty_lists.OPTIONAL)
    lines = duty_lists.read_duties(table.rows)
    duty_lists.import_duties(lines, jurisdiction=jurisdiction, valid_from=_DUTIES_SINCE, by=SYSTEM, at=at)


def _load_work_orders(districts: dict[str, Jurisdiction], at: datetime) -> list[WorkOrder]:
    """Received some days before ``at``, whenever that is: the stories begin with fresh ones. Gives the new ones."""
    new = []
    known = set(WorkOrder.objects.values_list("source", "number"))
    organizations = {body.code: body for body in Organization.objects.filter(jurisdiction__in=districts.values())}
    for row in _rows("work_orders.csv"):
        if (row["source"], row["number"]) in known:
            continue
        received_at = at - timedelta(days=int(row["received_days_before"]))
        within = row["handle_within_days"]
        order, _created = intake(
            source=row["source"], number=row["number"], text=row["text"], category=row["category"],
            received_at=received_at, handle_by=received_at + timedelta(days=int(within)) if within else None,
            jurisdiction=districts[row["jurisdiction"]], first_recipient=organizations[row["first_recipient"]],
            by=SYSTEM, at=at,
        )  # fmt: skip
        new.append(order)
    return new


def _table(file: str, required: Sequence[str], optional: Sequence[str]) -> Table:
    return read_table_file(FOLDER / file, required=required, optional=optional)


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
