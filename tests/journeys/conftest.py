"""Stories are played in a world that lives: clocks take effect as time passes, and doctor looks after each journey."""

import pytest

from tests.health import living
from tests.stage_set import Scene, set_the_stage


@pytest.fixture
def scene(db: None) -> Scene:
    """The demo district under the shipped Longquanyi pack."""
    return living(set_the_stage())
