"""Bringing a procedure into force."""

from datetime import datetime

from django.db import transaction

from audit.acting import Act
from audit.actors import Actor
from audit.models import ChainKind
from audit.services import record
from organizations.models import Jurisdiction
from procedures.errors import EffectiveDateConflict, VersionTaken
from procedures.models import Procedure, ProcedureVersion
from procedures.pack import Pack
from procedures.schema import load, sha256, to_json


@transaction.atomic
def import_pack(
    *, text: str, file: str, jurisdiction: Jurisdiction, by: Actor, at: datetime, request_key: str = ""
) -> ProcedureVersion:
    """导入办法: store a pack as the next version of the jurisdiction's procedure of that code.

    The same content again gives the version that already holds it. Changed content needs a higher version number
    and a later effective date. Raises PackInvalid, VersionTaken, EffectiveDateConflict.
    """
    pack = load(text, file=file)
    # Held against a second import for the same place: the check on dates spans all its procedures.
    Jurisdiction.objects.select_for_update(no_key=True).get(pk=jurisdiction.pk)
    procedure, _ = Procedure.objects.get_or_create(jurisdiction=jurisdiction, code=pack.code)
    digest = sha256(pack)
    known = procedure.versions.filter(sha256=digest).first()
    if known is not None:
        return known
    _check_number(procedure, pack, file)
    _check_date(jurisdiction, pack, file)
    version = ProcedureVersion(
        procedure=procedure, version=pack.version, effective_from=pack.effective_from, content=to_json(pack),
        sha256=digest, source_file=file, imported_at=at, imported_by_name=by.person_name,
    )  # fmt: skip
    version.save(force_insert=True)
    act = Act(kind="procedure.version_imported", actor=by, at=at, request_key=request_key)
    act.data = {
        "jurisdiction": jurisdiction.code, "procedure": pack.code, "version": pack.version,
        "effective_from": pack.effective_from.isoformat(), "sha256": digest,
    }  # fmt: skip
    record(chain=ChainKind.PROCEDURE, subject_id=procedure.pk, act=act)
    return version


def _check_number(procedure: Procedure, pack: Pack, file: str) -> None:
    last = procedure.versions.order_by("-version").first()
    if last is not None and pack.version <= last.version:
        raise VersionTaken(
            field="version", file=file, pack=pack.code, version=pack.version, last=last.version, next=last.version + 1
        )


def _check_date(jurisdiction: Jurisdiction, pack: Pack, file: str) -> None:
    versions = ProcedureVersion.objects.filter(procedure__jurisdiction=jurisdiction).select_related("procedure")
    latest = versions.order_by("-effective_from").first()
    if latest is not None and pack.effective_from <= latest.effective_from:
        raise EffectiveDateConflict(
            field="effective_from", file=file, date=pack.effective_from.isoformat(), pack=latest.procedure.code,
            latest=latest.effective_from.isoformat(), version=latest.version, jurisdiction=jurisdiction.name,
        )  # fmt: skip
