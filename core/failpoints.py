"""故障点: named places at which the fault tests let a process die, wait or fail.

In an installation there is nothing behind them: the name stands for a function that does nothing. Only where
``DINGFEN_FAILPOINTS`` names a module when the process starts, that module's ``failpoint`` takes its place; the checks
for deployment refuse such an environment.
"""

import os
from collections.abc import Callable
from importlib import import_module

SOURCE = os.environ.get("DINGFEN_FAILPOINTS", "")


def _nothing(_name: str) -> None:
    """What stands there in every installation."""


failpoint: Callable[[str], None] = import_module(SOURCE).failpoint if SOURCE else _nothing
