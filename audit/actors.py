"""Who acts: a person for an organization, or the system itself."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Actor:
    """操作人: names are snapshots, ids are not foreign keys, so that the record outlives both."""

    person_id: int | None
    person_name: str
    organization_id: int | None = None
    organization_name: str = ""
    role: str = ""
    acting_for_id: int | None = None
    acting_for_name: str = ""

    @property
    def is_system(self) -> bool:
        return self.person_id is None


SYSTEM = Actor(person_id=None, person_name="system")
