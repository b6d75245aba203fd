"""People: who can sign in, for whom they act, who stands in for them, who is on duty."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from core.fields import code_check, code_field
from core.vocabulary import DutyPost, MembershipRole
from organizations.models.organization import Organization
from organizations.models.spans import DAYS, PERIOD


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """人员: somebody who can sign in; what they may do follows from memberships alone."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ARG002  (the signature is Django's)
        """Nothing here is decided by Django's permissions."""
        return False

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002  (the signature is Django's)
        return False


class Membership(models.Model):
    """任职: a person's role in an organization, for a time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    role = code_field(MembershipRole)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text="first day on which it no longer holds")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_membership_per_role",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organization", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (PERIOD, RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
            code_check("role", MembershipRole, name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.organization}"


class Deputyship(models.Model):
    """代理: on these days one person stands in for another member of the same organization, until it is revoked."""

    absent = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deputyships")
    first_day = models.DateField()
    last_day = models.DateField()
    named_by_name = models.CharField(max_length=100, blank=True, default="")
    revoked_at = models.DateTimeField(null=True, blank=True, help_text="ended early; from then on it does not hold")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="deputyship_has_days"),
            ExclusionConstraint(
                name="one_deputy_at_a_time",
                expressions=[("absent", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=Q(revoked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} for {self.absent}"


class DutyShift(models.Model):
    """值班、带班: who answers for an organization on these days; urgent matters of days off go to them too."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shifts")
    post = code_field(DutyPost)
    first_day = models.DateField()
    last_day = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True, help_text="taken off the roster")

    class Meta:
        constraints = [
            code_check("post", DutyPost, name="duty_post_is_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="shift_has_days"),
            ExclusionConstraint(
                name="one_shift_per_person_and_post",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at=None),
            ),
            ExclusionConstraint(
                name="one_in_charge_per_level",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at=None) & ~Q(post=DutyPost.ON_DUTY),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.post} for {self.organization}"
