"""编办工作: what the case page tells of tier 3 beside the flow, and to whom."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from core.labels import label
from core.vocabulary import StudySection
from flows.situation import Situation
from organizations.selectors import Capacity
from registry.designation_list import left_to_the_government
from registry.designations import Designation
from web.dossier_rows import Row
from web.views.case_matrix import roles_by_phase

_ORDER = {str(section): place for place, section in enumerate(StudySection)}


def office_room_of(now: Situation, file: Mapping[str, list[Row]], held: Iterable[Capacity]) -> dict[str, Any]:
    """``study``, ``instructions``, ``consultations`` for the offices they are between; the rest for all."""
    mine = {capacity.organization.pk for capacity in held}
    study = [row for row in file["study"] if row["organization_id"] in mine]
    return {
        "study": _by_section(study),
        "instructions": [row for row in file["instructed"] if row["organization_id"] in mine],
        "consultations": _consultations(now, file["consulted"], mine),
        "designations": designations_named(file),
        "silent": {row["number"]: _silent(now, row) for row in file["rounds"] if row["closed_at"]},
        "adoption": [_points_of(row) for row in file["rounds"] if row["closed_at"]],
    }


def _consultations(now: Situation, consulted: list[Row], mine: set[int]) -> list[Row]:
    """征求意见 is between who asks and who is asked; whoever conducts a stage has the whole file."""
    if any(stage.conductor_id in mine for stage in now.stages):
        return consulted
    return [row for row in consulted if row["organization_id"] in mine]


def further_of(outcome: Row) -> list[tuple[Row, Any]]:
    """同案其他事项: each with its duties by phase."""
    return [(row, roles_by_phase(row["assigned"])) for row in outcome["further"]]


def designations_named(file: Mapping[str, list[Row]]) -> list[Designation]:
    """法定指定: clauses named in a position or a result by which only the government can name the department."""
    bases = [row["basis"] for row in [*file["said"], *file["results"]]]
    return left_to_the_government("\n".join(bases))


def _by_section(study: list[Row]) -> list[tuple[str, list[list[Row]]]]:
    """Section by section, each line with its latest version first."""
    ordered = sorted(study, key=lambda row: (row["line"], -row["version"]))
    lines = [list(versions) for _line, versions in groupby(ordered, key=lambda row: row["line"])]
    lines.sort(key=lambda versions: (_ORDER[versions[0]["section"]], versions[0]["line"]))
    sections = groupby(lines, key=lambda versions: versions[0]["section"])
    return [(label(StudySection(section)), list(found)) for section, found in sections]


def _silent(now: Situation, asked: Row) -> list[str]:
    """Who was a party when the round closed and did not reply: silent, which is no consent."""
    heard = {reply["organization_id"] for reply in asked["replies"]}
    parties = [party for party in now.parties if party.joined_at <= asked["closed_at"]]
    return [party.organization.short_name for party in parties if party.organization_id not in heard]


def _points_of(asked: Row) -> tuple[Row, list[tuple[Row, Row]]]:
    """意见采纳情况表 of one round: reply and point, in the order in which they came."""
    return asked, [(reply, point) for reply in asked["replies"] for point in reply["points"]]
