"""When people are at work, place by place."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from audit.actors import Actor
from core import clock
from core.commands import AnsweringCommand
from organizations.selectors import jurisdiction_by_code
from workdays.services import set_working_time


class Command(AnsweringCommand):
    """工作时间: says when people are at work in a jurisdiction, and sets it; warnings go out within it."""

    help = "Says, or sets, when people of a jurisdiction are at work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("code", help=_("of the jurisdiction"))
        parser.add_argument("--set", default="", metavar="SPANS", help="e.g. 08:30-12:00,14:00-17:30")

    def answer(self, **options: Any) -> dict[str, Any]:
        place = jurisdiction_by_code(options["code"], field="code")
        if options["set"]:
            by = Actor(person_id=None, person_name=f"manage.py ({getpass.getuser()})")
            place = set_working_time(jurisdiction=place, text=options["set"], by=by, at=clock.now())
        if not options["json"]:
            self.stdout.write(f"{place.name}: {place.working_time}")
        return {"jurisdiction": place.code, "working_time": place.working_time}
