"""Whether the time is trusted; and accepting it."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from audit.actors import Actor
from core import clock
from core.commands import AnsweringCommand
from core.labels import label
from core.vocabulary import ClockTrouble
from escalation.gate import accept, in_words, open_alarms


class Command(AnsweringCommand):
    """时间闸门: without an option says why it is shut, and ends with 1 then; --accept vouches for the present time."""

    help = "Says whether the time is trusted; --accept REASON accepts it as it is now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--accept", metavar="REASON", default="", help=_("why the present time is right"))

    def answer(self, **options: Any) -> dict[str, Any]:
        ended = 0
        if options["accept"].strip():
            # Whoever may run commands here is known to the machine by this name, to nobody else.
            by = Actor(person_id=None, person_name=f"manage.py ({getpass.getuser()})")
            ended = accept(remark=options["accept"], read=clock.reading, by=by, at=clock.now())
        alarms = [
            {
                "host": alarm.host, "trouble": alarm.trouble, "figures": alarm.figures,
                "since": alarm.opened_at.isoformat(),
            }
            for alarm in open_alarms()
        ]  # fmt: skip
        if not options["json"]:
            for alarm in alarms:
                self.stdout.write(f"{alarm['host']}: {label(ClockTrouble(alarm['trouble']))}")
                self.stdout.write(f"    {in_words(alarm['figures'])}")
            if not alarms:
                self.stdout.write(_("The time is trusted."))
        if alarms:
            if options["json"]:
                self._print({"ok": False, "open": False, "alarms": alarms})
            raise SystemExit(1)
        return {"open": True, "accepted": ended, "alarms": alarms}
