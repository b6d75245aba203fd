"""``recount --preview`` and ``recount --apply``: running terms by the calendar as it is now."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from audit.actors import SYSTEM, Actor
from core import clock
from core.errors import DomainError
from escalation.moments import moment_of
from flows.recounts.applying import apply
from flows.recounts.keepers import check_keeper, keeper_among
from flows.recounts.preview import Preview, places_with_clocks, preview
from flows.recounts.words import move_data, move_line, why
from organizations.models import Jurisdiction, Person
from organizations.selectors import capacities, jurisdiction_by_code, local_date


class Command(BaseCommand):
    """Without a jurisdiction: every one in which something runs."""

    help = "Show which running terms the calendar of now counts otherwise, or let them take the end it gives them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        act = parser.add_mutually_exclusive_group(required=True)
        act.add_argument("--preview", action="store_true", help="show only; nothing is changed")
        act.add_argument("--apply", action="store_true", help="count again; one event for each case")
        parser.add_argument("--jurisdiction", default="", metavar="CODE")
        parser.add_argument("--by", default="", metavar="USERNAME", help="who answers for it; the system if left out")
        parser.add_argument("--at", default="", help="ISO 8601, e.g. 2026-11-23T09:00; without a zone: the site's")
        parser.add_argument("--json", action="store_true", help="one JSON object for machines")

    def handle(self, *_args: Any, **options: Any) -> None:
        at = moment_of(options["at"], clock.now())
        try:
            places = [jurisdiction_by_code(options["jurisdiction"])] if options["jurisdiction"] else []
            places = places or places_with_clocks()
            told = self._apply(places, at, options) if options["apply"] else self._preview(places, at, options)
        except DomainError as error:
            raise CommandError(error.text()) from error
        if options["json"]:
            self.stdout.write(json.dumps({"places": told}, ensure_ascii=False))
        if any(one.get("failed") for one in told):
            raise CommandError(_("Some could not be counted again; see the log."))

    def _preview(self, places: Iterable[Jurisdiction], at: datetime, options: dict[str, Any]) -> list[dict[str, Any]]:
        told = []
        for place in places:
            found = preview(place, at=at)
            if not options["json"]:
                self._show(found)
            told.append(
                {
                    "jurisdiction": place.code, "moves": [move_data(move) for move in found.moves],
                    "settled": len(found.settled), "waiting": len(found.waiting),
                }
            )  # fmt: skip
        return told

    def _show(self, found: Preview) -> None:
        zone = ZoneInfo(found.place.timezone)
        counts = {"place": found.place, "moves": len(found.moves), "settled": len(found.settled)}
        self.stdout.write(
            _("%(place)s: %(moves)s ends would move; %(settled)s stay and are not provisional any more.") % counts
        )
        for move in found.moves:
            self.stdout.write(f"  {move_line(move, zone)}")
            for reason in why(move):
                self.stdout.write(f"      {reason}")
        if found.waiting:
            self.stdout.write(_("  %(count)s ends wait for a decision.") % {"count": len(found.waiting)})

    def _apply(self, places: Iterable[Jurisdiction], at: datetime, options: dict[str, Any]) -> list[dict[str, Any]]:
        told = []
        for place in places:
            report = apply(place, by=_actor(options["by"], place, at), at=at).as_json()
            told.append({"jurisdiction": place.code, **report})
            if not options["json"]:
                said = _(
                    "%(place)s: %(moved)s ends moved in %(cases)s cases and %(others)s others; %(waiting)s wait for a "
                    "decision, %(settled)s are not provisional any more, %(busy)s were held: run it again for those."
                )
                self.stdout.write(said % {"place": place, **report})
        return told


def _actor(username: str, place: Jurisdiction, at: datetime) -> Actor:
    """Who answers for it must keep the place's calendar."""
    if not username:
        return SYSTEM
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise CommandError(_("--by: there is no person with the user name %(given)s") % {"given": username})
    held = capacities(person, local_date(place, at))
    capacity = keeper_among(held, place) or next(iter(held), None)
    if capacity is None:
        raise CommandError(_("--by: %(given)s holds no office") % {"given": username})
    check_keeper(capacity, place)
    return capacity.actor()
