"""Packs as files: those that come with the product, and those somebody names."""

from pathlib import Path

from procedures.errors import PackInvalid, Problem

SHIPPED = Path(__file__).parent / "packs"


def shipped() -> list[Path]:
    """The packs that come with the product, by name."""
    return sorted(SHIPPED.glob("*.toml"))


def shipped_pack(code: str) -> Path:
    """The file of one shipped pack, e.g. ``longquanyi``."""
    return SHIPPED / f"{code}.toml"


def text_of(path: Path) -> str:
    """The text of a pack's file; PackInvalid where there is no such file or it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        problem = Problem(file=str(path), key="", reason="no_such_file")
    except UnicodeDecodeError as error:
        problem = Problem(file=str(path), key="", reason="not_utf8", params={"position": error.start})
    raise PackInvalid([problem])
