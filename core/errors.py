"""Rules that were broken, said loudly.

Every error has a stable ``code`` for machines and a translatable ``message`` for people. Services raise
them; pages, the API and commands turn them into their own words with ``error.text()``.
"""

from typing import Any, ClassVar

from django.utils.translation import gettext, gettext_noop


class DomainError(Exception):
    """A rule of the procedure was broken; nothing was saved.

    ``params`` fill the message; ``field`` names the input the rule is about ("" when it is about no one field).
    ``status`` is the HTTP status the API answers with.
    """

    code: ClassVar[str] = "rule_broken"
    message: ClassVar[str] = gettext_noop("This is not possible here.")
    status: ClassVar[int] = 422

    def __init__(self, *, field: str = "", **params: Any) -> None:
        self.field = field
        self.params = params
        super().__init__(self.code, params)

    def text(self) -> str:
        """The message in the language of the moment."""
        return gettext(self.message) % self.params if self.params else gettext(self.message)

    def __str__(self) -> str:
        return f"{self.code}: {self.text()}"


class NotFound(DomainError):
    """The thing does not exist, or this person may not know that it does."""

    code = "not_found"
    message = gettext_noop("There is no such entry, or you may not see it.")
    status = 404


class NotPermitted(DomainError):
    """The person may see the thing but may not do this."""

    code = "not_permitted"
    message = gettext_noop("You may not do this: it is for %(who)s.")
    status = 403


class Stale(DomainError):
    """Somebody else was first: the form or request rests on a state that is gone."""

    code = "someone_was_first"
    message = gettext_noop(
        "Someone else was first: %(who)s, %(what)s, %(when)s. What you typed was kept; look at the case again."
    )
    status = 409


class InvalidInput(DomainError):
    """One field of an input is not usable."""

    code = "invalid_input"
    message = gettext_noop("%(label)s: %(reason)s")


class InvalidRows(DomainError):
    """A file has rows that cannot be used; nothing of it was imported.

    ``rows`` is a list of ``(row number, column, message)``.
    """

    code = "invalid_rows"
    message = gettext_noop("%(count)s rows cannot be imported; nothing was imported.")

    def __init__(self, rows: list[tuple[int, str, str]]) -> None:
        self.rows = rows
        super().__init__(count=len(rows))
