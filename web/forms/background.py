"""表单背景与预填: what a form of one case offers to choose from, and what stands in it when it is opened."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cases.models import CaseDocument
from cases.selectors import open_consultations, open_points
from core.labels import label
from core.vocabulary import (
    ConsultationKind,
    DutyRole,
    MembershipRole,
    ObjectionTarget,
    PaperKind,
    Phase,
    Stance,
    StudySection,
)
from flows.inputs import ActInput
from flows.situation import Situation
from organizations.models import Jurisdiction, NamePlate, Organization
from organizations.names import shown_name
from organizations.selectors import Capacity, local_date, organizations_for_choice, people_of
from web.dossier_rows import Row
from web.forms.at_hand import (
    clauses_at_hand,
    comments_waiting,
    known_of_agreement,
    notes_kept,
    versions_at_hand,
)
from web.forms.context import Choices, FormContext, OrderChoices, PointChoice
from web.forms.intake import checklist_of
from web.forms.meeting_background import (
    attending,
    cases_to_join,
    first_values_of_meeting,
    meetings_to_join,
    tasks_of,
)
from web.forms.other_cases import other_cases_for
from web.forms.people_choices import colleagues_of, groups_for
from web.forms.referral import referral_values

_GROUPS = {"free_group", "case_group", "own_group"}


def widgets_of(model: type[ActInput]) -> set[str]:
    """Which special widgets an input asks for."""
    extras = (info.json_schema_extra for info in model.model_fields.values())
    return {str(extra.get("widget", "")) for extra in extras if isinstance(extra, dict)}


def background_of(
    now: Situation, model: type[ActInput], *, at: datetime, capacity: Capacity | None = None
) -> FormContext:
    """The choices of a form on one case for who fills it in; reads only what the act asks for."""
    wanted, case = widgets_of(model), now.case
    today = local_date(case.jurisdiction, at)
    listed: Iterable[Organization] = ()
    if wanted & {"organization", "organizations"}:
        taking_part = {party.organization_id for party in now.parties}
        everybody = organizations_for_choice(case.jurisdiction, today)
        listed = [organization for organization in everybody if organization.pk not in taking_part]
    return FormContext(
        zone=ZoneInfo(case.jurisdiction.timezone),
        parties=_choices(party.organization for party in now.parties),
        organizations=_choices(listed),
        search_words=_search_words(listed),
        documents=_documents(now) if wanted & {"document", "documents"} else (),
        points=_points(now) if "adoptions" in wanted else (),
        study_lines=_study_lines(now) if "study_line" in wanted else (),
        questions=_questions(now) if "consultation" in wanted else (),
        other_cases=other_cases_for(wanted, now, capacity),
        checklist=checklist_of(case) if "checklist" in wanted else (),
        waited_for=_choices(dict.fromkeys(item.organization for item in now.items)) if "waited_for" in wanted else (),
        readers=_choices(reader.organization for reader in now.readers) if "reader" in wanted else (),
        objections=_objections(now) if "objection" in wanted else (),
        attending=attending(now) if "attendances" in wanted else (),
        cases=cases_to_join(now, capacity) if "cases" in wanted else (),
        meetings=meetings_to_join(now) if "meeting" in wanted else (),
        tasks=tasks_of(now, capacity) if "task" in wanted else (),
        papers=_papers(now, capacity) if "paper" in wanted else (),
        versions=versions_at_hand(now) if "version" in wanted else (),
        clauses=clauses_at_hand(now) if "clause" in wanted else (),
        comments=comments_waiting(now) if "comment" in wanted else (),
        notes=notes_kept(now, capacity) if "note" in wanted else (),
        colleagues=colleagues_of(capacity, today) if "colleague" in wanted else (),
        rows=_rows(now) if "called_member" in wanted else {},
        groups=[one for kind in sorted(wanted & _GROUPS) for one in groups_for(kind, now, capacity, today)],
    )


def _rows(now: Situation) -> dict[str, Choices]:
    return {"called_member": _choices(member.organization for member in now.called_to_action)}


def background_of_opening(
    places: Iterable[Jurisdiction], chosen: Jurisdiction, *, at: datetime, orders: OrderChoices | None = None
) -> FormContext:
    """The choices of the form that opens a case in the jurisdiction chosen."""
    listed = organizations_for_choice(chosen, local_date(chosen, at))
    return FormContext(
        zone=ZoneInfo(chosen.timezone),
        parties=_choices(listed),
        organizations=_choices(listed),
        search_words=_search_words(listed),
        jurisdictions=[(place.code, place.name) for place in places],
        work_orders=orders,
    )


def first_values(
    now: Situation, model: type[ActInput], capacity: Capacity, positions: list[Row], *, at: datetime
) -> dict[str, Any]:
    """预填: what the system knows already and the person only checks."""
    today = local_date(now.case.jurisdiction, at)
    known: dict[str, Callable[[], Any]] = {
        "signed_on": lambda: today,
        "decided_on": lambda: today,
        "held_on": lambda: today,
        "issued_on": lambda: today,
        "effective_from": lambda: today,
        "signed_by": lambda: head_of(capacity.organization, today),
        "chair": lambda: head_of(capacity.organization, today),
        "assignments": lambda: roles_wanted(now, positions),
        "outcome_basis": lambda: _bases(positions),
        **first_values_of_meeting(now, capacity, at=at),
    }
    values = {name: known[name]() for name in model.model_fields if name in known}
    if "assignments" in model.model_fields or "place" in model.model_fields:
        values["matter"] = values["title"] = now.case.title
    if "proposal" in model.model_fields:  # a letter tells the matter in full
        values["matter"] = now.case.summary or now.case.title
    values.update(known_of_agreement(now, model))
    said = _said_before(model, capacity, positions)
    return {**values, **_draft_of(now, model, capacity), **said, **referral_values(now, model, at=at)}


def head_of(organization: Organization, today: date) -> str:
    """The head's name; "" where none is known."""
    heads = people_of(organization, [MembershipRole.HEAD], today)
    return heads[0].name if heads else ""


def roles_wanted(now: Situation, positions: list[Row]) -> list[dict[str, str]]:
    """From what the departments say of themselves; a lead that two want is left open, as it is what is disputed."""
    codes = {party.organization_id: party.organization.code for party in now.parties}
    cells = [
        (phase, codes[row["organization_id"]], Stance(one["stance"]))
        for row in _latest(positions)
        for one in row["said_in_phases"]
        if (phase := Phase(one["phase"])) and row["organization_id"] in codes
    ]
    leads = [phase for phase, _code, stance in cells if stance is Stance.LEAD]
    roles = {Stance.LEAD: DutyRole.LEAD, Stance.ASSIST: DutyRole.ASSISTING, Stance.PART: DutyRole.RESPONSIBLE}
    return [
        {"phase": str(phase), "organization": code, "role": str(roles[stance])}
        for phase, code, stance in cells
        if stance in roles and not (stance is Stance.LEAD and leads.count(phase) > 1)
    ]


def _latest(positions: list[Row]) -> list[Row]:
    latest: dict[int, Row] = {}
    for row in positions:
        latest.setdefault(row["organization_id"], row)
    return list(latest.values())


def _bases(positions: list[Row]) -> str:
    leading = [row for row in _latest(positions) if any(one["stance"] == Stance.LEAD for one in row["said_in_phases"])]
    return "\n".join(dict.fromkeys(row["basis"] for row in leading))


def _said_before(model: type[ActInput], capacity: Capacity, positions: list[Row]) -> dict[str, Any]:
    """Who states a position again begins with the one on record."""
    own = next((row for row in positions if row["organization_id"] == capacity.organization.pk), None)
    if own is None or "stances" not in model.model_fields:
        return {}
    return {
        "stances": own["said_in_phases"],
        "basis_kind": own["basis_kind"],
        "basis": own["basis"],
        "text": own["text"],
    }


def _draft_of(now: Situation, model: type[ActInput], capacity: Capacity) -> dict[str, Any]:
    """A letter that the clock left as a draft is signed as it stands, or changed first."""
    names = {"matter", "differences", "proposal"}
    if not names <= set(model.model_fields):
        return {}
    letter = next((draft for draft in now.drafts if draft.sender_id == capacity.organization.pk), None)
    return {name: getattr(letter, name) for name in names} if letter else {"matter": now.case.summary}


def _papers(now: Situation, capacity: Capacity | None) -> Choices:
    own = [paper for paper in now.papers if capacity is not None and paper.organization == capacity.organization]
    return [(str(paper.pk), f"{label(PaperKind(paper.kind))}（{paper.prepared_by_name}）") for paper in own]


def _objections(now: Situation) -> Choices:
    return [
        (str(one.pk), f"{one.organization.short_name}（{label(ObjectionTarget(one.against))}）")
        for one in now.objections
    ]


def _documents(now: Situation) -> Choices:
    papers = CaseDocument.objects.filter(case=now.case).select_related("document").order_by("-pk")
    return [(str(paper.document_id), paper.document.title) for paper in papers]


def _points(now: Situation) -> tuple[PointChoice, ...]:
    waiting = open_points(now.stage) if now.stage else []
    return tuple(
        PointChoice(
            id=point.pk, round=point.reply.round.number, number=point.number,
            organization=point.reply.organization.short_name, about=point.about, text=point.text,
        )
        for point in waiting
    )  # fmt: skip


def _study_lines(now: Situation) -> Choices:
    latest = now.case.study_entries.order_by("line", "-version").distinct("line")
    return [(str(one.line), f"{one.line} {label(StudySection(one.section))} {one.clause}") for one in latest]


def _questions(now: Situation) -> Choices:
    asked = open_consultations(now.case)
    return [(str(one.pk), f"{one.addressee} {label(ConsultationKind(one.kind))}") for one in asked]


def _choices(organizations: Iterable[Organization]) -> Choices:
    return [(organization.code, shown_name(organization)) for organization in organizations]


def _search_words(organizations: Iterable[Organization]) -> dict[str, str]:
    return {one.code: " ".join((one.name, one.code, one.initials, *_plates(one))) for one in organizations}


def _plates(organization: Organization) -> list[str]:
    plates: list[NamePlate] = getattr(organization, "plates_up", [])
    return [f"{plate.name} {plate.initials}" for plate in plates]
