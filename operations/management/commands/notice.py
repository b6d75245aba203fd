"""``notice check FILE`` and ``notice install FILE``: a holiday notice is looked at, or comes into use."""

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from audit.actors import SYSTEM, Actor
from core import clock
from core.errors import DomainError
from escalation.moments import moment_of
from flows.recounts.preview import Preview, places_with_clocks, preview
from flows.recounts.words import move_data, news_data, news_in_words
from organizations.models import Person
from workdays.installing import install_notice
from workdays.news import News
from workdays.notice_files import Notice, read_notice
from workdays.selectors import Supposed


class Command(BaseCommand):
    """Installing changes no term: that is ``recount --apply``, or the page on changes of the calendar."""

    help = "Check a holiday notice and show how many terms it would move, or install it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        for name, summary in (
            ("check", "say what is wrong with it, and what it would move"),
            ("install", "check it and count with it from now on"),
        ):
            act = acts.add_parser(name, help=summary)
            act.add_argument("file", type=Path)
            act.add_argument("--at", default="", help="ISO 8601, e.g. 2026-11-23T09:00; without a zone: the site's")
            act.add_argument("--json", action="store_true", help="one JSON object for machines")
            if name == "install":
                act.add_argument("--by", default="", metavar="USERNAME", help="who installs; the system if left out")

    def handle(self, *_args: Any, **options: Any) -> None:
        at = moment_of(options["at"], clock.now())
        try:
            notice = read_notice(options["file"])
            found = _would_move(notice, at)
            answer = _as_json(notice, found, at)
            if options["act"] == "install":
                edition = install_notice(path=options["file"], by=_actor(options["by"]), at=at)
                answer["installed_at"] = edition.recorded_at.isoformat()
        except DomainError as error:
            if not options["json"]:
                raise CommandError(error.text()) from error
            self.stdout.write(
                json.dumps({"ok": False, "code": error.code, "message": error.text()}, ensure_ascii=False)
            )
            raise SystemExit(1) from error
        if options["json"]:
            self.stdout.write(json.dumps({"ok": True, **answer}, ensure_ascii=False))
        else:
            self._tell(notice, found, at, installed="installed_at" in answer)

    def _tell(self, notice: Notice, found: list[Preview], at: datetime, *, installed: bool) -> None:
        values = {"title": notice.title, "reference": notice.reference, "year": notice.year, "days": len(notice.days)}
        self.stdout.write(_("%(title)s (%(reference)s), %(year)s: %(days)s days fixed.") % values)
        for one in _news(found, notice, at):
            self.stdout.write(f"  {news_in_words(one)}")
        for place in found:
            counts = {
                "place": place.place, "moves": len(place.moves), "settled": len(place.settled),
                "past": sum(move.is_past for move in place.moves),
            }  # fmt: skip
            said = _("%(place)s: %(moves)s ends move, %(past)s of them have passed; %(settled)s stay and are settled.")
            self.stdout.write(said % counts)
        if installed:
            self.stdout.write(_("Installed. Terms that run keep their ends until they are counted again."))
        else:
            self.stdout.write(_("In order. Nothing was changed."))


def _would_move(notice: Notice, at: datetime) -> list[Preview]:
    return [preview(place, at=at, supposed=Supposed(notices=(notice,))) for place in places_with_clocks()]


def _news(found: list[Preview], notice: Notice, at: datetime) -> list[News]:
    """The days that this notice counts otherwise than what was counted with before."""
    days = {one for place in found for one in place.news if one.document == notice.reference and one.at == at}
    return sorted(days)


def _as_json(notice: Notice, found: list[Preview], at: datetime) -> dict[str, Any]:
    places = [
        {
            "jurisdiction": one.place.code, "moves": [move_data(move) for move in one.moves],
            "settled": len(one.settled), "past": sum(move.is_past for move in one.moves),
        }
        for one in found
    ]  # fmt: skip
    return {
        "year": notice.year, "reference": notice.reference, "digest": notice.digest,
        "news": [news_data(one) for one in _news(found, notice, at)], "places": places,
    }  # fmt: skip


def _actor(username: str) -> Actor:
    if not username:
        return SYSTEM
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise CommandError(_("--by: there is no person with the user name %(given)s") % {"given": username})
    return Actor(person_id=person.pk, person_name=person.name)
