"""manage.py messages --update | --check."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from operations.catalogue import check, update


class Command(BaseCommand):
    """译文: keeps the Chinese catalogue in step with the sources."""

    help = "Bring locale/zh_Hans in step with the sources (--update), or say what is not (--check)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--update", action="store_true", help="write django.po and compile django.mo")
        what.add_argument("--check", action="store_true", help="change nothing; fail when something is not in step")
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder = settings.BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES"
        if options["update"]:
            update(settings.BASE_DIR, folder)
        findings = check(settings.BASE_DIR, folder)
        if options["json"]:
            self.stdout.write(json.dumps(asdict(findings), ensure_ascii=False, indent=1))
        else:
            for kind, found in asdict(findings).items():
                for text in found if isinstance(found, list) else [""] * found:
                    self.stdout.write(f"{kind}: {text!r}" if text else kind)
        if findings and not options["update"]:
            raise CommandError("the catalogue is not in step: see above")
