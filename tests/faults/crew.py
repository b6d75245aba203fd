"""The background of an installation in processes of its own: a worker and a beat, to be killed and started anew."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.database import ROOT

_CELERY = (sys.executable, "-m", "celery", "-A", "config")
_WORKER = (*_CELERY, "worker", "--without-gossip", "--without-mingle", "-O", "fair", "-c", "1", "-l", "WARNING")


@dataclass(kw_only=True)
class Crew:
    """后台: ``with Crew(...) as crew``; whatever still lives at the end is killed."""

    environment: Mapping[str, str]
    folder: Path
    living: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """A worker and a beat."""
        schedule = ("--schedule", str(self.folder / "schedule"), "--pidfile", "", "-l", "WARNING")
        for name, command in (("worker", _WORKER), ("beat", (*_CELERY, "beat", *schedule))):
            with (self.folder / f"{name}.log").open("ab") as log:
                process = subprocess.Popen(
                    command, cwd=ROOT, env=dict(self.environment), stdin=subprocess.DEVNULL, stdout=log,
                    stderr=subprocess.STDOUT, start_new_session=True,
                )  # fmt: skip
            self.living.append(process)

    def kill(self) -> None:
        """SIGKILL to both and to all their children: nobody gets to tidy up."""
        while self.living:
            process = self.living.pop()
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def log(self) -> str:
        """What both said, for whoever has to find out why."""
        return "".join(path.read_text()[-3000:] for path in sorted(self.folder.glob("*.log")))

    def wait_until(self, ready: Callable[[], bool], *, what: str, seconds: float) -> None:
        """Looks often: a test wants to strike in the middle of something."""
        until = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < until, f"{what} did not happen within {seconds} s\n{self.log()}"
            time.sleep(0.01)
