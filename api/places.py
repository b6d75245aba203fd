"""Which jurisdiction a question is about."""

from api.callers import Caller
from api.errors import NoOffice
from organizations.models import Jurisdiction
from organizations.selectors import jurisdiction_by_code


def place_of(caller: Caller, code: str) -> Jurisdiction:
    """The one named, else where the caller works. Raises ``UnknownJurisdiction``, ``NoOffice``."""
    if code:
        return jurisdiction_by_code(code)
    if caller.jurisdiction is None:
        raise NoOffice
    return caller.jurisdiction
