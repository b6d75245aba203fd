"""Management commands that answer people in sentences and machines in JSON, and say no with a non-zero exit."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.errors import DomainError, InvalidRows


class AnsweringCommand(BaseCommand):
    """A command whose ``answer`` returns what ``--json`` prints; for people it writes its own lines there."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object for machines")

    def answer(self, **options: Any) -> dict[str, Any]:
        raise NotImplementedError

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            answer = self.answer(**options)
        except DomainError as error:
            self._refuse(error, as_json=options["json"])
        else:
            if options["json"]:
                self._print({"ok": True, **answer})

    def _refuse(self, error: DomainError, *, as_json: bool) -> None:
        rows = error.rows if isinstance(error, InvalidRows) else []
        problems = [{"row": row, "column": column, "message": message} for row, column, message in rows]
        if as_json:
            self._print({"ok": False, "code": error.code, "message": error.text(), "problems": problems})
            raise SystemExit(1) from None
        lines = [_("row %(row)s, %(column)s: %(message)s") % problem for problem in problems]
        raise CommandError("\n".join([error.text(), *lines])) from None

    def _print(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
