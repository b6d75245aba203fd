from contextlib import AbstractContextManager
from typing import Any

class NoLock:
    def __call__(self, flow_class: type[Any], process_pk: int) -> AbstractContextManager[None]: ...

no_lock: NoLock
