"""File locks between processes of one machine; the kernel drops them when their holder dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from operations.console import CannotStart


class FileLock:
    """文件锁: shared or exclusive, and changed from one to the other while held."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a")

    def try_exclusive(self) -> bool:
        """Take it alone if nobody has it; never waits."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def exclusive(self) -> None:
        """Take it alone; waits for every other holder."""
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def share(self) -> None:
        """Take or keep it beside others; waits for one that has it alone."""
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


@contextmanager
def only_one(path: Path, *, refusal: str) -> Iterator[None]:
    """Hold ``path`` alone or raise ``CannotStart(refusal)``."""
    with FileLock(path) as lock:
        if not lock.try_exclusive():
            raise CannotStart(refusal)
        yield
