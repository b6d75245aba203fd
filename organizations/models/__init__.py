"""WHO: jurisdictions, organizations, people and what they may do for whom."""

from organizations.models.group import WorkingGroup, WorkingGroupMember
from organizations.models.organization import BodyMember, Jurisdiction, NamePlate, Organization
from organizations.models.person import Deputyship, DutyShift, Membership, Person, PersonManager

__all__ = [
    "BodyMember",
    "Deputyship",
    "DutyShift",
    "Jurisdiction",
    "Membership",
    "NamePlate",
    "Organization",
    "Person",
    "PersonManager",
    "WorkingGroup",
    "WorkingGroupMember",
]
