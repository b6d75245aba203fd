"""Backup and restore, with the real programs."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from operations.engines.binaries import postgresql_engines
from operations.engines.world import World, engines_for_command

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


def script(name: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    named = {**os.environ, "PYTHON": sys.executable, **environment}
    return subprocess.run([DEPLOY / name, folder], env=named, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def two_worlds(tmp_path):
    """The environments of an installation and of an empty one beside it."""
    assert postgresql_engines()
    worlds = [
        World.from_environment({"DINGFEN_DATA": str(tmp_path / name)}, rehearsal=False) for name in ("old", "new")
    ]
    with engines_for_command(worlds[0]) as old, engines_for_command(worlds[1]) as new:
        yield old, new


def test_what_was_saved_comes_back_and_never_over_something_else(two_worlds, tmp_path):
    old, new = two_worlds
    migrated = subprocess.run(
        [sys.executable, ROOT / "manage.py", "migrate", "--no-input", "--verbosity", "0"],
        env={**os.environ, **old},
        capture_output=True,
        text=True,
        check=False,
    )
    assert migrated.returncode == 0, migrated.stderr
    with psycopg.connect(old["DATABASE_OWNER_URL"]) as owner:
        owner.execute(
            "INSERT INTO operations_heartbeat (name, host, pid, beat_at, detail) VALUES ('a', 'h', 1, now(), '{}')"
        )
        owner.execute("COMMENT ON DATABASE dingfen IS 'dingfen demo'")
    files = Path(old["DINGFEN_DATA"], "files", "ab")
    files.mkdir(parents=True)
    (files / "ab12").write_text("the paper")

    saved = script("backup.sh", tmp_path / "saved", old)
    assert saved.returncode == 0, saved.stderr
    restored = script("restore.sh", tmp_path / "saved", new)
    assert restored.returncode == 0, restored.stderr

    assert Path(new["DINGFEN_DATA"], "files", "ab", "ab12").read_text() == "the paper"
    with psycopg.connect(new["DATABASE_URL"]) as application:
        assert application.execute("SELECT name FROM operations_heartbeat").fetchall() == [("a",)]
        comment = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        assert application.execute(comment).fetchone() == ("dingfen demo",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("DELETE FROM audit_event")

    again = script("restore.sh", tmp_path / "saved", new)
    assert again.returncode != 0
    assert "not empty" in again.stderr


def test_damaged_backup_is_refused(two_worlds, tmp_path):
    old, new = two_worlds
    assert script("backup.sh", tmp_path / "saved", old).returncode == 0
    with (tmp_path / "saved" / "database.dump").open("ab") as dump:
        dump.write(b"x")
    assert script("restore.sh", tmp_path / "saved", new).returncode != 0


def test_backup_never_writes_over_an_older_one(two_worlds, tmp_path):
    old, _ = two_worlds
    (tmp_path / "saved").mkdir()
    assert script("backup.sh", tmp_path / "saved", old).returncode != 0
