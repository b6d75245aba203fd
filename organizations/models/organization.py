"""Jurisdictions and the bodies in them: their names, who manages whom, who sits in a standing body."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from core.fields import code_check, code_field
from core.vocabulary import BodyRole, OrganizationFunction, OrganizationKind
from organizations.models.spans import PERIOD

_HOURS = r"([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]"


class Jurisdiction(models.Model):
    """行政区划: a district, city…; GB/T 2260 code; a tree."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=100)
    number_prefix = models.CharField(max_length=6, unique=True, help_text="ASCII letters in public case numbers")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    working_time = models.CharField(
        max_length=60, default="09:00-12:00,13:30-17:30", help_text="of a workday, in the zone; the breaks left out"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(working_time__regex=rf"^{_HOURS}(,{_HOURS}){{0,3}}$"), name="working_time_is_in_spans"
            ),
            models.CheckConstraint(condition=Q(number_prefix__regex=r"^[A-Z]{2,6}$"), name="number_prefix_is_ascii"),
        ]

    def __str__(self) -> str:
        return self.name


class Organization(models.Model):
    """机关、单位: any body that can be a party or hold a duty; valid from–to, with a successor after a reform."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    kind = code_field(OrganizationKind)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="organizations")
    functions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    valid_from = models.DateField(null=True, blank=True, help_text="first day; empty: since before the record begins")
    valid_to = models.DateField(null=True, blank=True, help_text="first day on which it no longer exists")
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors")
    managed_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="manages")
    managed_from = models.DateField(null=True, blank=True)
    managed_to = models.DateField(null=True, blank=True, help_text="first day on which it is no longer managed")
    is_demo = models.BooleanField(default=False)
    sort_key = models.CharField(
        max_length=200, db_index=True, blank=True, default="", help_text="pinyin of the short name"
    )
    initials = models.CharField(max_length=300, blank=True, default="", help_text="pinyin initials of both names")

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            code_check("kind", OrganizationKind, name="organization_kind_is_known"),
            models.CheckConstraint(
                condition=Q(functions__contained_by=[str(f) for f in OrganizationFunction]),
                name="organization_functions_are_known",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                name="organization_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("id")), name="organization_is_not_its_own_successor"
            ),
            models.CheckConstraint(
                condition=Q(managed_by=None) | ~Q(managed_by=F("id")), name="organization_does_not_manage_itself"
            ),
            models.CheckConstraint(
                condition=Q(managed_by=None, managed_from=None, managed_to=None)
                | Q(managed_by__isnull=False)
                & (Q(managed_to=None) | Q(managed_from=None) | Q(managed_to__gt=F("managed_from"))),
                name="management_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class NamePlate(models.Model):
    """两块牌子: another name on the same door, from one day to another; the body behind it is one."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="plates")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    initials = models.CharField(max_length=300, blank=True, default="", help_text="pinyin initials of both names")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text="first day on which the plate is down")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                name="plate_comes_down_after_it_goes_up",
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(short_name=""), name="plate_has_a_name"),
            ExclusionConstraint(
                name="a_plate_hangs_once_on_a_door",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    (PERIOD, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


class BodyMember(models.Model):
    """联席会议成员单位: an organization's seat in a standing body (一事一议联席会议), from one day to another."""

    body = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="seats")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="seats_held")
    role = code_field(BodyRole)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="first day on which the seat is given up")

    class Meta:
        ordering = ["id"]
        constraints = [
            code_check("role", BodyRole, name="body_role_is_known"),
            models.CheckConstraint(condition=~Q(body=F("organization")), name="a_body_has_no_seat_in_itself"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="seat_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="one_seat_per_member_of_a_body",
                expressions=[
                    ("body", RangeOperators.EQUAL),
                    ("organization", RangeOperators.EQUAL),
                    (PERIOD, RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="a_body_has_one_office",
                expressions=[("body", RangeOperators.EQUAL), (PERIOD, RangeOperators.OVERLAPS)],
                condition=Q(role=BodyRole.OFFICE),
            ),
            ExclusionConstraint(
                name="a_body_has_one_chair",
                expressions=[("body", RangeOperators.EQUAL), (PERIOD, RangeOperators.OVERLAPS)],
                condition=Q(role=BodyRole.CHAIR),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} in {self.body}"
