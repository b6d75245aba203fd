"""导出流程图: ``export_bpmn [--flow NAME] [--out FILE]``: the flows as BPMN 2.0."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from flows.bpmn import bpmn, flow_names


class Command(BaseCommand):
    """All flows in one file, or one of them; without ``--out`` the file is written to the standard output."""

    help = "Export the flows as BPMN 2.0 XML."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--flow", default="", help="one flow: " + ", ".join(flow_names()))
        parser.add_argument("--out", type=Path, help="a file to write; the standard output when it is not named")
        parser.add_argument("--json", action="store_true", help="say what was written as JSON (with --out)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file, or say what is wrong with the flow's or the file's name."""
        name = options["flow"]
        if name and name not in flow_names():
            raise CommandError(
                gettext("There is no flow “%(name)s”. The flows are: %(names)s.")
                % {"name": name, "names": ", ".join(flow_names())}
            )
        xml = bpmn([name] if name else [])
        out: Path | None = options["out"]
        if out is None:
            self.stdout.write(xml, ending="")
            return
        try:
            out.write_text(xml, encoding="utf-8")
        except OSError as error:
            raise CommandError(
                gettext("“%(file)s” cannot be written: %(reason)s.") % {"file": out, "reason": error.strerror}
            ) from error
        written = [name] if name else flow_names()
        self.stdout.write(
            json.dumps({"file": str(out), "flows": written})
            if options["json"]
            else gettext("Written: %(file)s (%(count)s flows).") % {"file": out, "count": len(written)}
        )
