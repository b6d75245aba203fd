"""两块牌子: the names under which an organization is known on a day."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from audit.actors import Actor
from core.text import tidy
from organizations.errors import EndsBeforeItBegins, PlateHangsAlready, PlateTakenDown, SeveralOfThisName, UnknownName
from organizations.models import Jurisdiction, NamePlate, Organization
from organizations.record import locked, note, noted_before
from organizations.selectors import valid_on
from organizations.sorting import initials


def shown_name(organization: Organization) -> str:
    """“甲局（乙局）”: the short name with those of its plates, where ``plates_up`` was read with it."""
    plates: list[NamePlate] = getattr(organization, "plates_up", [])
    names = "、".join(plate.short_name for plate in plates)
    return f"{organization.short_name}（{names}）" if names else organization.short_name


def plates_of(organization: Organization, on: date) -> list[NamePlate]:
    return list(organization.plates.filter(valid_on(on)))


def names_on_paper(organization: Organization, on: date) -> list[str]:
    """署名: a paper may name the organization by any of these, its own full name first."""
    return [organization.name, *(plate.name for plate in plates_of(organization, on))]


def organization_by_name(
    name: str, jurisdiction: Jurisdiction, on: date, *, field: str = "organization"
) -> Organization:
    """The one body that has this name or this plate on that day. Raises ``UnknownName``, ``SeveralOfThisName``."""
    word = tidy(name)
    plates = NamePlate.objects.filter(Q(name=word) | Q(short_name=word), valid_on(on))
    known = Organization.objects.filter(valid_on(on), jurisdiction=jurisdiction).filter(
        Q(name=word) | Q(short_name=word) | Q(pk__in=plates.values("organization"))
    )
    found = list(known.select_related("jurisdiction").order_by("code")[:2])
    if not found:
        raise UnknownName(field=field, name=word, jurisdiction=jurisdiction.name)
    if len(found) > 1:
        raise SeveralOfThisName(field=field, name=word, codes="、".join(one.code for one in found))
    return found[0]


def hang_plate(
    *, organization: Organization, name: str, short_name: str = "", valid_from: date, by: Actor, at: datetime,
    request_key: str = "",
) -> NamePlate:  # fmt: skip
    """挂牌: from this day on the body is known by another name too. Raises ``PlateHangsAlready``."""
    name = tidy(name)
    short_name = tidy(short_name) or name[:60]
    with transaction.atomic():
        locked(organization)
        if known := noted_before("organization.plate_hung", by=by, request_key=request_key):
            return NamePlate.objects.get(pk=known["plate"])
        later = Q(valid_to=None) | Q(valid_to__gt=valid_from)
        if name == organization.name or organization.plates.filter(later, name=name).exists():
            raise PlateHangsAlready(field="name", name=name, organization=organization.name)
        plate = NamePlate.objects.create(
            organization=organization, name=name, short_name=short_name, valid_from=valid_from,
            initials=initials(name, short_name),
        )  # fmt: skip
        note(
            "organization.plate_hung", organization, by=by, at=at, request_key=request_key, plate=plate.pk,
            valid_from=valid_from,
        )  # fmt: skip
    return plate


def take_plate_down(*, plate: NamePlate, valid_to: date, by: Actor, at: datetime, request_key: str = "") -> None:
    """摘牌: ``valid_to`` is the first day without it. Raises ``PlateTakenDown``, ``EndsBeforeItBegins``."""
    with transaction.atomic():
        locked(plate.organization)
        plate.refresh_from_db()
        if plate.valid_to is not None:
            raise PlateTakenDown(field="plate", name=plate.name, since=plate.valid_to)
        if plate.valid_from is not None and valid_to <= plate.valid_from:
            raise EndsBeforeItBegins(field="valid_to", until=valid_to, since=plate.valid_from)
        plate.valid_to = valid_to
        plate.save(update_fields=["valid_to"])
        note(
            "organization.plate_taken_down", plate.organization, by=by, at=at, request_key=request_key, plate=plate.pk,
            valid_to=valid_to,
        )  # fmt: skip
