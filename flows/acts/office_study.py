"""The study sheet of tier 3, and consultations at any tier above the first."""

from django.utils.translation import gettext_noop as _

from flows import inputs
from flows.acts.spec import ActSpec
from flows.conditions import office as office_rules
from flows.doing import office_study

ACTS = (
    ActSpec(
        name="note_study", event="study.noted", title=_("Write in the study sheet"),
        consequence=_("The line goes into the sheet of the establishment office; earlier versions stay."),
        input=inputs.NoteStudy, service=office_study.note_study, who=office_rules.office_at_work,
    ),
    ActSpec(
        name="consult", event="consultation.asked", title=_("Consult somebody"),
        consequence=_("Who is asked reads what is sent and answers in writing; the case stays where it is."),
        input=inputs.Consult, service=office_study.consult, who=office_rules.who_consults,
    ),
    ActSpec(
        name="answer_consultation", event="consultation.answered", title=_("Answer what was asked"),
        consequence=_("The signed answer goes into the file of the case."),
        input=inputs.AnswerConsultation, service=office_study.answer_consultation, who=office_rules.who_answers,
    ),
)  # fmt: skip
