"""Which procedure governs a case, and what it says."""

from datetime import date
from functools import lru_cache

from organizations.models import Jurisdiction
from procedures.errors import NoProcedure
from procedures.models import ProcedureVersion
from procedures.pack import Pack
from procedures.schema import from_json


def version_in_force(jurisdiction: Jurisdiction, on: date) -> ProcedureVersion:
    """The version in force on a day: the jurisdiction's own, else that of the nearest one above it; or NoProcedure."""
    place: Jurisdiction | None = jurisdiction
    while place is not None:
        versions = ProcedureVersion.objects.filter(procedure__jurisdiction=place, effective_from__lte=on)
        version = versions.select_related("procedure").order_by("-effective_from", "-pk").first()
        if version is not None:
            return version
        place = place.parent
    raise NoProcedure(jurisdiction=jurisdiction.name, on=on.isoformat())


def pack_of(version: ProcedureVersion) -> Pack:
    """The pack of a version; read once per process, as a version never changes."""
    return _pack(version.pk, version.sha256)


@lru_cache(maxsize=256)
def _pack(version_id: int, sha256: str) -> Pack:
    # The digest is part of the key because tests and restored databases may give an id to other content.
    version = ProcedureVersion.objects.only("content", "source_file").get(pk=version_id, sha256=sha256)
    return from_json(version.content, file=version.source_file)
