"""The engines an installation brings along: real clusters and brokers in a folder of the test."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis

from config.bootstrap import parse
from operations.console import CannotStart
from operations.engines.binaries import Engine, Origin, broker_engines, choose, postgresql_engines
from operations.engines.keys import keys_in
from operations.engines.mark import check_prepared, erase_demo, settle_kind
from operations.engines.ports import exactly, free_port
from operations.engines.postgresql import Cluster
from operations.engines.world import World, engines_for_command, engines_for_start

ROOT = Path(__file__).resolve().parents[2]


def engine(major: int, origin: Origin = Origin.MACHINE) -> Engine:
    return Engine(name="postgresql", major=major, program=Path(f"/pg/{major}/postgres"), origin=origin)


def world(data: Path, **environment: str) -> World:
    return World.from_environment({"DINGFEN_DATA": str(data), **environment}, rehearsal=False)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A world whose engines ran once, so that the tests that follow start quickly."""
    made = world(tmp_path_factory.mktemp("world"))
    with engines_for_command(made):
        pass
    return made


@pytest.mark.parametrize(
    ("major", "origin", "expected"),
    [
        pytest.param(None, None, 17, id="a new cluster: the first found"),
        pytest.param(None, Origin.WHEEL, 18, id="a new cluster, the wheel asked for"),
        pytest.param(15, None, 15, id="an old cluster keeps its version though newer ones are there"),
        pytest.param(18, None, 18, id="made by the wheel: the wheel's version"),
    ],
)
def test_engine_is_chosen_by_what_made_the_data(major, origin, expected):
    found = [engine(17), engine(15), engine(18, Origin.WHEEL)]
    assert choose(found, major=major, origin=origin, data=Path("/data")).major == expected


def test_data_of_a_version_that_is_gone_is_refused_with_what_is_there():
    with pytest.raises(CannotStart, match=r"/data.*16.*postgresql 17 \(machine\)"):
        choose([engine(17)], major=16, origin=None, data=Path("/data"))


def test_wheels_bring_both_engines_for_a_machine_that_has_none(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    assert [found.origin for found in broker_engines()] == [Origin.WHEEL]
    assert Origin.WHEEL in [found.origin for found in postgresql_engines()]


def test_unknown_engine_is_refused_by_name(monkeypatch, tmp_path):
    monkeypatch.setenv("DINGFEN_ENGINE", "sqlite")
    with pytest.raises(CannotStart, match="sqlite"):
        Cluster(data=tmp_path, keys=keys_in(tmp_path)).prepare()


def test_engines_start_answer_as_two_roles_and_leave_nothing_running(prepared):
    with engines_for_command(prepared) as environment:
        with psycopg.connect(environment["DATABASE_URL"]) as application:
            assert application.execute("SELECT current_user").fetchone() == ("dingfen_app",)
            collation = (
                "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
            )
            assert application.execute(collation).fetchone() == ("C.UTF-8", "UTF8")
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidSchemaName)):
                application.execute("CREATE TABLE t (id int)")
        with psycopg.connect(environment["DATABASE_OWNER_URL"]) as owner:
            owner.execute("CREATE TABLE t (id int)")
            owner.rollback()
        assert redis.Redis.from_url(environment["REDIS_URL"]).config_get("appendonly") == {"appendonly": "yes"}
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(environment["DATABASE_URL"], connect_timeout=2)
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(environment["REDIS_URL"]).ping()


def test_broker_wants_its_password(prepared):
    with engines_for_command(prepared) as environment:
        port = int(environment["REDIS_URL"].rsplit(":", 1)[1].split("/")[0])
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=port).ping()


def test_data_and_passwords_survive_a_second_start(prepared):
    with engines_for_command(prepared) as first, psycopg.connect(first["DATABASE_OWNER_URL"]) as owner:
        owner.execute("CREATE TABLE kept (id int)")
    with engines_for_command(prepared) as second, psycopg.connect(second["DATABASE_OWNER_URL"]) as owner:
        assert owner.execute("SELECT count(*) FROM kept").fetchone() == (0,)
        owner.execute("DROP TABLE kept")
    assert first["DINGFEN_SECRET_KEY"] == second["DINGFEN_SECRET_KEY"]


def test_secrets_are_for_their_owner_alone_and_on_no_command_line(prepared):
    for name in ("keys.json", "running.json"):
        assert (prepared.data / name).stat().st_mode & 0o777 == 0o600
    keys = keys_in(prepared.data)
    with engines_for_command(prepared):
        lines = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert not [secret for secret in (keys.superuser, keys.owner, keys.application, keys.broker) if secret in lines]


def test_engine_is_written_down(prepared):
    record = json.loads((prepared.data / "engine.json").read_text())
    assert record["major"] == int((prepared.data / "postgres" / "PG_VERSION").read_text())


def test_two_commands_share_the_engines_of_the_first(prepared):
    command = [sys.executable, "-m", "config.bootstrap", "exec", sys.executable, "-c"]
    program = "import os, psycopg; psycopg.connect(os.environ['DATABASE_URL']); print(os.environ['DATABASE_URL'])"
    environment = {**os.environ, "DINGFEN_DATA": str(prepared.data), "PYTHONPATH": str(ROOT)}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        environment.pop(name, None)
    with engines_for_command(prepared) as first:
        second = subprocess.run(
            [*command, program], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert second.stdout.strip() == first["DATABASE_URL"], second.stderr
        psycopg.connect(first["DATABASE_URL"]).close()


def test_a_command_says_that_the_database_is_not_prepared(prepared):
    with engines_for_command(prepared) as environment:
        with pytest.raises(CannotStart, match=r"\./run --setup"):
            check_prepared(environment["DATABASE_OWNER_URL"])
        with psycopg.connect(environment["DATABASE_OWNER_URL"]) as connection:
            connection.execute("CREATE TABLE a_table (id int)")
        check_prepared(environment["DATABASE_OWNER_URL"])
        with psycopg.connect(environment["DATABASE_OWNER_URL"]) as connection:
            connection.execute("DROP TABLE a_table")


def test_second_start_is_refused_while_the_first_runs(prepared):
    with (
        engines_for_start(prepared),
        pytest.raises(CannotStart, match=str(prepared.data)),
        engines_for_start(prepared),
    ):
        pass


def test_start_is_refused_while_a_command_uses_the_database(prepared):
    with engines_for_command(prepared), pytest.raises(CannotStart), engines_for_start(prepared):
        pass


@pytest.mark.faults
def test_nothing_outlives_a_killed_supervisor_and_the_next_start_waits_for_the_rest(prepared, tmp_path):
    ready = tmp_path / "ready"
    program = f"""
import time
from pathlib import Path
from operations.engines.world import World, engines_for_start
world = World.from_environment({{"DINGFEN_DATA": {str(prepared.data)!r}}}, rehearsal=False)
with engines_for_start(world) as (_, environment):
    Path({str(ready)!r}).write_text(environment["DATABASE_URL"])
    time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    until = time.monotonic() + 30
    while not ready.exists() and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with engines_for_start(prepared) as (_, environment):
        assert environment["DATABASE_URL"] != ready.read_text()
    servers = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(prepared.data) not in servers


def test_demo_and_real_data_never_mix(prepared):
    with engines_for_command(prepared) as environment:
        owner = environment["DATABASE_OWNER_URL"]
        settle_kind(owner, demo=True)
        with psycopg.connect(owner) as connection:
            connection.execute("CREATE TABLE something (id int)")
        settle_kind(owner, demo=True)
        with pytest.raises(CannotStart):
            settle_kind(owner, demo=False)
        erase_demo(owner)
        with psycopg.connect(owner) as connection:
            assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
        settle_kind(owner, demo=False)
        with psycopg.connect(owner) as connection:
            connection.execute("CREATE TABLE something (id int)")
        with pytest.raises(CannotStart):
            settle_kind(owner, demo=True)
        with pytest.raises(CannotStart):
            erase_demo(owner)
        with psycopg.connect(owner) as connection:
            assert connection.execute("SELECT count(*) FROM something").fetchone() == (0,)
            connection.execute("DROP TABLE something")


def test_half_made_or_foreign_folder_is_left_alone(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "letters.txt").write_text("mine")
    with pytest.raises(CannotStart, match="postgres"):
        Cluster(data=tmp_path, keys=keys_in(tmp_path)).prepare()
    assert (tmp_path / "postgres" / "letters.txt").read_text() == "mine"


def test_lost_keys_are_named(prepared, tmp_path):
    keys = prepared.data / "keys.json"
    saved = keys.read_text()
    try:
        keys.unlink()
        with pytest.raises(CannotStart, match=r"keys\.json"), engines_for_command(prepared):
            pass
    finally:
        keys.write_text(saved)
        keys.chmod(0o600)


def test_socket_is_left_out_where_its_path_would_be_too_long(tmp_path):
    deep = tmp_path / ("d" * 90)
    service = Cluster(data=deep, keys=keys_in(deep)).service(engine(17), port=5432)
    assert service.command[service.command.index("-k") + 1] == ""


def test_rehearsal_is_a_world_of_its_own(tmp_path):
    named = {"DINGFEN_DATA": str(tmp_path), "DATABASE_URL": "postgresql://real/real", "REDIS_URL": "redis://real"}
    rehearsal = World.from_environment(named, rehearsal=True)
    assert (rehearsal.data, rehearsal.database_url, rehearsal.redis_url) == (tmp_path / "rehearsal", "", "")
    assert rehearsal.environment({})["REHEARSAL"] == "1"


@pytest.mark.parametrize(
    ("environment", "demo"),
    [
        ({}, True),
        ({"DINGFEN_DEMO": "0"}, False),
        ({"DATABASE_URL": "postgresql://real/real"}, False),
        ({"DATABASE_URL": "postgresql://real/real", "DINGFEN_DEMO": "1"}, True),
    ],
)
def test_only_an_embedded_database_is_a_demo_unasked(tmp_path, environment, demo):
    assert world(tmp_path, **environment).demo is demo


def test_taken_port_is_refused_and_a_free_one_found_beside_it():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = listener.getsockname()[1]
        with pytest.raises(CannotStart, match=str(taken)):
            exactly(taken)
        assert free_port(preferred=taken, tries=1) != taken


@pytest.mark.parametrize(
    ("arguments", "rehearsal", "command"),
    [
        ([], False, None),
        (["--rehearsal"], True, None),
        (["--rehearsal", "manage", "doctor", "--json"], True, ["doctor", "--json"]),
        (["manage", "--help"], False, ["--help"]),
    ],
)
def test_what_stands_after_manage_belongs_to_the_command(arguments, rehearsal, command):
    options, given = parse(arguments)
    assert options.rehearsal is rehearsal
    assert (given[2:] if given else given) == command
