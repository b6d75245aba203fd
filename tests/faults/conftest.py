"""Worlds of their own for the tests of faults."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.faults.world import FaultWorld, fault_world, make_image


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cluster with the schema, made once; each world copies it."""
    return make_image(tmp_path_factory.mktemp("image"))


@pytest.fixture
def world(
    image: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest
) -> Iterator[FaultWorld]:
    """Engines of its own, nothing else runs yet. ``@pytest.mark.server("fsync=off")`` gives words to PostgreSQL."""
    mark = request.node.get_closest_marker("server")
    with (
        django_db_blocker.unblock(),
        fault_world(image, tmp_path, settings_of_database=mark.args if mark else ()) as made,
    ):
        yield made
