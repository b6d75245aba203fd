"""What a form must know about its case before it can offer choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class FormContext:
    """表单背景: the choices of one case, as codes with their words.

    ``parties`` are the departments concerned (attendances and outcomes are about them), ``organizations``
    everybody who may be named (``search_words`` by code: full name, initials), ``attending`` who was invited to the
    meeting at hand, ``documents`` the papers of the case's file.
    """

    zone: ZoneInfo
    parties: Choices = ()
    organizations: Choices = ()
    jurisdictions: Choices = ()
    documents: Choices = ()
    attending: Choices = ()
    search_words: Mapping[str, str] = field(default_factory=dict)

    def words_of(self, code: str) -> str:
        """The name that belongs to an organization's code; the code itself where it is unknown."""
        for choices in (self.parties, self.attending, self.organizations):
            for known, words in choices:
                if known == code:
                    return words
        return code
