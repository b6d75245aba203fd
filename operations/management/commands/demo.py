"""``demo``: loads the demo data into a demo database; safe to repeat."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core import clock
from operations import demo
from operations.console import CannotStart
from operations.engines.mark import settle_kind


class Command(BaseCommand):
    help = "Loads the demo data: organizations, people with one known password, work orders. For a demo database only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("Demo data is loaded into a demo database only: set DINGFEN_DEMO=1."))
        try:
            settle_kind(settings.DATABASE_OWNER_URL, demo=True)
        except CannotStart as error:
            raise CommandError(str(error)) from error
        demo.load(at=clock.now())
        people = demo.people()
        if options["json"]:
            answer = [dict(zip(("username", "name", "role", "organization"), person, strict=True)) for person in people]
            self.stdout.write(json.dumps({"ok": True, "people": answer}, ensure_ascii=False))
        else:
            self.stdout.write(_("The demo data is loaded; %(count)s people can sign in.") % {"count": len(people)})
