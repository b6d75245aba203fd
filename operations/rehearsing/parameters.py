"""人的模型·参数: how the people of a rehearsal behave; a documented file with defaults, each value checked. Pure."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.vocabulary import CaseSource
from operations.rehearsing.errors import PeopleInvalid

DEFAULTS = Path(__file__).parent / "people.toml"

Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0)]


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Arrivals(_Group):
    """来件."""

    months: tuple[Weight, ...] = Field(min_length=12, max_length=12)
    monday: Weight
    after_holiday: Weight
    urgent: Share
    late_start: Share
    sources: dict[CaseSource, Weight]
    parties: dict[int, Weight]


class Answering(_Group):
    """办理快慢."""

    early: Share
    steady: Share
    last_day: Share
    forgets: Share
    spread: Share
    without_term: Annotated[float, Field(gt=0, le=60)]
    reminded: Share
    acknowledges: Share
    pile: Annotated[float, Field(ge=0, le=10)]


class Absence(_Group):
    """缺勤."""

    spells: Annotated[float, Field(ge=0, le=20)]
    shortest: Annotated[int, Field(ge=1, le=60)]
    longest: Annotated[int, Field(ge=1, le=120)]
    deputy: Share


class Agreement(_Group):
    """意愿."""

    negotiation: Share
    dispatch: Share
    office: Share
    stubborn: Share
    stubbornness: Share
    letter: Share
    heads_meet: Share
    drafts: Share
    drafts_again: Share
    refers: Share


class Meetings(_Group):
    """会议."""

    slack: Annotated[int, Field(ge=0, le=30)]
    urgent: Share
    joins: Share
    comes: Share
    listens: Share
    postponed: Share
    objects: Share
    tasks: Share
    major: Share
    second_round: Share
    determines: Share
    sends_back: Share


class Review(_Group):
    """审查与落实."""

    correction: Share
    supplement: Share
    declined: Share
    transferred: Share
    filing_returned: Share
    as_document: Share
    report_returned: Share
    refuses: Share
    urges_on: Share
    this_case: Share
    provisional: Share
    sent_back: Share


class Turns(_Group):
    """反悔与变化."""

    reneges: Share
    new_fact: Share
    upheld: Share
    changes_view: Share
    extension: Share
    extension_granted: Share
    suspension: Share
    suspended_for: Annotated[int, Field(ge=1, le=120)]
    withdrawal: Share
    withdrawal_granted: Share
    termination: Share
    late_party: Share
    urging: Share
    hurried: Share


class Signing(_Group):
    """签发."""

    on_paper: Share
    prepared: Share
    returned: Share


class People(_Group):
    """排演中的人."""

    arrivals: Arrivals
    answering: Answering
    absence: Absence
    agreement: Agreement
    meetings: Meetings
    review: Review
    turns: Turns
    signing: Signing


def people_from(text: str = "", *, file: str = "") -> People:
    """The people of a file; what it leaves out is as by default. Raises ``PeopleInvalid``, which names file and key."""
    known = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    try:
        return People.model_validate(_over(known, tomllib.loads(text)))
    except tomllib.TOMLDecodeError as error:
        raise PeopleInvalid(file=file, key="–", reason=str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"] if part != "[key]")
        raise PeopleInvalid(file=file, key=key, reason=first["msg"]) from error


def _over(base: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """``more`` laid over ``base``, table by table."""
    both = {
        name: _over(base[name], value) if isinstance(value, dict) and isinstance(base.get(name), dict) else value
        for name, value in more.items()
    }
    return {**base, **both}
