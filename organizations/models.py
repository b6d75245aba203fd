"""WHO: jurisdictions, organizations, people and what they may do for whom."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.fields import code_check, code_field
from core.vocabulary import MembershipRole, OrganizationFunction, OrganizationKind


class Jurisdiction(models.Model):
    """行政区划: a district, city…; GB/T 2260 code; a tree."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=100)
    number_prefix = models.CharField(max_length=6, unique=True, help_text="ASCII letters in public case numbers")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")

    class Meta:
        constraints = [
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
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


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
            models.UniqueConstraint(fields=["person", "organization", "role"], name="one_membership_per_role"),
            code_check("role", MembershipRole, name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.organization}"


class Deputyship(models.Model):
    """代理: on these days one person stands in for another member of the same organization."""

    absent = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deputyships")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="deputyship_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} for {self.absent}"
