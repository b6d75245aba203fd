"""What ``./run`` does once Python is ready: engines, environment, then ``manage.py up`` or one command."""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Sequence

import django
from django.core.management import call_command

from operations.console import ROOT, CannotStart, _, say
from operations.engines.mark import check_prepared
from operations.engines.world import World, engines_for_command, engines_for_start

MANAGE = [sys.executable, str(ROOT / "manage.py")]
_UNPREPARED_TOO = {"migrate", "check", "help", "messages", "export_bpmn", "benchmark", "workday"}


def main(arguments: Sequence[str]) -> int:
    """The exit status of ``./run ARGUMENTS``."""
    options, command = parse(arguments)
    try:
        world = World.from_environment(os.environ, rehearsal=options.rehearsal)
        if command is not None:
            return run_command(world, command)
        start(world, options)
    except CannotStart as error:
        say(f"dingfen: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def parse(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str] | None]:
    """Options of ``./run``, and the command after ``manage`` or ``exec`` (None where there is neither)."""
    given = list(arguments)
    at = next((given.index(word) for word in ("manage", "exec") if word in given), len(given))
    parser = argparse.ArgumentParser(prog="./run", allow_abbrev=False)
    parser.description = _("Prepare and start everything; Ctrl-C stops it.")
    parser.add_argument("--setup", action="store_true", help=_("only prepare: engines, database, demo data"))
    parser.add_argument("--port", type=int, help=_("port of the web pages (default: 8000, or the next free one)"))
    parser.add_argument("--fresh", action="store_true", help=_("start over; for a demo database only"))
    parser.add_argument("--rehearsal", action="store_true", help=_("a second world with a clock that can be moved"))
    parser.epilog = _("./run manage COMMAND …: a management command against the same database")
    options = parser.parse_args(given[:at])
    if at == len(given):
        return options, None
    prefix = MANAGE if given[at] == "manage" else []
    command = prefix + given[at + 1 :]
    if not command:
        parser.error(_("exec: which program?"))
    return options, command


def start(world: World, options: argparse.Namespace) -> None:
    """Bring the world up, prepare it, and stay until stopped."""
    with engines_for_start(world) as (supervisor, environment):
        os.environ.update(environment)
        django.setup()
        call_command("up", supervisor=supervisor, port=options.port, setup=options.setup, fresh=options.fresh)


def run_command(world: World, command: Sequence[str]) -> int:
    """Run one command in the world's environment; its exit status is ours."""
    with engines_for_command(world) as environment:
        if list(command[:2]) == MANAGE and not _UNPREPARED_TOO & set(command[2:3]):
            check_prepared(environment["DATABASE_OWNER_URL"])
        process = subprocess.Popen(command, env={**os.environ, **environment})
        # Ctrl-C reaches the command from the terminal; it decides, and we wait for it. The rest we pass on.
        signal.signal(signal.SIGINT, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _: process.send_signal(received))
        return process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
