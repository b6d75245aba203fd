"""What ./test does once Python is there: engines, browser, pytest. Options of its own; the rest goes to pytest."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from operations.console import CannotStart, say
from operations.engines.keys import keys_in
from operations.engines.ports import free_port
from operations.engines.postgresql import Cluster
from operations.locks import FileLock
from operations.supervisor import StopRequested, Supervisor

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
REST = "Everything else is handed to pytest."
ALONE = frozenset({"-k", "-x", "-s", "-n", "--pdb", "--lf", "--ff", "--co", "--collect-only"})
MOST_WORKERS = 4
_OFF_IN_TESTS = ("fsync", "full_page_writes", "synchronous_commit", "jit")
QUICK = ["tests/unit", "tests/integration", "tests/architecture"]


def main(arguments: list[str]) -> int:
    """Run what was asked for; pytest's exit code is ours."""
    options, rest = parser().parse_known_args(arguments)
    chosen = selection(options, rest)
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "long" if options.property else "short"}
    if _wants_browser(options, rest):
        environment.update(_browser())
    try:
        with _database() as urls:
            command = [sys.executable, "-m", "pytest", *side_by_side(options, rest), *chosen, *rest]
            return subprocess.run(command, cwd=ROOT, env={**environment, **urls}, check=False).returncode
    except CannotStart as error:
        say(f"./test: {error}")
        return 1
    except StopRequested:
        return 130


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./test", description=__doc__, epilog=REST, allow_abbrev=False)
    parser.add_argument("--quick", action="store_true", help="static checks, unit and integration tests")
    parser.add_argument("--static", action="store_true", help="only static checks and the architecture")
    parser.add_argument("--property", action="store_true", help="the generated histories, many more of them")
    parser.add_argument("--faults", action="store_true", help="only the long tests that kill processes and engines")
    return parser


def selection(options: argparse.Namespace, rest: list[str]) -> list[str]:
    """What pytest is told to run, before the arguments that were passed on."""
    if options.static:
        folders = ["tests/architecture"]
    else:
        folders = [folder for folder in QUICK if options.quick and (ROOT / folder).is_dir()]
    return [*_marks(options, rest), *folders]


def _marks(options: argparse.Namespace, rest: list[str]) -> list[str]:
    # Whoever names marks, one test, or the folder of the long ones means just that.
    if any(word.startswith(("-m", "--markexpr")) or "::" in word or "tests/faults" in word for word in rest):
        return []
    long = [name for name in ("property", "faults") if getattr(options, name)]
    return ["-m", " or ".join(long) if long else "not faults"]


def side_by_side(options: argparse.Namespace, rest: list[str]) -> list[str]:
    """As many at once as there are processors, each in a database of its own; a few, or chosen ones, by themselves."""
    chosen = options.static or options.faults or any(word in ALONE or "tests/" in word for word in rest)
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    return [] if chosen or workers < 2 else ["-n", str(workers), "--dist", "worksteal"]


def _wants_browser(options: argparse.Namespace, rest: list[str]) -> bool:
    if options.quick or options.static or options.property or options.faults:
        return False
    paths = [argument for argument in rest if argument.startswith("tests")]
    return not paths or any("browser" in path for path in paths)


def _off_in_tests() -> list[str]:
    return [argument for name in _OFF_IN_TESTS for argument in ("-c", f"{name}=off")]


def _browser() -> dict[str, str]:
    """Chromium and a Chinese font: found, or installed where we may; where not, the browser tests say so."""
    if not _chromium() and os.geteuid() == 0 and shutil.which("apt-get"):
        say("./test: installing chromium and fonts-noto-cjk …")
        apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for action in (
            ["update", "-qq"],
            ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk"],
        ):
            subprocess.run(["apt-get", *action], env=apt, stdout=subprocess.DEVNULL, check=False)
    found = _chromium()
    return {"CHROMIUM": found} if found else {}


def _chromium() -> str | None:
    candidates = [name for name in (os.environ.get("CHROMIUM"), *BROWSERS) if name]
    return next((found for name in candidates if (found := shutil.which(name))), None)


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """The server named in the environment, or one of our own that ends with us."""
    if "DATABASE_URL" in os.environ:
        yield {}
        return
    with _data() as data, Supervisor() as supervisor:
        cluster, port = Cluster(data=data, keys=keys_in(data)), free_port()
        service = cluster.service(cluster.prepare(), port=port)
        # What these databases hold need not survive a power cut; it does survive the death of any process.
        supervisor.start(replace(service, command=(*service.command, *_off_in_tests())))
        supervisor.wait_until(lambda: cluster.answers(port), what="PostgreSQL", seconds=60)
        cluster.furnish(port)
        yield cluster.urls(port)


@contextmanager
def _data() -> Iterator[Path]:
    """The tests' own folder, kept for the next run; a second ./test at the same time gets a passing one."""
    kept = Path(os.environ.get("DINGFEN_DATA", ROOT / "var")).resolve() / "tests"
    with FileLock(kept / "lock") as lock:
        if lock.try_exclusive():
            yield kept
            return
    with tempfile.TemporaryDirectory(prefix="dingfen-tests-", ignore_cleanup_errors=True) as passing:
        yield Path(passing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
