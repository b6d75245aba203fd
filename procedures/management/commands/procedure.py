"""``procedure check FILE`` and ``procedure import FILE``: look at a pack, or bring it into force."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from audit.actors import SYSTEM, Actor
from core import clock
from core.errors import DomainError, InvalidInput
from organizations.models import Jurisdiction, Person
from procedures.errors import PackInvalid
from procedures.files import text_of
from procedures.pack import Pack
from procedures.schema import load, sha256
from procedures.services import import_pack


class Command(BaseCommand):
    help = "Checks a procedure pack, or imports it as a new version for a jurisdiction."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        for name, summary in (("check", "name every problem of a pack"), ("import", "bring a pack into force")):
            act = acts.add_parser(name, help=summary)
            act.add_argument("file", type=Path)
            act.add_argument("--json", action="store_true", help="one JSON object for machines")
            if name == "import":
                act.add_argument("--jurisdiction", required=True, metavar="CODE")
                act.add_argument("--by", default="", metavar="USERNAME", help="who imports; the system if left out")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            answer = self._check(**options) if options["act"] == "check" else self._import(**options)
        except DomainError as error:
            if not options["json"]:
                raise CommandError(error.text()) from None
            self._print_json(_refusal(error))
            raise SystemExit(1) from None
        if options["json"]:
            self._print_json({"ok": True, **answer})

    def _check(self, *, file: Path, **options: Any) -> dict[str, Any]:
        pack = load(text_of(file), file=file.name)
        if not options["json"]:
            self._show(pack)
        return {"code": pack.code, "version": pack.version, "sha256": sha256(pack), "values": _values(pack)}

    def _import(self, *, file: Path, jurisdiction: str, by: str, **options: Any) -> dict[str, Any]:
        place = Jurisdiction.objects.filter(code=jurisdiction).first()
        if place is None:
            raise _unusable("--jurisdiction", _("there is no jurisdiction with the code %(given)s"), jurisdiction)
        text = text_of(file)
        version = import_pack(text=text, file=file.name, jurisdiction=place, by=_actor(by), at=clock.now())
        answer = {
            "jurisdiction": place.code, "procedure": version.procedure.code, "version": version.version,
            "effective_from": version.effective_from.isoformat(), "sha256": version.sha256,
        }  # fmt: skip
        if not options["json"]:
            words = _("Version %(version)s of %(procedure)s is in force in %(jurisdiction)s from %(effective_from)s.")
            self.stdout.write(words % {**answer, "jurisdiction": place.name})
        return answer

    def _show(self, pack: Pack) -> None:
        for row in _values(pack):
            source = _("sample: %(reason)s") % row if row["is_sample"] else row["citation"]
            self.stdout.write(f"{row['key']} = {json.dumps(row['value'], ensure_ascii=False)}  [{source}]")
        counts = {"all": len(pack.entries), "samples": sum(entry.is_sample for entry in pack.cited())}
        self.stdout.write(_("In order: %(all)s values, %(samples)s of them samples.") % counts)

    def _print_json(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def _values(pack: Pack) -> list[dict[str, Any]]:
    return [entry.as_json() for entry in pack.cited()]


def _refusal(error: DomainError) -> dict[str, Any]:
    problems = [problem.as_json() for problem in error.problems] if isinstance(error, PackInvalid) else []
    return {"ok": False, "code": error.code, "message": error.text(), "problems": problems}


def _actor(username: str) -> Actor:
    if not username:
        return SYSTEM
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise _unusable("--by", _("there is no person with the user name %(given)s"), username)
    return Actor(person_id=person.pk, person_name=person.name)


def _unusable(option: str, reason: str, given: str) -> InvalidInput:
    return InvalidInput(field=option, label=option, reason=reason % {"given": given})
