"""The supervisor with real processes: nobody is lost, nobody is left."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from operations.console import CannotStart
from operations.processes import Service, halt, launch, tail
from operations.supervisor import StopRequested, Supervisor, pause_before

ROOT = Path(__file__).resolve().parents[2]
# Appends to a file when it starts and when it is asked to stop.
DIARIST = """
import signal, sys, time
name, diary = sys.argv[1:]
def write(line):
    with open(diary, "a") as file:
        file.write(f"{name} {line}\\n")
def stop(*_):
    write("stops")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
write("starts")
time.sleep(60)
"""


def service(folder: Path, name: str, *program: str, **options) -> Service:
    return Service(
        name=name, command=(sys.executable, *program), directory=folder, log=folder / "log" / f"{name}.log", **options
    )


def diarist(folder: Path, name: str) -> Service:
    return service(folder, name, "-c", DIARIST, name, str(folder / "diary"))


def diary(folder: Path) -> list[str]:
    path = folder / "diary"
    return path.read_text().splitlines() if path.exists() else []


def has_lines(folder: Path, count: int) -> bool:
    return len(diary(folder)) == count


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_last_started_stops_first_and_each_before_the_next(tmp_path):
    with Supervisor() as supervisor:
        for number, name in enumerate(("database", "broker", "worker", "web", "beat"), start=1):
            supervisor.start(diarist(tmp_path, name))
            supervisor.wait_until(partial(has_lines, tmp_path, number), what=name, seconds=20)
    stops = [line.split()[0] for line in diary(tmp_path) if line.endswith("stops")]
    assert stops == ["beat", "web", "worker", "broker", "database"]


def test_process_that_dies_is_started_again(tmp_path):
    supervisor = Supervisor()
    supervisor.start(diarist(tmp_path, "worker"))
    try:
        wait_for(lambda: len(diary(tmp_path)) == 1)
        first = supervisor.children[0].process
        first.kill()
        first.wait()

        def look_after() -> bool:
            for child in supervisor.children:
                supervisor._look_after(child)
            return len(diary(tmp_path)) == 2

        wait_for(look_after)
        assert supervisor.children[0].process.pid != first.pid
        assert supervisor.children[0].failures == 1
    finally:
        supervisor.stop()


def test_pauses_grow_and_stay_bounded():
    assert [pause_before(failures) for failures in (0, 1, 2, 3, 20)] == [1, 2, 4, 8, 30]


def test_process_that_ends_at_once_stops_the_start_and_its_log_is_shown(tmp_path):
    with Supervisor() as supervisor:
        supervisor.start(service(tmp_path, "web", "-c", "raise SystemExit('no such module anywhere')"))
        with pytest.raises(CannotStart, match=r"(?s)web.*no such module anywhere"):
            supervisor.wait_until(lambda: False, what="the page", seconds=20)


def test_page_that_never_answers_stops_the_start(tmp_path):
    with Supervisor() as supervisor:
        supervisor.start(diarist(tmp_path, "web"))
        with pytest.raises(CannotStart, match="the page"):
            supervisor.wait_until(lambda: False, what="the page", seconds=0.2)


def test_step_that_fails_stops_the_start_and_its_log_is_shown(tmp_path):
    with Supervisor() as supervisor:
        step = service(tmp_path, "migrate", "-c", "raise SystemExit('table is gone')")
        with pytest.raises(CannotStart, match=r"(?s)migrate.*table is gone"):
            supervisor.run(step)


@pytest.fixture
def heard():
    """SIGHUP means something to us, even where the tests themselves were started under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_request_a_stop_and_handlers_are_put_back(tmp_path, heard, number):
    before = signal.getsignal(number)
    with Supervisor() as supervisor:
        supervisor.start(diarist(tmp_path, "web"))
        supervisor.wait_until(lambda: bool(diary(tmp_path)), what="web", seconds=20)
        threading.Timer(0.3, os.kill, [os.getpid(), number]).start()
        with pytest.raises(StopRequested):
            supervisor.watch()
    assert diary(tmp_path)[-1] == "web stops"
    assert signal.getsignal(number) == before


def test_whoever_was_started_under_nohup_stays_so(heard):
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with Supervisor():
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN


def test_deaf_process_and_its_children_are_killed(tmp_path):
    program = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
child = subprocess.Popen([sys.executable, "-c", deaf])
open("child", "w").write(str(child.pid))
time.sleep(60)
"""
    deaf = service(tmp_path, "deaf", "-c", program, stop_seconds=0.3)
    process = launch(deaf)
    wait_for(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text().isdigit())
    halt(deaf, process)
    assert process.returncode == -signal.SIGKILL
    wait_for(lambda: not is_running(int((tmp_path / "child").read_text())))


@pytest.mark.faults
def test_nothing_outlives_a_killed_supervisor(tmp_path):
    program = f"""
import sys, time
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from operations.processes import Service
from operations.supervisor import Supervisor
folder = Path({str(tmp_path)!r})
with Supervisor() as supervisor:
    command = (sys.executable, "-c", {DIARIST!r}, "worker", str(folder / "diary"))
    supervisor.start(Service(name="worker", command=command, directory=folder, log=folder / "worker.log"))
    (folder / "pid").write_text(str(supervisor.children[0].process.pid))
    supervisor.watch()
"""
    process = subprocess.Popen([sys.executable, "-c", program])
    wait_for(lambda: diary(tmp_path) == ["worker starts"])
    process.kill()
    process.wait()
    wait_for(lambda: not is_running(int((tmp_path / "pid").read_text())))
    assert diary(tmp_path)[-1] == "worker stops"


def test_tail_shows_the_end_only(tmp_path):
    log = tmp_path / "a.log"
    log.write_text("".join(f"line {number}\n" for number in range(100)))
    assert tail(log, lines=2) == "line 98\nline 99"
    assert tail(tmp_path / "none.log") == ""
