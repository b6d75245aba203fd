"""A piece of work in a forked process that is killed in the middle of it, by SIGKILL, at a named place."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connections

from tests.faults import points
from tests.faults.points import Arming


def dies(work: Callable[[], Any], *, at: str, nth: int = 1) -> bool:
    """Whether the work came to that place and was killed there; the connections of this process are closed before."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        _work_and_leave(work, Arming(point=at, nth=nth))
    _pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the work failed before it could be killed"
    return False


def _work_and_leave(work: Callable[[], Any], arming: Arming) -> None:
    code = 1
    try:
        points.armed = arming
        work()
        connections.close_all()
        code = 0
    except BaseException:  # noqa: BLE001  (a forked process must not go on as pytest)
        traceback.print_exc(file=sys.stderr)
    finally:
        os._exit(code)
