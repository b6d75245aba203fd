"""案头: what somebody must have read before they act, shown beside the form."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from core.labels import label
from core.vocabulary import (
    DutyRole,
    IntakeDecision,
    IntakeItem,
    JointActionState,
    ObjectionGround,
    OutcomeScope,
    Phase,
    ReversalVerdict,
    ReviewDecision,
    Stance,
)
from flows.acts import ActSpec
from flows.situation import Situation
from organizations.selectors import Capacity
from web.dossier import file_of
from web.dossier_rows import Row
from web.formatting import day_text, moment_text
from web.views.case_referral import readable

Lines = Iterator[tuple[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """一页: lines of (what it is, words); what it is may be "" where the heading says it."""

    title: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True)
class Reading:
    """要读的: rows of a part of the file, ``most`` of them, newest first, that are still of interest (``when``).

    ``lines`` reads one row for the organization (its id) that acts.
    """

    part: str
    title: str
    lines: Callable[[Row, int], Lines]
    when: Callable[[Row, int], bool] = lambda _row, _mine: True
    most: int = 1


def sheets_for(now: Situation, spec: ActSpec, capacity: Capacity) -> list[Sheet]:
    """What lies beside the form of this act; nothing where the case page alone is what it rests on."""
    readings = next((AT_HAND[name] for name in (spec.name, *spec.nodes) if name in AT_HAND), ())
    if not readings:
        return []
    file, zone = file_of(now.case, *(one.part for one in readings)), now.calendar.zone
    found = [sheet for one in readings for sheet in _read(one, file, capacity.organization.pk, zone)]
    return [sheet for sheet in found if sheet.lines]


def _read(reading: Reading, file: Mapping[str, list[Row]], mine: int, zone: ZoneInfo) -> Iterator[Sheet]:
    rows = [row for row in file[reading.part] if reading.when(row, mine)]
    for row in rows[: reading.most]:
        lines = [(title, _words(value, zone)) for title, value in reading.lines(row, mine)]
        yield Sheet(title=gettext(reading.title), lines=[line for line in lines if line[1]])


def _words(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return moment_text(value, zone)
    if isinstance(value, date):
        return day_text(value)
    return "" if value is None else str(value)


def _fields(**titles: str) -> Callable[[Row, int], Lines]:
    """These fields of the row, under these titles."""
    return lambda row, _mine: ((gettext(title) if title else "", row[name]) for name, title in titles.items())


def _open(*fields: str) -> Callable[[Row, int], bool]:
    """None of these fields says anything yet."""
    return lambda row, _mine: all(row[name] in (None, "") for name in fields)


def _is(**wanted: Any) -> Callable[[Row, int], bool]:
    return lambda row, _mine: all(row[name] == value for name, value in wanted.items())


def _under_review(row: Row, _mine: int) -> Lines:
    yield gettext("Missing"), "\n".join(label(IntakeItem(item)) for item in row["items"])
    yield row["organization"], row["reason"]
    yield gettext("Corrected"), row["correction"]


def _negotiation_letter(row: Row, _mine: int) -> Lines:
    yield gettext("Letter from"), row["sender"]
    yield gettext("Matter"), row["matter"]
    for one in row["questions"]:
        yield label(Phase(one["phase"])) if one["phase"] else "", one["text"]
    yield gettext("Proposal and its reasons"), row["proposal"]


def _comments(row: Row, _mine: int) -> Lines:
    for one in row["comments"]:
        if one["adopted"] is None:
            words = {"clause": one["clause"], "who": one["organization"]}
            yield gettext("Clause %(clause)s, %(who)s") % words, one["text"]


def _opinions_given(row: Row, _mine: int) -> Lines:
    yield gettext("What is asked"), row["question"]
    for one in row["replies"]:
        yield one["organization"], one["text"]


def _objections_to_minutes(row: Row, _mine: int) -> Lines:
    for one in row["answers"]:
        yield one["organization"], one["objection"]


def _stand(row: Row, mine: int) -> Lines:
    for stand in row["stands"]:
        if stand["organization_id"] == mine:
            yield "", stand["text"]
            for one in stand["said_in_phases"]:
                yield label(Phase(one["phase"])), label(Stance(one["stance"]))


def _referral_file(row: Row, _mine: int) -> Lines:
    yield gettext("Matter"), row["matter"]
    for _section, title, text in readable(row)["read"]:
        yield title, text


def _result(row: Row, _mine: int) -> Lines:
    for one in (row, *row["further"]):
        yield gettext("Matter"), one["matter"]
        yield from _shares(one["assigned"])
        yield gettext("Measures"), one["measures"]
        yield gettext("Basis"), one["basis"]
    yield gettext("Scope"), label(OutcomeScope(row["scope"]))
    yield gettext("In force from"), row["effective_from"]
    yield gettext("In force until"), row["effective_to"]


def _shares(assigned: list[Row]) -> Lines:
    """环节 → 牵头、负责、配合: one line per phase."""
    phases: dict[str, list[str]] = {}
    for row in assigned:
        phases.setdefault(row["phase"], []).append(f"{label(DutyRole(row['role']))} {row['organization']}")
    for phase, shares in phases.items():
        yield label(Phase(phase)), "\n".join(shares)


def _objection(row: Row, _mine: int) -> Lines:
    yield row["organization"], row["text"]
    yield gettext("Ground"), label(ObjectionGround(row["ground"]))
    yield gettext("Basis"), row["basis"]


def _joint_action(row: Row, mine: int) -> Lines:
    yield from _fields(
        purpose=_("Purpose"), starts_at=_("Begins"), place=_("Place"), called_by=_("Called by"), leader=_("Led by")
    )(row, mine)
    for one in row["members"]:
        yield one["organization"], one["brings"]


def _asked_of(row: Row, mine: int) -> bool:
    """A consultation that waits for this organization, or for somebody outside."""
    return _open("answered_at", "lapsed_at")(row, mine) and row["organization_id"] in (None, mine)


_CORRECTED = Reading("taken_in", _("What was to be put right"), _under_review, _is(decision=IntakeDecision.TO_CORRECT))
_LETTER = Reading(
    "correspondence", _("The letter that brought the case here"),
    _fields(
        sender=_("Letter from"), matter=_("The matter, and what was done so far"),
        differences=_("Where the departments differ"), proposal=_("Proposal and its reasons"),
    ),
)  # fmt: skip
_SUPPLEMENT = Reading(
    "reviews", _("What was to be supplemented"), _fields(missing=_("Missing"), supplement=_("Supplement")),
    _is(decision=ReviewDecision.TO_SUPPLEMENT),
)  # fmt: skip
_FROM_A_DEPARTMENT = Reading("rounds_of_letters", _("The negotiation letter"), _negotiation_letter)
_TEXT = Reading("agreed_texts", _("The text at hand"), _fields(text=""))
_COMMENTS = Reading("agreed_texts", _("Comments that wait for an answer"), _comments)
_OPINION = Reading("office_opinions", _("Coordination opinion"), _fields(text=""), _open("void_at"))
_QUESTION = Reading("rounds", _("What is asked"), _fields(question=""))
_GIVEN = Reading("rounds", _("Opinions of this round"), _opinions_given)
_MEETING = Reading(
    "sittings", _("The meeting"),
    _fields(title="", starts_at=_("Begins"), place=_("Place"), chair=_("Chair"), papers_due_on=_("Papers due")),
)  # fmt: skip
_STAND = Reading("sittings", _("The stand recorded for you"), _stand)
_MINUTES = Reading("sittings", _("Minutes"), _fields(minutes=""))
_AGAINST_MINUTES = Reading("sittings", _("Objections to the minutes"), _objections_to_minutes)
_REFERRAL_FILE = Reading("referral_versions", _("Referral file"), _referral_file)
_INSTRUCTION = Reading("sent_to", _("Instruction"), _fields(leader="", instruction=""))
_RESULT = Reading("results", _("What was settled"), _result)
_RETURNED = Reading("reports", _("Why the last report was returned"), _fields(remark=""), _is(accepted=False))
_REPORT = Reading("reports", _("The report"), _fields(organization="", text=""))
_EXTENSION = Reading(
    "extensions_asked", _("The request"),
    _fields(organization=_("Asked by"), workdays=_("Workdays asked for"), reason=_("Reason")), _open("granted"),
)  # fmt: skip
_WITHDRAWAL = Reading("withdrawals", _("The request"), _fields(reason=_("Reason")), _open("granted"))
_OBJECTIONS = Reading("grievances", _("The objection"), _objection, _is(verdict=ReversalVerdict.PENDING), most=20)
_CONSULTED = Reading("consulted", _("What is asked"), _fields(asked_by="", question=""), _asked_of, most=20)
_JOINT_ACTION = Reading(
    "enforcement",
    _("The joint enforcement action"),
    _joint_action,
    lambda row, _: row["state"] == JointActionState.CALLED,
)
_STANDSTILL = Reading(
    "standstills", _("Why the case stands still"), _fields(organization="", reason=""), _open("resumed_at")
)

AT_HAND: Mapping[str, tuple[Reading, ...]] = {
    **dict.fromkeys(("intake", "correction"), (_CORRECTED,)),
    **dict.fromkeys(("answer", "acknowledge_negotiation_letter"), (_FROM_A_DEPARTMENT,)),
    **dict.fromkeys(("sign", "comment_on_clause"), (_TEXT, _RESULT)), "answer_comment": (_COMMENTS, _TEXT),
    **dict.fromkeys(
        ("register_application", "instruct_application", "forward_application", "acceptance", "supplement"),
        (_SUPPLEMENT, _LETTER),
    ),
    "reply": (_QUESTION,), **dict.fromkeys(("record_adoption", "close_round"), (_GIVEN,)),
    **dict.fromkeys(("review", "confirm", "give_feedback", "acknowledge_feedback"), (_OPINION, _RESULT)),
    **dict.fromkeys(("reply_to_invitation", "sign_in"), (_MEETING,)), "confirm_stand": (_STAND,),
    **dict.fromkeys(("confirm_minutes", "receive_minutes"), (_MINUTES,)),
    "correct_minutes": (_AGAINST_MINUTES, _MINUTES),
    "cosign": (_REFERRAL_FILE,),
    **dict.fromkeys(
        ("receive", "route", "on_paper", "agenda", "commission", "government", "standing_committee"),
        (_INSTRUCTION, _LETTER),
    ),
    **dict.fromkeys(("filing", "listing", "object_to_result", "record_refusal"), (_RESULT,)),
    "carrying_out": (_RETURNED, _RESULT), "checking": (_REPORT, _RESULT),
    **dict.fromkeys(("grant_extension", "refuse_extension"), (_EXTENSION,)),
    **dict.fromkeys(("grant_withdrawal", "refuse_withdrawal"), (_WITHDRAWAL,)),
    **dict.fromkeys(("uphold_objection", "reject_objection"), (_OBJECTIONS,)),
    "answer_consultation": (_CONSULTED,),
    **dict.fromkeys(("answer_call", "record_joint_action", "call_off_joint_action"), (_JOINT_ACTION,)),
    "resume_case": (_STANDSTILL,),
}  # fmt: skip
"""What is put out, by the name of an act, else by the step that it belongs to."""
