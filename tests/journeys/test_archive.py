"""归档: what is in the archive is not changed any more, whatever was left undone."""

import pytest

from core.errors import Stale
from core.vocabulary import CaseState, MembershipRole, TerminationGround
from flows.selectors import offers, situation
from tests.awaited import assert_lists_agree
from tests.oracle.cast import assemble
from tests.stage_set import Scene


def test_nobody_does_anything_to_an_archived_case(scene: Scene) -> None:
    """The letter that was never signed stays unsigned; nobody is asked for it any more."""
    scene.open_case(at="2026-03-02 10:00")
    scene.live_until("2026-03-11 00:00")
    scene.do("terminate_case", scene.dispatch, at="2026-03-11 10:00", ground=TerminationGround.MATTER_GONE)
    assert "sign_letter" in {act for body in scene.district.departments for act in scene.offered(body)}
    assert "sign_letter" in assert_lists_agree(situation(scene.case, at=scene.latest))
    scene.do("archive_case", scene.office, at="2026-03-11 11:00")
    assert scene.case.state == CaseState.ARCHIVED
    now = situation(scene.case, at=scene.latest)
    everybody = list(assemble(scene).capacities(scene.latest))
    assert offers(now, everybody) == []
    assert assert_lists_agree(now) == set()
    for body in scene.district.departments:
        with pytest.raises(Stale):
            scene.do("sign_letter", body, at="2026-03-11 12:00", role=MembershipRole.HEAD)
