"""Holiday notices for tests: a shipped one put right, or one of a year that no release brings yet."""

from collections.abc import Iterable
from pathlib import Path

from workdays.notice_files import SHIPPED

CORRECTED = "国办发明电〔2026〕3号"


def corrected_2026(
    folder: Path, *, makeup: Iterable[str] = (), off: Iterable[str] = (), number: str = CORRECTED
) -> Path:
    """The notice of 2026 with more days off and more make-up workdays, under a number of its own."""
    text = (SHIPPED / "2026.toml").read_text(encoding="utf-8").replace("国办发明电〔2025〕7号", number)
    text += f'\n[[festival]]\nname = "调整"\noff = [{", ".join(off) or "2026-12-31"}]\n'
    if makeup:
        text += f"makeup = [{', '.join(makeup)}]\n"
    return _written(folder / "corrected.toml", text)


def notice_2027(folder: Path, *, off: Iterable[str], makeup: Iterable[str] = ()) -> Path:
    """The notice that comes late: its year, its number, the days it fixes."""
    lines = [
        "schema = 1", "year = 2027", 'number = "国办发明电〔2026〕9号"', 'title = "关于2027年部分节假日安排的通知"',
        'source = "https://example.invalid/2027"', "[[festival]]", 'name = "元旦"', f"off = [{', '.join(off)}]",
        f"makeup = [{', '.join(makeup)}]",
    ]  # fmt: skip
    return _written(folder / "late.toml", "\n".join(lines) + "\n")


def _written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
