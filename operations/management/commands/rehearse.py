"""``manage.py rehearse``: a year of cases under a procedure pack, before an office adopts it."""

import json
import logging
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from core.errors import DomainError
from operations.benchmarks.scratch import scratch_database
from operations.rehearsing.halt import Halt
from operations.rehearsing.parameters import people_from
from operations.rehearsing.paved import paved
from operations.rehearsing.rehearsal import YEAR, Plan, first_day, rehearse, where_it_stopped
from operations.rehearsing.report import DATA, PAGE, write
from procedures.files import shipped, shipped_pack, text_of
from procedures.schema import load
from workdays.selectors import NATIONAL_ZONE

_USED = "longquanyi"


class Command(BaseCommand):
    """排演: never touches the installation's own database; fails where the product does not keep its word."""

    help = "Play a year of cases under a procedure pack, check what must hold, and report load, tiers and waiting."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = ", ".join(path.stem for path in shipped())
        parser.add_argument("--pack", default=_USED, metavar="NAME|FILE", help=f"a shipped pack ({names}) or a file")
        parser.add_argument("--people", type=Path, metavar="FILE", help="how people behave: a file over the defaults")
        parser.add_argument("--cases", type=int, default=400)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--begin", type=date.fromisoformat, metavar="DATE")
        span = parser.add_mutually_exclusive_group()
        span.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="the first day that is not played")
        span.add_argument("--days", type=int, default=YEAR)
        parser.add_argument("--stop-at", type=datetime.fromisoformat, metavar="MOMENT", help="play only so far")
        parser.add_argument("--report", type=Path, metavar="FOLDER", help="write report.html and report.json there")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], help="of the report")
        parser.add_argument("--keep", action="store_true", help="leave the database for looking at")
        parser.add_argument("--json", action="store_true", help="one JSON object for machines")

    def handle(self, *_args: Any, **options: Any) -> None:
        logging.disable(logging.INFO)
        try:
            plan = plan_of(options)
            self._play(plan, options)
        except DomainError as error:
            raise CommandError(error.text()) from error

    def _play(self, plan: Plan, options: dict[str, Any]) -> None:
        begun = perf_counter()
        with scratch_database(before="rehearsal_of_", keep=options["keep"]) as owner_url, paved(), _files_aside():
            try:
                report = rehearse(plan)
            except Halt as halt:
                self._stop(where_it_stopped(halt, plan), options, owner_url, halt)
        report["seconds"] = round(perf_counter() - begun, 1)
        if options["report"]:
            with translation.override(options["language"] or translation.get_language()):
                write(report, options["report"])
        self._tell(report, options, owner_url)

    def _stop(self, found: dict[str, Any], options: dict[str, Any], owner_url: str, halt: Halt) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            raise SystemExit(1) from halt
        said = _("The rehearsal stopped at %(at)s: %(found)s; case %(case)s, act %(act)s, %(person)s. %(told)s")
        kept = "\n" + _("The database is kept: %(name)s") % {"name": _name_in(owner_url)} if options["keep"] else ""
        raise CommandError(f"{said % found}\n{_('To get there again:')} {found['again']}{kept}") from halt

    def _tell(self, report: dict[str, Any], options: dict[str, Any], owner_url: str) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        figures = report["figures"]
        said = _("%(pack)s: %(opened)s cases, %(settled)s came to a result, %(over)s over; clean; %(seconds)s seconds.")
        self.stdout.write(
            said % {
                "pack": report["pack"]["name"], "opened": figures["cases"]["opened"],
                "settled": figures["settled"]["all"]["count"], "over": figures["cases"]["over"],
                "seconds": report["seconds"],
            }
        )  # fmt: skip
        if options["report"]:
            self.stdout.write(f"{options['report'] / PAGE}\n{options['report'] / DATA}")
        if options["keep"]:
            self.stdout.write(_("The database is kept: %(name)s") % {"name": _name_in(owner_url)})


def plan_of(options: dict[str, Any]) -> Plan:
    """What the options ask for. Raises ``PackInvalid`` and ``PeopleInvalid``; reads no clock."""
    known = {path.stem for path in shipped()}
    path = shipped_pack(options["pack"]) if options["pack"] in known else Path(options["pack"])
    text = text_of(path)
    pack = load(text, file=path.name)
    people = options["people"]
    if options["cases"] < 1 or options["days"] < 1:
        raise CommandError(_("--cases and --days are whole numbers from 1 on."))
    begin = options["begin"] or max(first_day(), pack.effective_from)
    if begin < pack.effective_from:
        raise CommandError(
            _("--begin %(begin)s: the procedure is in force from %(since)s on.")
            % {"begin": begin, "since": pack.effective_from}
        )
    stop_at = options["stop_at"]
    return Plan(
        pack=text, file=options["pack"], cases=options["cases"], seed=options["seed"], begin=begin,
        people=people_from(_text_of_people(people), file=str(people)) if people else people_from(),
        until=options["until"] or begin + timedelta(days=options["days"]),
        stop_at=stop_at if stop_at is None or stop_at.tzinfo else stop_at.replace(tzinfo=NATIONAL_ZONE),
    )  # fmt: skip


def _text_of_people(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(_("--people %(file)s: %(reason)s") % {"file": path, "reason": error}) from error


def _name_in(url: str) -> str:
    return url.rpartition("/")[2]


@contextmanager
def _files_aside() -> Iterator[None]:
    """Papers of a rehearsal are no papers of the installation."""
    before = settings.DINGFEN_FILES
    with TemporaryDirectory(prefix="dingfen-rehearsal-") as folder:
        settings.DINGFEN_FILES = folder
        try:
            yield
        finally:
            settings.DINGFEN_FILES = before
