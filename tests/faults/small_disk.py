"""A database on a disk of its own that can be filled: a small one in memory, which only its server sees."""

import errno
import subprocess
from dataclasses import dataclass, replace
from io import FileIO
from pathlib import Path

import pytest

from operations.processes import Service

MEGABYTES = 320
_OUTER = ("unshare", "--user", "--map-root-user", "--mount", "--")
# PostgreSQL refuses to be root, which we look like here; it is started again whenever it has ended.
_INNER = "unshare --user --map-user=1000 --map-group=1000 --"
_SCRIPT = """
set -e
cp -a "$1" "$1.kept"
mount -t tmpfs -o size={size}m,mode=0700 none "$1"
cp -a "$1.kept/." "$1"
shift
set +e
while :; do {inner} "$@"; sleep 0.5; done
"""


@dataclass(frozen=True)
class SmallDisk:
    """满盘: the folder as the server sees it, while the server's process (its first one) lives."""

    pid: int
    folder: Path

    @property
    def _filler(self) -> Path:
        return Path(f"/proc/{self.pid}/root{self.folder}") / "filler"

    def fill(self) -> None:
        """To the last byte."""
        with self._filler.open("ab", buffering=0) as file:
            for size in (1_000_000, 4096, 1):
                while _fits(file, size):
                    pass

    def make_room(self) -> None:
        self._filler.unlink()


def _fits(file: FileIO, size: int) -> bool:
    try:
        file.write(b"x" * size)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False
    return True


def on_a_small_disk(service: Service, folder: Path) -> Service:
    """The same server, its folder copied onto the small disk; skips where the kernel forbids such a thing."""
    if subprocess.run([*_OUTER, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let us mount a small disk for the test")
    words = service.command
    server = words[words.index("--") + 1 :] if "--" in words else words
    script = _SCRIPT.format(size=MEGABYTES, inner=_INNER)
    return replace(service, command=(*_OUTER, "sh", "-c", script, "sh", str(folder), *server))
