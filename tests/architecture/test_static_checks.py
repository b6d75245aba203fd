"""The static checks: the same commands on a desk and in continuous integration (./test --static)."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.conftest import child_environment
from tests.database import TestDatabase

BIN = Path(sys.executable).parent
CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "import-linter": ["lint-imports", "--no-logo"],
}


def run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        pytest.fail(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}", pytrace=False)


@pytest.mark.parametrize("name", CHECKS)
def test_static_check(name: str) -> None:
    tool, *arguments = CHECKS[name]
    run([str(BIN / tool), *arguments], {**os.environ, "NO_COLOR": "1"})


def test_no_migration_is_missing(django_db_setup: None, clone: TestDatabase, tmp_path: Path) -> None:
    run([sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"], child_environment(clone, tmp_path))


def test_production_settings_pass_the_deployment_checks(
    django_db_setup: None, clone: TestDatabase, tmp_path: Path
) -> None:
    production = {
        **child_environment(clone, tmp_path),
        "DINGFEN_HTTPS": "1",
        "DINGFEN_SECRET_KEY": secrets.token_urlsafe(60),
        "DINGFEN_HOSTS": "dingfen.example",
    }
    of_the_tests = production.pop("DINGFEN_FAILPOINTS")
    checks = [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    run(checks, production)
    with pytest.raises(pytest.fail.Exception, match="DINGFEN_FAILPOINTS"):
        run(checks, {**production, "DINGFEN_FAILPOINTS": of_the_tests})
