"""What the architecture tests look at: the tracked source of the product, and the layers of pyproject.toml."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_PRODUCT = {"tests", "stubs", "scripts"}


@cache
def layers() -> dict[str, int]:
    """The rank of every package that has a layer; greater is higher."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rows = next(contract for contract in contracts if contract["id"] == "layers")["layers"]
    return {name.strip(" ()"): len(rows) - rank for rank, row in enumerate(rows) for name in row.split("|")}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or would be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def product_modules() -> Iterator[Path]:
    """The product's own Python, without migrations and tests."""
    for path in files():
        parts = path.relative_to(ROOT).parts
        if path.suffix == ".py" and parts[0] not in NOT_PRODUCT and "migrations" not in parts:
            yield path


def packages() -> set[str]:
    """Top-level packages that hold product code."""
    return {path.relative_to(ROOT).parts[0] for path in product_modules() if path.parent != ROOT}


def imports_of(source: str) -> set[str]:
    """Dotted names a module imports, with ``from a import b`` as both ``a`` and ``a.b``."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def imports_any(source: str, *forbidden: str) -> set[str]:
    """Those of its imports that are one of ``forbidden`` or lie inside one."""
    return {
        name for name in imports_of(source) if any(name == base or name.startswith(base + ".") for base in forbidden)
    }


def shown(path: Path) -> str:
    """The path as people say it."""
    return str(path.relative_to(ROOT))
