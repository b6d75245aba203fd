"""立项要件: what is looked at when a matter is taken in, by its source and by what it is about."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cases.errors import ChecklistIncomplete, NotOnTheChecklist
from core.labels import label
from core.vocabulary import CaseSource, ForumSubject, IntakeItem

_ALWAYS = {IntakeItem.FACTS: True, IntakeItem.PARTIES: True, IntakeItem.IN_SCOPE: True, IntakeItem.DUTY_LIST: False}
_OF_SOURCE: Mapping[CaseSource, Mapping[IntakeItem, bool]] = {
    CaseSource.SUGGESTION: {IntakeItem.WRITTEN_SUGGESTION: True},
    CaseSource.DEPARTMENT: {IntakeItem.CLAIM: True, IntakeItem.BASIS: True},
    CaseSource.SUBDISTRICT: {IntakeItem.DUTY_LIST_OF_SUBDISTRICT: False},
    CaseSource.HOTLINE: {IntakeItem.WORK_ORDER: True},
    CaseSource.PETITION: {IntakeItem.WORK_ORDER: True},
}
_OF_SUBJECT: Mapping[ForumSubject, Mapping[IntakeItem, bool]] = {
    ForumSubject.APPLICATION_OF_LAW: {IntakeItem.BASIS: True},
}


@dataclass(frozen=True, kw_only=True)
class Item:
    """要件: one thing to look at; without a required one the matter is not taken in."""

    item: IntakeItem
    required: bool


def checklist(source: CaseSource, subject: ForumSubject) -> list[Item]:
    """The items for a matter, in the order of the vocabulary."""
    wanted = dict(_ALWAYS)
    for more in (_OF_SOURCE.get(source, {}), _OF_SUBJECT.get(subject, {})):
        wanted.update({item: required or wanted.get(item, False) for item, required in more.items()})
    return [Item(item=item, required=wanted[item]) for item in IntakeItem if item in wanted]


def check_on_list(items: Sequence[Item], named: Collection[IntakeItem], *, field: str) -> None:
    """Only what belongs to such a matter is ticked."""
    known = {one.item for one in items}
    strange = [item for item in IntakeItem if item in named and item not in known]
    if strange:
        raise NotOnTheChecklist(field=field, items="、".join(label(item) for item in strange))


def check_complete(items: Sequence[Item], checked: Collection[IntakeItem]) -> None:
    """Every required item is ticked; else the matter is returned, not taken in."""
    check_on_list(items, checked, field="checked")
    lacking = [one.item for one in items if one.required and one.item not in checked]
    if lacking:
        raise ChecklistIncomplete(field="checked", items="、".join(label(item) for item in lacking))
