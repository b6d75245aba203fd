"""外地机构: a body of another place that is asked for its opinion about two papers of a case."""

from typing import Any

from core.clock import now
from core.vocabulary import CaseSource, ConsultationKind
from flows.services import add_document
from organizations.models import Organization
from tests.factories import make_jurisdiction, make_organization
from tests.stage_set import Scene, set_the_stage

ANSWER = {"answer": "建议由生态环境部门牵头。", "signed_by": "市编办主任", "signed_on": "2026-03-12"}


def city_office() -> Organization:
    return make_organization(jurisdiction=make_jurisdiction(name="成都市"), name="市委编办")


def at_the_office() -> Scene:
    """A case that the establishment office has accepted."""
    scene = set_the_stage()
    scene.open_case(at=now(), by=scene.ecology, source=CaseSource.DEPARTMENT)
    scene.do("refer_case", scene.ecology, at=now())
    scene.do("accept_application", scene.office, at=now())
    return scene


def consult(scene: Scene, whom: Organization, **fields: Any) -> None:
    scene.do("consult", scene.office, at=now(), kind=ConsultationKind.SUPERIOR, organization=whom.code, **fields)


def consult_about_one_of_two_papers(scene: Scene, whom: Organization) -> None:
    """The mandate goes along, the internal study does not."""
    papers = [
        add_document(
            number=scene.number, upload=title.encode(), file_name="a.txt", title=title,
            capacity=scene.capacity(scene.office), at=now(),
        ).data["document"]
        for title in ("三定规定", "内部研究")
    ]  # fmt: skip
    consult(scene, whom, documents=(papers[0],))
