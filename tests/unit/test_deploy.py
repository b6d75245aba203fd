"""The files under deploy/, checked without the machines they are for."""

import ast
import configparser
import re
import subprocess
from pathlib import Path

import pytest

from config import celery_settings
from operations.roster import services

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
# Set by manage.py itself, never by people.
INTERNAL = {"DINGFEN_DATABASE_ROLE"}
OURS = re.compile(r"DINGFEN_\w+|DATABASE_\w+|REDIS_URL|REHEARSAL")


class Unit(configparser.RawConfigParser):
    """A systemd unit: keys keep their case, and may come several times."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#", ";"), interpolation=None)
        self.read_string(path.read_text())

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def names_read() -> set[str]:
    """Every environment variable of ours that the code asks for by ``.get("NAME")`` or ``["NAME"]``."""
    names = set()
    for path in [*(ROOT / "config").glob("*.py"), *(ROOT / "operations").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "get"
                and node.args
            ):
                name = node.args[0]
            elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
                name = node.slice
            else:
                continue
            if isinstance(name, ast.Constant) and isinstance(name.value, str) and OURS.fullmatch(name.value):
                names.add(name.value)
    return names - INTERNAL


def test_env_example_names_exactly_what_the_code_reads_each_with_its_comment():
    lines = (DEPLOY / "env.example").read_text().splitlines()
    comments, settings = lines[0::2], lines[1::2]
    assert all(re.fullmatch(r"# \S.*", comment) for comment in comments)
    keys = [setting.partition("=")[0] for setting in settings]
    assert len(keys) == len(set(keys))
    assert set(keys) == names_read()


def test_env_example_is_safe_as_it_stands():
    values = dict(line.split("=", 1) for line in (DEPLOY / "env.example").read_text().splitlines() if line[0] != "#")
    assert [values[name] for name in ("DINGFEN_DEBUG", "DINGFEN_DEMO", "REHEARSAL", "DINGFEN_HTTPS")] == [
        "0",
        "0",
        "0",
        "1",
    ]
    assert values["DINGFEN_SECRET_KEY"] == "CHANGE-ME"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_well_formed_and_name_units_that_exist(path):
    unit = Unit(path)
    assert unit["Unit"]["Description"]
    assert set(unit.sections()) <= {"Unit", "Service", "Timer", "Install"}
    named = re.findall(r"dingfen[\w@-]*\.(?:service|target|timer)", path.read_text())
    assert {re.sub(r"@\w+", "@", name) for name in named} <= {other.name for other in UNITS}


@pytest.mark.parametrize("path", [path for path in UNITS if path.suffix == ".service"], ids=lambda path: path.name)
def test_services_run_unprivileged_and_without_the_owners_password(path):
    service = Unit(path)["Service"]
    assert (service["User"], service["NoNewPrivileges"], service["ProtectSystem"]) == ("dingfen", "yes", "strict")
    assert ("owner.env" in path.read_text()) == (path.stem == "dingfen-prepare")


def test_worker_is_given_the_time_it_asks_for():
    service = Unit(DEPLOY / "systemd" / "dingfen-worker.service")["Service"]
    assert service["Environment"] == "REMAP_SIGTERM=SIGQUIT"
    assert int(service["TimeoutStopSec"]) > celery_settings.worker_soft_shutdown_timeout


def test_every_deployment_starts_the_processes_that_run_starts(settings, tmp_path):
    settings.DINGFEN_DATA = tmp_path
    compose = (DEPLOY / "compose.yaml").read_text()
    for service in services(8000):
        assert {f"dingfen-{service.name}.service", f"dingfen-{service.name}@.service"} & {unit.name for unit in UNITS}
        assert re.search(rf"^  {service.name}:$", compose, re.MULTILINE)


def test_there_are_two_daemons_a_sweep_by_timer_and_somebody_who_looks_after_the_worker(settings):
    target = Unit(DEPLOY / "systemd" / "dingfen.target")["Unit"]["Wants"].split()
    assert {
        "dingfen-daemon@1.service",
        "dingfen-daemon@2.service",
        "dingfen-escalate.timer",
        "dingfen-watchdog.timer",
    } <= set(target)
    assert Unit(DEPLOY / "systemd" / "dingfen-daemon@.service")["Service"]["Restart"] == "always"
    assert '"watchdog", "--end"' in (DEPLOY / "compose.yaml").read_text()
    assert celery_settings.task_time_limit < settings.WATCHDOG_SECONDS, "no task is taken for a stuck worker"
    sweep = celery_settings.beat_schedule["sweep-deadlines"]["options"]
    assert sweep["expires"] >= celery_settings.task_time_limit, "no task makes a sweep expire"
    assert "replicas: 2" in (DEPLOY / "compose.yaml").read_text()


def test_compose_is_indented_evenly_and_its_references_resolve():
    text = (DEPLOY / "compose.yaml").read_text()
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert not [line for line in lines if "\t" in line or (len(line) - len(line.lstrip())) % 2]
    anchors, aliases = set(re.findall(r"&(\w+)", text)), set(re.findall(r"\*(\w+)", text))
    assert aliases <= anchors
    volumes = set(re.findall(r"^  (\w+):$", text[text.index("\nvolumes:") :], re.MULTILINE))
    assert set(re.findall(r"^      - (\w+):/", text, re.MULTILINE)) | {"data"} == volumes
    for mounted in re.findall(r"- \./(\S+?):", text):
        assert (DEPLOY / mounted).exists()
    assert "OWNER_PASSWORD" not in text[text.index("\n  web:") :]


@pytest.mark.parametrize("name", ["backup.sh", "restore.sh", "roles.sh"])
def test_scripts_parse_and_stop_at_the_first_error(name):
    path = DEPLOY / name
    assert subprocess.run(["bash", "-n", path], check=False).returncode == 0
    assert path.stat().st_mode & 0o111
    assert "set -euo pipefail" in path.read_text()


def test_nginx_lets_a_full_upload_through_and_tells_the_scheme(settings):
    text = (DEPLOY / "nginx.conf").read_text()
    assert text.count("{") == text.count("}")
    limit = re.search(r"client_max_body_size (\d+)m;", text)
    assert limit
    assert int(limit[1]) * 1024 * 1024 > settings.DINGFEN_MAX_UPLOAD
    assert text.count("proxy_pass") == text.count("X-Forwarded-Proto $scheme")
