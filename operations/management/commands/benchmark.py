"""基准: ``benchmark lifecycle|escalation|pages|workdays``: figures as JSON lines, from a database of their own."""

import json
import logging
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.clock import now
from core.errors import DomainError
from operations.benchmarks.escalation import escalation
from operations.benchmarks.lifecycle import lifecycle
from operations.benchmarks.measuring import WrongEndState
from operations.benchmarks.pages import pages
from operations.benchmarks.scratch import scratch_database
from operations.benchmarks.workdays import workdays


class Command(BaseCommand):
    """Never works in the installation's own database; ends with ``"verified": true`` or fails."""

    help = "Take figures in a database made for them; JSON lines only."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = parser.add_subparsers(dest="name", required=True)
        one = names.add_parser("lifecycle", help="cases from opening through four tiers to the archive")
        one.add_argument("--cases", type=int, default=20)
        one.add_argument("--seed", type=int, default=1)
        two = names.add_parser("escalation", help="many clocks that run out at the same moment")
        two.add_argument("--cases", type=int, default=200, help="how many run out at one moment")
        two.add_argument("--waiting", type=int, default=2000, help="how many do not")
        two.add_argument("--runs", type=int, default=1)
        two.add_argument("--processes", type=int, default=1, help="how many sweep at once")
        two.add_argument("--people", action="store_true", help="somebody works meanwhile")
        three = names.add_parser("pages", help="pages among very many cases: times, queries and plans")
        three.add_argument("--cases", type=int, default=100_000)
        names.add_parser("workdays", help="what counting a term costs; needs no database")

    def handle(self, *_args: Any, **options: Any) -> None:
        logging.disable(logging.INFO)
        try:
            if options["name"] == "workdays":
                self._print(workdays())
                return
            with scratch_database() as owner_url:
                self._print(lines(options, owner_url))
        except DomainError as error:
            raise CommandError(error.text()) from error
        except WrongEndState as error:
            self.stdout.write(json.dumps({"benchmark": options["name"], "verified": False, "found": str(error)}))
            raise CommandError(str(error)) from error

    def _print(self, figures: Iterator[dict[str, Any]]) -> None:
        for line in figures:
            self.stdout.write(json.dumps(line, ensure_ascii=False))


def lines(options: dict[str, Any], owner_url: str) -> Iterator[dict[str, Any]]:
    """The figures of the benchmark that was named."""
    if options["name"] == "lifecycle":
        return lifecycle(cases=options["cases"], seed=options["seed"])
    if options["name"] == "pages":
        return pages(cases=options["cases"], at=now(), owner_url=owner_url)
    chosen = {name: options[name] for name in ("cases", "waiting", "runs", "processes", "people")}
    return escalation(**chosen, owner_url=owner_url)
