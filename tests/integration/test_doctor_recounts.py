"""Doctor names a term that was counted again and stands elsewhere than its ledger says."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from audit.actors import SYSTEM
from core.vocabulary import RecountState
from deadlines.models import Reprojection
from flows.recounts.applying import apply
from operations.doctor import findings
from tests.factories import moment
from tests.notices import corrected_2026
from tests.stage_set import Scene, set_the_stage
from workdays.installing import install_notice

pytestmark = pytest.mark.django_db
CODE = "recounted_clock_stands_elsewhere"


@pytest.fixture
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DINGFEN_DATA = str(tmp_path / "data")
    return tmp_path


def recounted(data: Path, *, notice_at: str, makeup: list[str]) -> Scene:
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00")
    scene.do("extend_deadline", scene.ecology, at="2026-03-02 10:00", workdays=5)
    install_notice(path=corrected_2026(data, makeup=makeup), by=SYSTEM, at=moment(notice_at))
    apply(scene.district.jurisdiction, by=SYSTEM, at=moment(notice_at))
    return scene


@pytest.mark.parametrize(
    ("state", "notice_at", "makeup"),
    [
        (RecountState.MOVED, "2026-03-03 09:00", ["2026-03-07"]),
        (RecountState.WAITING, "2026-03-14 09:00", ["2026-03-07", "2026-03-14"]),
    ],
)
def test_a_recounted_clock_that_stands_elsewhere(
    data: Path, state: RecountState, notice_at: str, makeup: list[str]
) -> None:
    recounted(data, notice_at=notice_at, makeup=makeup)
    entry = Reprojection.objects.get(state=state, deadline__step="tier1")
    assert CODE not in {finding.code for finding in findings(moment(notice_at))}
    sql = "UPDATE deadlines_deadline SET expires_at = expires_at + interval '1 day' WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [entry.deadline_id])
    assert CODE in {finding.code for finding in findings(moment(notice_at))}
