"""Tier 3: what the establishment office decides and asks, and what it is told."""

from datetime import date

from django.utils.translation import gettext_noop as _
from pydantic import Field

from core.vocabulary import Adoption, ConsultationKind, ForumSubject, StudySection, StudySource
from flows.inputs.fields import ActInput, Line, OrganizationCode, OutcomeInput, SignedInput, choice, line, text

_LARGEST = 2**63 - 1


class RegisterApplication(ActInput):
    """登记."""

    received_on: date | None = Field(
        default=None, title=_("Received on"), description=_("Empty: the day on which the case came to the office.")
    )
    remark: Line = text(_("Remark"), required=False)


class InstructApplication(SignedInput):
    """批示: who handles the application, and what to look at."""

    handler: Line = line(_("Who handles it"), longest=60)
    text: Line = text(_("Instruction"))


class ForwardApplication(ActInput):
    """转送."""

    remark: Line = text(_("Remark"), required=False)


class AcceptApplication(ActInput):
    """受理."""

    remark: Line = text(_("Remark"), required=False)


class AskToSupplement(ActInput):
    """通知补正."""

    missing: Line = text(_("What is missing"))


class SupplementApplication(SignedInput):
    """补正材料."""

    supplement: Line = text(_("Supplement"))


class DeclineApplication(ActInput):
    """不予受理."""

    reason: Line = text(_("Reason"))


class TransferCase(ActInput):
    """移送: the wrong forum is transferred, not refused."""

    subject: ForumSubject = choice(_("Subject of the dispute"), hint=_("Decides which forum is the right one."))
    reason: Line = text(_("Reason"))
    organization: OrganizationCode = Field(
        default="", title=_("Organization"), json_schema_extra={"widget": "organization"},
        description=_("The forum, if it is among the organizations here: it may then read the case."),
    )  # fmt: skip


class OpenRound(ActInput):
    """征求意见."""

    question: Line = text(_("Draft or question"))


class PointInput(ActInput):
    """意见要点: one thing said, about one clause or phase."""

    about: Line = line(_("About"), required=False, hint=_("Clause or phase."))
    text: Line = text(_("Opinion"))
    basis: Line = line(_("Basis"), longest=500, required=False)


class ReplyOpinion(SignedInput):
    """书面答复: as a whole, and point by point."""

    agrees: bool = Field(title=_("Agrees"), json_schema_extra={"widget": "yes_no"})
    text: Line = text(_("Opinion"))
    basis: Line = line(_("Basis"), longest=500, required=False)
    points: tuple[PointInput, ...] = Field(
        default=(), max_length=50, title=_("Points"), json_schema_extra={"widget": "points"},
        description=_("Each point is answered by itself. A reply that does not agree and names none is one point."),
    )  # fmt: skip


class AdoptionInput(ActInput):
    """意见采纳情况: what became of one point, and why."""

    point: int = Field(ge=1, le=_LARGEST, title=_("Point"))
    adoption: Adoption = choice(_("Adopted or not"))
    reason: Line = text(_("Reason"), required=False)


class RecordAdoption(ActInput):
    """填写意见采纳情况表."""

    adoptions: tuple[AdoptionInput, ...] = Field(
        title=_("What became of the points"), min_length=1, json_schema_extra={"widget": "adoptions"},
        description=_("What is adopted in part or not at all needs its reason."),
    )  # fmt: skip


class CloseRound(ActInput):
    """结束本轮征求意见."""


class DraftOpinion(OutcomeInput):
    """拟定协调意见."""

    text: Line = text(_("Text of the opinion"))
    all_agree: bool = Field(title=_("All departments agree"), json_schema_extra={"widget": "yes_no"})


class ReviewOpinion(ActInput):
    """审核协调意见."""

    remark: Line = text(_("Remark"), required=False)


class SendBackOpinion(ActInput):
    """审核退回."""

    reason: Line = text(_("Reason"))


class ConfirmOpinion(SignedInput):
    """审定印发协调意见."""


class ReturnOpinion(ActInput):
    """退回修改."""

    reason: Line = text(_("Reason"))


class MarkMajor(ActInput):
    """标记重大复杂."""

    reason: Line = text(_("Reason"))


class NoteStudy(ActInput):
    """填写研究表: a new line, or a new version of one."""

    sheet_line: int | None = Field(
        default=None, ge=1, le=32_000, title=_("Line"), json_schema_extra={"widget": "study_line"},
        description=_("Empty: a new line. Otherwise the line of which this is a new version."),
    )  # fmt: skip
    section: StudySection = choice(_("Section"))
    source: StudySource = choice(_("Kind of source"))
    clause: Line = line(_("Source and clause"), longest=500)
    quote: Line = text(_("Quotation"), required=False)
    remark: Line = text(_("Remark"), required=False)
    struck: bool = Field(
        default=False, title=_("Strike the line"), description=_("It stays on record and no longer counts.")
    )


class Consult(ActInput):
    """征求意见: an organization, or a person or body that is not known here."""

    kind: ConsultationKind = choice(_("What for"))
    organization: OrganizationCode = Field(
        default="", title=_("Organization"), json_schema_extra={"widget": "organization"},
        description=_("Who is asked; not one of the departments concerned, which are asked in rounds."),
    )  # fmt: skip
    outside_name: Line = line(
        _("Person or body outside"), longest=100, required=False,
        hint=_("Where who is asked is not among the organizations here; you record the answer."),
    )  # fmt: skip
    question: Line = text(_("Question"))
    documents: tuple[int, ...] = Field(
        default=(), max_length=50, title=_("Documents sent along"), json_schema_extra={"widget": "documents"},
    )  # fmt: skip


class AnswerConsultation(SignedInput):
    """答复征求意见."""

    consultation: int | None = Field(
        default=None, ge=1, le=_LARGEST, title=_("Question asked"), json_schema_extra={"widget": "consultation"},
        description=_("Empty: the oldest that you can answer."),
    )  # fmt: skip
    answer: Line = text(_("Answer"))


class GiveFeedback(ActInput):
    """反馈协调意见."""


class AcknowledgeFeedback(ActInput):
    """签收反馈."""
